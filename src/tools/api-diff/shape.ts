import { isDeepStrictEqual } from 'node:util';
import { follow, isNode, part, type Node } from './change.js';
import { IGNORED } from './keywords.js';

/** A schema in one form, whatever way it is written: reference, `allOf`, `anyOf` with null. */
export interface Shape {
  /** Empty: any type. */
  readonly types: readonly string[];
  readonly properties: Node;
  readonly required: readonly string[];
  /** Schema of the items of a list; null when they can be anything. */
  readonly items: Node | null;
  /** Schema of the values of a map; null when they can be anything, or when there are none. */
  readonly values: Node | null;
  readonly enum: readonly unknown[] | null;
  /** Known values of an open enum. */
  readonly words: readonly unknown[] | null;
  readonly alternatives: readonly unknown[];
  /** Every keyword as it is. */
  readonly keywords: Node;
}

/**
 * Reads a schema of a document.
 *
 * @throws Error when parts of an `allOf` contradict each other
 */
export function toShape(schema: unknown, document: Node): Shape {
  const { anyOf, oneOf, ...node } = flatten(schema, document);
  const alternatives = [anyOf, oneOf].flat().filter(isNode);
  const real = alternatives.filter((alternative) => alternative['type'] !== 'null');
  const nullable = real.length < alternatives.length;
  if (real.length === 1) {
    const only = toShape({ ...node, allOf: real }, document);
    return nullable ? { ...only, types: [...only.types, 'null'] } : only;
  }
  return {
    types: [...[node['type'] ?? []].flat().map(String), ...(nullable ? ['null'] : [])],
    // A pattern is compared like a name: it cannot be one, since names of ours begin with a letter.
    properties: { ...part(node, 'properties'), ...part(node, 'patternProperties') },
    required: [node['required'] ?? []].flat().map(String),
    items: constraining(node['items']),
    values: constraining(node['additionalProperties']),
    enum: listOf(node['enum']),
    words: listOf(node['x-extensible-enum']),
    alternatives: real,
    keywords: node,
  };
}

/** The schema with its references and the parts of `allOf` put together. */
function flatten(schema: unknown, document: Node): Node {
  if (!isNode(schema)) return {};
  const { $ref, allOf, ...own } = schema;
  const parts = [...($ref === undefined ? [] : [follow({ $ref }, document)]), ...(Array.isArray(allOf) ? allOf : [])];
  if (parts.length === 0) return own;
  return [...parts.map((item) => flatten(item, document)), own].reduce(join, {});
}

function join(one: Node, other: Node): Node {
  const contradiction = Object.keys(other).find((key) => {
    const joined = ['properties', 'required', ...IGNORED].includes(key);
    return !joined && key in one && !isDeepStrictEqual(one[key], other[key]);
  });
  if (contradiction !== undefined) throw new Error(`parts of an allOf with another ${contradiction} each`);
  return {
    ...one,
    ...other,
    properties: { ...part(one, 'properties'), ...part(other, 'properties') },
    required: [one, other].flatMap((node) => node['required'] ?? []),
  };
}

function constraining(schema: unknown): Node | null {
  return isNode(schema) && Object.keys(schema).length > 0 ? schema : null;
}

function listOf(value: unknown): readonly unknown[] | null {
  return Array.isArray(value) ? value : null;
}
