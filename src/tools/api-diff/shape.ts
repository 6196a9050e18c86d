import { follow, isNode, part, type Node } from './change.js';

/** A schema in one form, whatever way it is written: reference, `allOf` of one, `anyOf` with null. */
export interface Shape {
  /** Empty: any type. */
  readonly types: readonly string[];
  readonly properties: Node;
  readonly required: readonly string[];
  readonly items: unknown;
  /** Schema of the values of a map; null when there is none. */
  readonly values: unknown;
  readonly enum: readonly unknown[] | null;
  readonly alternatives: readonly unknown[];
  /** Every other keyword as it is. */
  readonly keywords: Node;
}

/** Reads a schema of a document. */
export function toShape(schema: unknown, document: Node): Shape {
  const node = flatten(schema, document);
  const alternatives = [node['anyOf'], node['oneOf']].flat().filter(isNode);
  const real = alternatives.filter((alternative) => alternative['type'] !== 'null');
  const nullable = real.length < alternatives.length;
  if (real.length === 1) {
    const only = toShape(real[0], document);
    return nullable ? { ...only, types: [...only.types, 'null'] } : only;
  }
  const { additionalProperties } = node;
  return {
    types: [...[node['type'] ?? []].flat().map(String), ...(nullable ? ['null'] : [])],
    properties: part(node, 'properties'),
    required: [node['required'] ?? []].flat().map(String),
    items: node['items'] ?? null,
    values: isNode(additionalProperties) ? additionalProperties : null,
    enum: Array.isArray(node['enum']) ? node['enum'] : null,
    alternatives: real,
    keywords: node,
  };
}

/** The schema with its references and the parts of `allOf` put together. */
function flatten(schema: unknown, document: Node): Node {
  const { allOf, ...own } = follow(schema, document);
  if (!Array.isArray(allOf)) return own;
  const parts = allOf.map((item) => flatten(item, document));
  return {
    ...Object.assign({}, ...parts),
    ...own,
    properties: Object.assign({}, ...[...parts, own].map((one) => part(one, 'properties'))),
    required: [...parts, own].flatMap((one) => one['required'] ?? []),
  };
}
