import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { ROOT, filesBelow } from './source-files.js';

/**
 * What `npm run build` would make of the sources now, in a directory of its own: a test must depend neither on a build
 * that may be missing or old, nor on other tests that build.
 */
export function compileSources(): { readonly directory: string; readonly main: string } {
  const cache = join(ROOT, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  const directory = realpathSync(mkdtempSync(join(cache, 'gateway-')));
  // Module settings of the repository end at `node_modules`.
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  const { config } = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, ROOT);
  for (const file of filesBelow(join(ROOT, 'src')).filter((name) => !name.endsWith('.spec.ts'))) {
    const compilerOptions = { ...options, noEmit: false, sourceMap: false, module: ts.ModuleKind.ESNext };
    const { outputText } = ts.transpileModule(readFileSync(file, 'utf8'), { fileName: file, compilerOptions });
    const target = join(directory, 'dist', relative(join(ROOT, 'src'), file)).replace(/\.ts$/, '.js');
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, outputText);
  }
  // What the build copies: fixtures, recorded examples and the files of the pages.
  cpSync(join(ROOT, 'src'), join(directory, 'dist'), {
    recursive: true,
    filter: (path) => !path.endsWith('.ts'),
  });
  return { directory, main: join(directory, 'dist/main.js') };
}
