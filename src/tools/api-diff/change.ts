/** A difference that callers can notice; changes of descriptions and examples are none. */
export interface Change {
  /** Where: operation and place in it. */
  readonly at: string;
  readonly what: string;
  /** A caller who follows the document before can fail with the one after. */
  readonly breaking: boolean;
}

export const breaking = (at: string, what: string): Change => ({ at, what, breaking: true });
export const addition = (at: string, what: string): Change => ({ at, what, breaking: false });

/** Who sends a value: what may be sent must not become less, what may be answered must not become more. */
export type Direction = 'request' | 'response';

/** Any object of an OpenAPI document. */
export type Node = Readonly<Record<string, unknown>>;

/** A part of a document before and after. */
export interface Pair<T> {
  readonly before: T;
  readonly after: T;
}

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The object that a key holds; empty when there is none. */
export function part(node: unknown, key: string): Node {
  const value = isNode(node) ? node[key] : undefined;
  return isNode(value) ? value : {};
}

/** The keys of two objects: gone, new, in both. */
export function keysOf({ before, after }: Pair<Node>): { gone: string[]; added: string[]; kept: string[] } {
  return {
    gone: Object.keys(before).filter((key) => !(key in after)),
    added: Object.keys(after).filter((key) => !(key in before)),
    kept: Object.keys(before).filter((key) => key in after),
  };
}

/** The object behind a reference, and the object itself when it is none. */
export function follow(node: unknown, document: Node): Node {
  if (!isNode(node)) return {};
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  const keys = reference.slice(2).split('/');
  return follow(
    keys.reduce<unknown>((at, key) => part(at, key.replaceAll('~1', '/').replaceAll('~0', '~')), document),
    document,
  );
}
