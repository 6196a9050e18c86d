import { isDeepStrictEqual } from 'node:util';
import { addition, breaking, keysOf, nodesOf, type Change, type Node, type Pair } from './change.js';
import type { SchemaComparison } from './compare-schemas.js';
import { WRITING } from './keywords.js';

/** Compares the media types of a body, an answer or a parameter. */
export function compareContents(holders: Pair<Node>, at: string, schemas: SchemaComparison): Change[] {
  const contents = nodesOf(holders, 'content');
  const { gone, added, kept } = keysOf(contents);
  return [
    ...gone.map((type) => breaking(at, `${type} is gone`)),
    ...added.map((type) => addition(at, `${type} is new`)),
    ...kept.flatMap((type) => {
      const { before, after } = nodesOf(contents, type);
      const encoded = isDeepStrictEqual(before['encoding'], after['encoding']);
      return [
        ...(encoded ? [] : [breaking(at, `${type} is encoded in another way`)]),
        ...schemas.compare({ before: before['schema'], after: after['schema'] }, `${at} ${type} `),
      ];
    }),
  ];
}

/** Compares what a parameter or a header holds and how it is written: by a schema and a style, or as a media type. */
export function compareValues(values: Pair<Node>, at: string, schemas: SchemaComparison): Change[] {
  const { before, after } = values;
  const inContent = 'content' in before;
  if (inContent !== 'content' in after) return [breaking(at, 'is a schema or a media type now')];
  if (inContent) return compareContents(values, at, schemas);
  const [from, to] = [writingOf(before), writingOf(after)];
  return [
    ...WRITING.filter((name) => from[name] !== to[name]).map((name) => breaking(at, `${name} is ${to[name]}`)),
    ...schemas.compare({ before: before['schema'], after: after['schema'] }, at),
  ];
}

/** How a value is written, with what OpenAPI assumes where nothing is said. */
function writingOf(value: Node): Node {
  const style = value['style'] ?? (['query', 'cookie'].includes(String(value['in'])) ? 'form' : 'simple');
  return { explode: style === 'form', allowReserved: false, allowEmptyValue: false, ...value, style };
}
