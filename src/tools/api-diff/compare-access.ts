import { addition, breaking, isNode, part, type Change, type Node, type Pair } from './change.js';

/** Compares the keys that an operation asks for: each alternative with its schemes as they are defined. */
export function compareSecurity(documents: Pair<Node>, operation: Pair<Node>, at: string): Change[] {
  const from = securityOf(operation.before, documents.before);
  const to = securityOf(operation.after, documents.after);
  if (isOpen(from) && isOpen(to)) return [];
  if (isOpen(to)) return [addition(at, 'open to everybody')];
  if (isOpen(from)) return [breaking(at, 'no longer open to everybody')];
  return [
    ...from.filter((one) => !to.includes(one)).map(() => breaking(at, 'another security')),
    ...to.filter((one) => !from.includes(one)).map(() => addition(at, 'a new security')),
  ];
}

/** The alternatives as text, so that they can be found in another document. */
function securityOf(operation: Node, document: Node): string[] {
  const schemes = part(part(document, 'components'), 'securitySchemes');
  const alternatives = (operation['security'] ?? document['security'] ?? []) as Node[];
  return alternatives.map((alternative) => {
    const needed = Object.keys(alternative).sort();
    return JSON.stringify(needed.map((name) => [name, alternative[name], toFacts(part(schemes, name))]));
  });
}

function isOpen(alternatives: readonly string[]): boolean {
  return alternatives.length === 0 || alternatives.includes('[]');
}

/** An object without its descriptions, with its keys in one order. */
function toFacts(value: unknown): unknown {
  if (!isNode(value)) return value;
  const keys = Object.keys(value).filter((key) => key !== 'description');
  return Object.fromEntries(keys.sort().map((key) => [key, toFacts(value[key])]));
}

/** Compares the addresses of an operation; the first one is what a client takes by itself. */
export function compareServers(documents: Pair<Node>, operation: Pair<Node>, at: string): Change[] {
  const from = serversOf(operation.before, documents.before);
  const to = serversOf(operation.after, documents.after);
  const gone = from.filter((url) => !to.includes(url));
  const added = to.filter((url) => !from.includes(url));
  const other = gone.length === 0 && from[0] !== to[0];
  return [
    ...gone.map((url) => breaking(at, `the server ${url} is gone`)),
    ...added.map((url) => addition(at, `a new server ${url}`)),
    ...(other ? [breaking(at, `the first server is ${to[0]}`)] : []),
  ];
}

function serversOf(operation: Node, document: Node): unknown[] {
  const servers = (operation['servers'] ?? document['servers'] ?? []) as Node[];
  return servers.length === 0 ? ['/'] : servers.map(({ url }) => url);
}
