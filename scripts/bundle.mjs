// Joins what the process loads at its start, our modules and those of the packages, into one file in place of some three
// thousand, which halves the time of a start. `dist/serve.js` is replaced; every other module of `dist` stays as the
// compiler wrote it, for the tools and the tests.
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const dist = fileURLToPath(new URL('../dist/', import.meta.url));
const entry = `${dist}serve.js`;
const bundle = `${dist}serve.bundle.js`;

/** Packages that are loaded only when a setting asks for them. */
const ON_REQUEST = ['pg', 'ioredis', '@opentelemetry/sdk-node'];
/** Packages that others load while the process runs, where no bundler sees it: in the bundle they would be there twice. */
const SHARED = ['class-transformer', 'class-validator'];
/** Packages that ask for their own parts in such a way. */
const HIDING = ['jsonc-parser'];
/** What Nest looks for in vain: parts of its own and packages beside it that are not installed, or not for the gateway. */
const ABSENT = ['@nestjs/microservices', '@nestjs/websockets', '@nestjs/platform-express', '@fastify/view', 'ts-morph'];

/** What the compiler writes where a function or a class of a module begins, or something that may be one. */
const NAMED =
  /^(?:export )?(?:(?:async )?function\*? |class |(?:const|let) (?=\w+ = (?:class|\(|async|\w+ =>)))(\w+)/gm;
const KEEP_NAMES = `.forEach(([name, it]) => {
  if (typeof it === 'function' && it.name !== name) Object.defineProperty(it, 'name', { value: name, configurable: true });
});`;

await build({
  entryPoints: [entry],
  outfile: bundle,
  bundle: true,
  platform: 'node',
  target: 'node26',
  format: 'esm',
  // As Node resolves them: a package that is there in two forms would be there twice.
  mainFields: ['main'],
  external: [...ON_REQUEST, ...SHARED, ...HIDING, ...ABSENT].flatMap((name) => [name, `${name}/*`]),
  sourcemap: 'linked',
  sourcesContent: false,
  // Packages in CommonJS ask for these.
  banner: {
    js: [
      "import { createRequire as requireFrom } from 'node:module';",
      'const require = requireFrom(import.meta.url), { filename: __filename, dirname: __dirname } = import.meta;',
    ].join('\n'),
  },
  plugins: [{ name: 'keep-own', setup: (bundler) => bundler.onLoad({ filter: /\.js$/ }, keepOwnPlaceAndNames) }],
  logLevel: 'warning',
});
writeFileSync(bundle, inAscii(readFileSync(bundle, 'utf8')));
// At once, for a process that starts meanwhile.
renameSync(bundle, entry);

/**
 * One letter outside of ASCII, and V8 keeps all of the text in two bytes a letter: 7 MiB more for each process. esbuild
 * leaves such letters in comments, in patterns, where an escape means the same unless there is a backslash before it, and
 * in tagged templates, whose raw text would change: nothing that is bundled has such a letter there.
 */
function inAscii(code) {
  if (/\\[^\x00-\x7f]/.test(code)) throw new Error('a letter outside of ASCII follows a backslash');
  return code.replace(/[^\x00-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/**
 * A module of ours looks for its files where it stood, not where the bundle is. Its functions and classes keep the names
 * that the bundle needs twice, which are part of the API: schemas are called after classes, rules in `explain` after
 * functions. (`keepNames` of esbuild would do it for every closure at every call, for 5 % of the time of a read.)
 */
function keepOwnPlaceAndNames({ path }) {
  if (!path.startsWith(dist)) return undefined;
  const [file, folder] = [relative(dist, path), relative(dist, dirname(path))];
  const source = readFileSync(path, 'utf8')
    .replaceAll('import.meta.dirname', `(import.meta.dirname + '/${folder}')`)
    .replaceAll('import.meta.url', `new URL('./${file}', import.meta.url).href`);
  const named = Array.from(source.matchAll(NAMED), ([, name]) => `${name}: ${name}`).join(', ');
  return { contents: `${source}\nObject.entries({ ${named} })${KEEP_NAMES}`, loader: 'js' };
}
