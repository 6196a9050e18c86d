import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { ROOT, filesBelow, parse, sourceFiles, walk } from './source-files.js';

const MOST_LINES = 300;
// One row a field: a table is as long as the provider's record.
const MOST_LINES_OF_A_TABLE = 320;
const MOST_LINES_OF_A_FUNCTION = 60;

const sources = sourceFiles({ specs: true });
const tests = filesBelow(join(ROOT, 'test')).map(parse);

function longest(path: string): number {
  // A caller of every operation is as long as there are operations.
  return /\.(?:tables|fields)\.ts$|generated-client\/consumer\.ts$/.test(path) ? MOST_LINES_OF_A_TABLE : MOST_LINES;
}

describe('size', () => {
  it('no file is longer than a reader can hold', () => {
    const long = [...sources, ...tests].filter(({ path, lines }) => lines > longest(path));
    expect(long.map(({ path, lines }) => `${path}: ${lines} lines`)).toEqual([]);
  });

  it('no function is longer than a screen', () => {
    const long: string[] = [];
    for (const { path, tree } of sourceFiles()) {
      walk(tree, (node) => {
        if (!ts.isFunctionLike(node) || !('body' in node) || !node.body) return;
        const [start, end] = [node.getStart(tree), node.getEnd()].map(
          (at) => tree.getLineAndCharacterOfPosition(at).line,
        );
        const lines = (end ?? 0) - (start ?? 0) + 1;
        if (lines > MOST_LINES_OF_A_FUNCTION) long.push(`${path}:${(start ?? 0) + 1}: ${lines} lines`);
      });
    }
    expect(long).toEqual([]);
  });

  it('folders are at most three deep below src/', () => {
    expect(sources.filter(({ path }) => path.split('/').length > 4).map(({ path }) => path)).toEqual([]);
  });
});
