/** What is documented for one status of an operation; schemas are pointers into the document. */
export interface DocumentedAnswer {
  readonly schemas: ReadonlyMap<string, string>;
  readonly headers: ReadonlyMap<string, { readonly required: boolean; readonly schema: string }>;
}

/** What is documented for an operation. */
export interface Answers {
  /** The first of the keys that is documented. */
  readonly byStatus: (keys: readonly (number | 'default')[]) => DocumentedAnswer | null;
}

type Node = Readonly<Record<string, unknown>>;

/** Finds paths, operations and answers in an OpenAPI document. */
export class DocumentReader {
  private readonly templates: readonly { readonly template: string; readonly pattern: RegExp }[];
  private readonly known = new Map<string, DocumentedAnswer | null>();

  constructor(private readonly document: object) {
    const templates = Object.keys(this.node('#/paths'));
    // A path without parameters is meant before one with.
    this.templates = templates
      .toSorted((one, other) => one.split('{').length - other.split('{').length)
      .map((template) => ({ template, pattern: toPattern(template) }));
  }

  /** The template that a path follows, or null. */
  find(path: string): string | null {
    return this.templates.find(({ pattern }) => pattern.test(path))?.template ?? null;
  }

  answersOf(template: string, method: string): Answers | null {
    const operation = `#/paths/${token(template)}/${method}`;
    if (!Object.hasOwn(this.node(`#/paths/${token(template)}`), method)) return null;
    const byStatus = (keys: readonly (number | 'default')[]) => {
      const key = keys.find((candidate) => Object.hasOwn(this.node(`${operation}/responses`), `${candidate}`));
      return key === undefined ? null : this.answer(`${operation}/responses/${key}`);
    };
    return { byStatus };
  }

  /** Where a pointer leads once references are followed. */
  follow(pointer: string): string {
    const reference = (this.node(pointer) as { $ref?: string }).$ref;
    return reference === undefined ? pointer : this.follow(reference);
  }

  node(pointer: string): Node {
    const keys = pointer.slice(2).split('/').filter(Boolean);
    return keys.reduce<Node>((node, key) => node[key.replaceAll('~1', '/').replaceAll('~0', '~')] as Node, {
      ...this.document,
    });
  }

  private answer(pointer: string): DocumentedAnswer {
    const cached = this.known.get(pointer);
    if (cached) return cached;
    const at = this.follow(pointer);
    const { content = {}, headers = {} } = this.node(at) as { content?: Node; headers?: Node };
    const schemas = Object.keys(content).map((type) => [type, `${at}/content/${token(type)}/schema`] as const);
    const documented = Object.keys(headers).map((name) => {
      const header = this.follow(`${at}/headers/${token(name)}`);
      const required = this.node(header)['required'] === true;
      return [name.toLowerCase(), { required, schema: `${header}/schema` }] as const;
    });
    const answer = { schemas: new Map(schemas), headers: new Map(documented) };
    this.known.set(pointer, answer);
    return answer;
  }
}

/** A key as part of a JSON pointer. */
export function token(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1');
}

function toPattern(template: string): RegExp {
  const source = template
    .split(/\{[^}]*\}/)
    .map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&'))
    .join('[^/]*');
  return new RegExp(`^${source}$`);
}
