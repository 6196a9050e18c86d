import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';

/** The repository. */
export const ROOT = join(import.meta.dirname, '../..');

export interface Import {
  /** What is imported: a path below `src/` without its extension, or the name of a package. */
  readonly target: string;
  /** True for a file of ours. */
  readonly own: boolean;
  /** Nothing of it is left at run time. */
  readonly typeOnly: boolean;
  /** `import()` in place of a statement at the top. */
  readonly dynamic: boolean;
}

export interface SourceFile {
  /** Below `src/`, with `/`, such as `providers/provider.ts`. */
  readonly path: string;
  readonly lines: number;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** Every TypeScript file of `src/`, parsed; specs only when asked for. */
export function sourceFiles({ specs = false } = {}): SourceFile[] {
  return filesBelow(join(ROOT, 'src'))
    .filter((file) => specs || !file.endsWith('.spec.ts'))
    .map(parse);
}

/** Paths of all TypeScript files below a directory. */
export function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(directory, name))
    .sort();
}

/** A file with its imports. */
export function parse(file: string): SourceFile {
  const text = readFileSync(file, 'utf8');
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const imports: Import[] = [];
  walk(tree, (node) => {
    const found = importIn(node);
    if (found) imports.push({ ...found, ...resolve(file, found.specifier) });
  });
  const path = relative(join(ROOT, 'src'), file).replaceAll('\\', '/');
  return { path, lines: text.trimEnd().split('\n').length, tree, imports };
}

/** Calls `visit` for a node and everything below it. */
export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

/** Everything that a file needs at run time, itself included. */
export function runtimeClosure(start: SourceFile, files: readonly SourceFile[]): SourceFile[] {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set([start]);
  for (const file of seen) {
    for (const { target, own, typeOnly, dynamic } of file.imports) {
      const next = own && !typeOnly && !dynamic ? byPath.get(`${target}.ts`) : undefined;
      if (next) seen.add(next);
    }
  }
  return [...seen];
}

/** First folder of a path below `src/`, or `''` for a file at the top. */
export function layerOf(path: string): string {
  return path.includes('/') ? (path.split('/')[0] as string) : '';
}

interface Found {
  readonly specifier: string;
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

function importIn(node: ts.Node): Found | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: isTypeOnly(node), dynamic: false };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, typeOnly: node.isTypeOnly, dynamic: false };
  }
  // The type `import('…').Name`.
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal)) {
    return { specifier: node.argument.literal.text, typeOnly: true, dynamic: false };
  }
  if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return null;
  const [argument] = node.arguments;
  // An address made up at run time could lead anywhere: it is reported as a package that no rule allows.
  const specifier = argument && ts.isStringLiteralLike(argument) ? argument.text : '(computed)';
  return { specifier, typeOnly: false, dynamic: true };
}

/** `import { type A }` is no type import: the module is loaded all the same, under `verbatimModuleSyntax`. */
function isTypeOnly({ importClause }: ts.ImportDeclaration): boolean {
  return importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
}

function resolve(file: string, specifier: string): Pick<Import, 'target' | 'own'> {
  if (!specifier.startsWith('.')) return { target: specifier, own: false };
  const path = relative(join(ROOT, 'src'), join(dirname(file), specifier)).replaceAll('\\', '/');
  return { target: path.replace(/\.js$/, ''), own: true };
}
