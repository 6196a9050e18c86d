import type { OpenAPIObject } from '@nestjs/swagger';
import type { DocumentedOperation, Operation } from '../openapi/operations.js';

/** A request that can still be changed; path and query are kept apart. */
export interface SampleRequest {
  readonly method: string;
  /** With `{name}` for the parameters. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: SampleBody | null;
  /** Sends the first half of the body and waits. */
  readonly stalls?: boolean;
  /** Leaves out `Host`. */
  readonly withoutHost?: boolean;
}

export type SampleBody =
  | { readonly kind: 'json'; readonly value: Readonly<Record<string, unknown>> }
  | {
      readonly kind: 'form';
      readonly fields: Readonly<Record<string, string>>;
      readonly files: Readonly<Record<string, Buffer>>;
    }
  | { readonly kind: 'text'; readonly text: string };

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly example?: unknown;
  readonly examples?: readonly unknown[];
  readonly default?: unknown;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
}

/**
 * The requests that a reader of the document would send first, one for each content type: made of the examples of
 * parameters and bodies alone, so that what is recorded is what “Try it out” gives. `file` stands for every file.
 */
export function sampleRequests(
  document: OpenAPIObject,
  { method, path, operation }: DocumentedOperation,
  file: Buffer,
): SampleRequest[] {
  const [pathParameters, query, headers] = ['path', 'query', 'header'].map((place) => parametersOf(operation, place));
  const base = { method, path, pathParameters: { ...pathParameters }, query: { ...query }, headers: { ...headers } };
  const { requestBody } = operation;
  const content = requestBody && 'content' in requestBody ? Object.entries(requestBody.content) : [];
  if (content.length === 0) return [{ ...base, body: null }];
  return content.map(([type, { schema }]) => ({
    ...base,
    body: bodyOf(type, resolve(schema as Schema, document), file),
  }));

  function bodyOf(type: string, schema: Schema, file: Buffer): SampleBody {
    const value = sampleOf(schema, document) as Record<string, unknown>;
    if (type !== 'multipart/form-data') return { kind: 'json', value };
    const files = Object.entries(schema.properties ?? {}).filter(
      ([, part]) => (part.items ?? part).format === 'binary',
    );
    const isFile = (name: string) => files.some(([fileName]) => fileName === name);
    const fields = Object.entries(value).filter(([name]) => !isFile(name));
    return {
      kind: 'form',
      fields: Object.fromEntries(fields.map(([name, text]) => [name, String(text)])),
      files: Object.fromEntries(files.map(([name]) => [name, file])),
    };
  }
}

/** Values for the parameters that have an example or are needed. */
function parametersOf({ parameters = [] }: Operation, place: string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const parameter of parameters) {
    if ('$ref' in parameter || parameter.in !== place) continue;
    const schema = parameter.schema as Schema;
    const value: unknown = parameter.example ?? schema.example ?? (parameter.required ? sampleOf(schema) : undefined);
    if (value !== undefined) values[parameter.name] = String(value);
  }
  return values;
}

/** The parameters of the query that switch something on, each with the value that does. */
export function switchesOf({ parameters = [] }: Operation): [name: string, value: string][] {
  return parameters.flatMap((parameter) => {
    const words = '$ref' in parameter || parameter.in !== 'query' ? [] : ((parameter.schema as Schema).enum ?? []);
    const on = words.includes('true') ? 'true' : words.length === 1 ? String(words[0]) : null;
    return on === null ? [] : [[(parameter as { name: string }).name, on]];
  });
}

/** A value of the schema: its example, or one put together of the examples of its parts. */
function sampleOf(given: Schema, document?: OpenAPIObject): unknown {
  const schema = resolve(given, document);
  const said = schema.example ?? schema.examples?.[0] ?? schema.default ?? schema.enum?.[0];
  if (said !== undefined) return said;
  if (schema.properties) {
    const entries = Object.entries(schema.properties).filter(
      ([name, property]) => schema.required?.includes(name) || property.example !== undefined,
    );
    return Object.fromEntries(entries.map(([name, property]) => [name, sampleOf(property, document)]));
  }
  return schema.type === 'array' && schema.items ? [sampleOf(schema.items, document)] : 'text';
}

function resolve(schema: Schema, document?: OpenAPIObject): Schema {
  const alternatives = (schema as { allOf?: Schema[] }).allOf;
  if (alternatives?.[0]) return resolve(alternatives[0], document);
  const name = schema.$ref?.replace('#/components/schemas/', '');
  return name === undefined ? schema : ((document?.components?.schemas?.[name] ?? {}) as Schema);
}
