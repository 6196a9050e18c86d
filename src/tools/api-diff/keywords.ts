import { isNode, METHODS, type Node } from './change.js';

/** One kind of object in a document. A key that stands in none of the three is not known. */
interface Kind {
  readonly compared: readonly string[];
  /** Says nothing that a caller’s program depends on. */
  readonly ignored: readonly string[];
  /** Objects below a key, which are read in turn: one, a list, or a map by name. */
  readonly holds: Readonly<Record<string, readonly [form: 'one' | 'list' | 'map', kind: KindName]>>;
}

type KindName = keyof typeof KINDS;

export const LOWER_LIMITS = ['minLength', 'minimum', 'exclusiveMinimum', 'minItems', 'minProperties'];
export const UPPER_LIMITS = ['maxLength', 'maximum', 'exclusiveMaximum', 'maxItems', 'maxProperties'];
/** Constraints of which another value is another promise, neither narrower nor wider. */
export const FORMS = ['format', 'pattern', 'multipleOf', 'const', 'dependentRequired'];
export const WRITING = ['style', 'explode', 'allowReserved', 'allowEmptyValue'];

/** What people read, and what tools of ours read. */
export const IGNORED = [
  ...['title', 'summary', 'description', 'example', 'examples', 'externalDocs', 'deprecated'],
  'x-sensitivity',
];

/** Everything that is known of a document. */
const KINDS = {
  document: {
    compared: ['security'],
    ignored: ['openapi', 'info', 'tags', ...IGNORED],
    holds: { paths: ['map', 'pathItem'], components: ['one', 'components'], servers: ['list', 'server'] },
  },
  components: {
    compared: ['securitySchemes'],
    ignored: ['examples'],
    holds: {
      schemas: ['map', 'schema'],
      parameters: ['map', 'parameter'],
      headers: ['map', 'header'],
      requestBodies: ['map', 'body'],
      responses: ['map', 'response'],
    },
  },
  pathItem: {
    compared: [],
    ignored: IGNORED,
    holds: {
      parameters: ['list', 'parameter'],
      servers: ['list', 'server'],
      ...Object.fromEntries(METHODS.map((method) => [method, ['one', 'operation']] as const)),
    },
  },
  operation: {
    compared: ['operationId', 'security'],
    ignored: ['tags', ...IGNORED],
    holds: {
      parameters: ['list', 'parameter'],
      requestBody: ['one', 'body'],
      responses: ['map', 'response'],
      servers: ['list', 'server'],
    },
  },
  server: { compared: ['url'], ignored: IGNORED, holds: {} },
  parameter: {
    compared: ['$ref', 'name', 'in', 'required', ...WRITING],
    ignored: IGNORED,
    holds: { schema: ['one', 'schema'], content: ['map', 'media'] },
  },
  header: {
    compared: ['$ref', 'required', ...WRITING],
    ignored: IGNORED,
    holds: { schema: ['one', 'schema'], content: ['map', 'media'] },
  },
  body: { compared: ['$ref', 'required'], ignored: IGNORED, holds: { content: ['map', 'media'] } },
  // Of the description, the codes of problems in it are compared.
  response: {
    compared: ['$ref', 'description'],
    ignored: IGNORED,
    holds: { headers: ['map', 'header'], content: ['map', 'media'] },
  },
  media: { compared: ['encoding'], ignored: IGNORED, holds: { schema: ['one', 'schema'] } },
  schema: {
    compared: [
      ...['$ref', 'type', 'required', 'enum', 'x-extensible-enum', 'default', 'readOnly', 'writeOnly'],
      ...[...LOWER_LIMITS, ...UPPER_LIMITS, ...FORMS],
    ],
    ignored: IGNORED,
    holds: {
      properties: ['map', 'schema'],
      patternProperties: ['map', 'schema'],
      items: ['one', 'schema'],
      additionalProperties: ['one', 'schema'],
      not: ['one', 'schema'],
      allOf: ['list', 'schema'],
      anyOf: ['list', 'schema'],
      oneOf: ['list', 'schema'],
    },
  },
} as const satisfies Record<
  string,
  Omit<Kind, 'holds'> & { holds: Record<string, readonly ['one' | 'list' | 'map', string]> }
>;

/**
 * Refuses a document that holds anything which the comparison does not know: it would be left out in silence.
 *
 * @throws Error with the place and the key
 */
export function requireKnown(document: Node): void {
  check(document, 'document', '');
}

function check(node: unknown, name: KindName, at: string): void {
  // A schema can be a yes or no; “no” is understood where it closes an object.
  if (name === 'schema' && (node === true || (node === false && at.endsWith('/additionalProperties')))) return;
  if (!isNode(node)) throw new Error(`${at}: a ${name} of this form cannot be compared`);
  const { compared, ignored, holds }: Kind = KINDS[name];
  for (const [key, value] of Object.entries(node)) {
    const held = holds[key];
    if (held) checkHeld(value, held, `${at}/${key}`);
    else if (![...compared, ...ignored].includes(key)) {
      throw new Error(`${at}/${key}: not known, so it would not be compared; see src/tools/api-diff/keywords.ts`);
    }
  }
}

function checkHeld(value: unknown, [form, kind]: Kind['holds'][string], at: string): void {
  if (form === 'one') return check(value, kind, at);
  if (form === 'list' ? !Array.isArray(value) : !isNode(value)) throw new Error(`${at}: not a ${form}`);
  for (const [key, one] of Object.entries(value as object)) check(one, kind, `${at}/${key}`);
}
