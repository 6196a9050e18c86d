import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { runtimeClosure, sourceFiles, walk, type SourceFile } from './source-files.js';

const MAPPER = /\.(?:fields|transforms|statuses|verification)\.ts$|^providers\/mapping\//;
const IO_MODULE =
  /^(?:node:)?(?:fs|net|tls|dgram|dns|http|http2|https|child_process|worker_threads|cluster|timers|readline)(?:\/|$)/;
const NEST = /^@nestjs\//;
// Of Nest a mapper may reach the decorators that document the model.
const NEST_DOCUMENTATION = '@nestjs/swagger';

const files = sourceFiles();
const mappers = files.filter(({ path }) => MAPPER.test(path));

/** Text of every expression of a file that depends on more than its input. */
function impurities({ path, tree }: SourceFile): string[] {
  const found: string[] = [];
  walk(tree, (node) => {
    if (isImpure(node, tree)) found.push(`${path}: ${node.getText(tree).slice(0, 60)}`);
  });
  return found;
}

function isImpure(node: ts.Node, tree: ts.SourceFile): boolean {
  if (ts.isAwaitExpression(node) || node.kind === ts.SyntaxKind.AsyncKeyword) return true;
  if (ts.isNewExpression(node)) {
    const name = node.expression.getText(tree);
    return name === 'Promise' || (name === 'Date' && (node.arguments?.length ?? 0) === 0);
  }
  if (ts.isPropertyAccessExpression(node)) {
    return /^(?:Date\.now|Math\.random|Temporal\.Now|crypto\.\w+|process\.\w+|globalThis\.\w+)$/.test(
      node.getText(tree),
    );
  }
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
    return ['Date', 'fetch', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask'].includes(
      node.expression.text,
    );
  }
  return ts.isIdentifier(node) && node.text === 'performance';
}

describe('mappers', () => {
  it('are found', () => {
    expect(mappers.map(({ path }) => path.split('.').at(-2))).toEqual(
      expect.arrayContaining(['fields', 'transforms', 'statuses', 'verification']),
    );
  });

  it('import neither Node modules nor Nest', () => {
    const wrong = mappers.flatMap(({ path, imports }) =>
      imports
        .filter(({ own, target }) => !own && (target.startsWith('node:') || NEST.test(target)))
        .map(({ target }) => `${path} → ${target}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reach no I/O, no client and no Nest through what they import', () => {
    const wrong = mappers.flatMap((mapper) =>
      runtimeClosure(mapper, files).flatMap(({ path, imports }) =>
        imports
          .filter(({ own, typeOnly, target }) => {
            return (
              !own && !typeOnly && (IO_MODULE.test(target) || (NEST.test(target) && target !== NEST_DOCUMENTATION))
            );
          })
          .map(({ target }) => `${mapper.path} … ${path} → ${target}`),
      ),
    );
    expect(wrong).toEqual([]);
  });

  it('know no clock, no chance and no waiting', () => {
    expect(mappers.flatMap(impurities)).toEqual([]);
  });

  it('this check notices what it looks for', () => {
    const text = 'async () => { await 1; new Date(); Date.now(); Math.random(); performance.now(); new Promise(f); }';
    const tree = ts.createSourceFile('sample.ts', text, ts.ScriptTarget.Latest, true);
    const sample = { path: 'sample.ts', lines: 1, tree, imports: [] };
    expect(impurities(sample)).toHaveLength(7);
    expect(impurities({ ...sample, tree: ts.createSourceFile('s.ts', 'new Date(value)', 99, true) })).toEqual([]);
  });
});
