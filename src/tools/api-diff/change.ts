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

/** A set of accepted or answered values became smaller or larger. */
export type Effect = 'narrower' | 'wider';

/** A change of the values that may be sent, or that may be answered. */
export function valueChange(direction: Direction, at: string, what: string, effect: Effect): Change {
  const bad = direction === 'request' ? 'narrower' : 'wider';
  return effect === bad ? breaking(at, what) : addition(at, what);
}

export const METHODS = ['get', 'put', 'post', 'patch', 'delete', 'head', 'options', 'trace'];

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

/** The parts of two objects below a key. */
export function nodesOf(sides: Pair<Node>, key: string): Pair<Node> {
  return { before: part(sides.before, key), after: part(sides.after, key) };
}

/**
 * The object behind a reference, and the object itself when it is none.
 *
 * @throws Error for a reference into another document or to nothing
 */
export function follow(node: unknown, document: Node): Node {
  if (!isNode(node)) return {};
  const reference = node['$ref'];
  if (typeof reference !== 'string') return node;
  const keys = reference.split('/').slice(1);
  const target = keys.reduce<unknown>((at, key) => {
    return isNode(at) ? at[key.replaceAll('~1', '/').replaceAll('~0', '~')] : undefined;
  }, document);
  if (!reference.startsWith('#/') || !isNode(target)) throw new Error(`${reference} is not in the document`);
  return follow(target, document);
}
