import { DocumentReader, token } from '../support/openapi/document-reader.js';

/** A parameter of an operation; `schema` is a pointer into the document. */
export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: string;
  readonly example: unknown;
}

/** An operation as the document describes it. */
export interface ApiOperation {
  readonly name: string;
  readonly method: string;
  readonly template: string;
  /** Null: open to everybody. Else the scopes that a key needs. */
  readonly scopes: readonly string[] | null;
  readonly parameters: readonly Parameter[];
  /** Pointers to the schemas of the body by media type. */
  readonly bodies: ReadonlyMap<string, string>;
  readonly bodyRequired: boolean;
  /** Name of the provider behind it, or null. */
  readonly provider: string | null;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Every operation of a document, in its order. */
export function operationsOf(document: object): ApiOperation[] {
  const reader = new DocumentReader(document);
  return Object.keys(reader.node('#/paths')).flatMap((template) => {
    const item = `#/paths/${token(template)}`;
    return METHODS.filter((method) => method in reader.node(item)).map((method) => {
      return readOperation(reader, template, method);
    });
  });
}

function readOperation(reader: DocumentReader, template: string, method: string): ApiOperation {
  const at = `#/paths/${token(template)}/${method}`;
  const node = reader.node(at) as Record<string, never>;
  const content = node['requestBody'] ? (reader.node(`${at}/requestBody`)['content'] as object) : {};
  const [security] = (node['security'] ?? []) as Record<string, string[]>[];
  return {
    name: `${method.toUpperCase()} ${template}`,
    method: method.toUpperCase(),
    template,
    scopes: security ? Object.values(security).flat() : null,
    parameters: ((node['parameters'] ?? []) as unknown[]).map((_, index) => {
      const pointer = reader.follow(`${at}/parameters/${index}`);
      const { name, in: place, required, example } = reader.node(pointer) as unknown as Parameter;
      const schema = `${pointer}/schema`;
      return { name, in: place, required, example: example ?? reader.node(schema)['example'], schema };
    }),
    bodies: new Map(Object.keys(content).map((type) => [type, `${at}/requestBody/content/${token(type)}/schema`])),
    bodyRequired: node['requestBody'] ? reader.node(`${at}/requestBody`)['required'] === true : false,
    provider: /^\/v1\/([a-z0-9-]+)\/./.exec(template)?.[1] ?? null,
  };
}
