import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CopiedTree, ensureInstalled, type Ran } from './tree.js';

const FILLED_IN = join(import.meta.dirname, 'filled-in');
/** What CONTRIBUTING promises to be red until the mapping is there. */
const MAPPING_TESTS = [
  'a clear card number is dropped with a warning and is nowhere, the log included',
  'a document shows its number and images only on request; the mask never gives the number away',
  'a value that no document lists allows nothing, and a warning says so',
  'changed-types is listed',
  'neither credentials nor personal data are logged',
  'new-enum-value is listed',
  'says of every constant why it is one',
  'what the provider is known to send differs in no key and no type',
];
/** The cheap suites that would notice a list of providers that is not that of `registered.ts`. */
const NAME_PROVIDERS =
  'generated-client docs.e2e security-keys problems-caller reads.e2e contract-spec architecture-spec fourth-provider';
const VERSION = 'src/openapi/version.ts';
const RELEASED = 'docs/openapi-released.json';
const UNMAPPED = 'status first_name last_name email phone birth_date address document created_at'.split(' ');

// Building takes its time on a small machine.
jest.setTimeout(400_000);

interface Results {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

let tree: CopiedTree;
let untouched: ReadonlyMap<string, string>;
/** A name that nobody has used in this tree, and what follows from it. */
let name: string;
let camel: string;
let title: string;
let folder: string;
/** The conformance suite, its own specs and the registration, as far as they are about it. */
let allAboutIt: readonly string[];

beforeAll(async () => {
  await ensureInstalled();
  tree = new CopiedTree();
  untouched = tree.files();
  const number = [...Array(100).keys()].find((index) => !tree.has(`src/providers/blue-bank-${index}`));
  name = `blue-bank-${number}`;
  camel = `blueBank${number}`;
  title = `Blue Bank ${number} & Co`;
  folder = `src/providers/${name}`;
  allAboutIt = ['providers.conformance', folder, 'registration', '-t', name];
});
afterAll(() => tree.remove());

function scaffold(...args: string[]): Promise<Ran> {
  return tree.run(process.execPath, 'scripts/new-provider.mjs', ...args);
}

function checkApi(): Promise<Ran> {
  return tree.run(process.execPath, 'dist/tools/check-api.js');
}

async function runTests(...args: string[]) {
  const { output } = await tree.run('npm', 'test', '--silent', '--', ...args, '--json', '--outputFile=results.json');
  const { numPassedTests, testResults } = JSON.parse(tree.read('results.json')) as Results;
  const all = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = all.filter(({ status }) => status === 'failed').map(({ title }) => title);
  return { output, passed: numPassedTests, failed, messages: testResults.map(({ message }) => message).join('\n') };
}

describe('npm run new:provider', () => {
  it.each([
    [[], 'Usage'],
    [['acme', 'Acme'], 'Usage'],
    [['acme', '--title'], 'Usage'],
    [['acme', '--title', 'It’s `code`'], 'title'],
    ...['Acme', '1acme', 'a', 'acme-', 'acme--bank', '../acme', 'acme_bank', 'a'.repeat(32)].map(
      (name) => [[name], 'cannot be a provider’s name'] as const,
    ),
    ...['providers', 'health', 'docs', 'errors', 'customers', 'package', 'await'].map(
      (name) => [[name], 'means something else'] as const,
    ),
    ...['Gateway', 'gate-way', 'Cartevo', 'PARTNER  API'].map(
      (taken) =>
        [['acme-two', '--title', taken], /^the title “.*” is taken by “(Gateway|Cartevo|Partner API)”/] as const,
    ),
    [['cartevo-upload'], 'the setting CARTEVO_UPLOAD_TIMEOUT_MS exists already'],
    [['sphere-pay', '--title', 'Another'], 'another provider is spherePay in the code'],
    ...['cartevo', 'mapping', 'tiny'].map((name) => [[name], /there already|means something else/] as const),
  ])('%j is refused with exit code 64', async (args, message) => {
    const { status, output } = await scaffold(...args);
    expect(status).toBe(64);
    expect(output).toMatch(message);
  });

  it('makes nothing when it refuses', () => expect(tree.files()).toEqual(untouched));

  it('puts everything back when a later step fails', async () => {
    const path = '.prettierrc.json';
    tree.write(path, '{');
    const { status, output } = await scaffold(name);
    expect([status, output]).toEqual([1, expect.stringContaining('everything is as it was')]);
    tree.write(path, untouched.get(path) ?? '');
    expect(tree.files()).toEqual(untouched);
  });
});

describe('a new provider', () => {
  beforeAll(async () => {
    const { status, output } = await scaffold(name, '--title', title);
    expect([status, output]).toEqual([0, expect.stringContaining(`-t '${name} conforms'`)]);
    const parts = 'adapter client controller fields module settings simulator statuses tables'.split(' ');
    const specs = ['fields.spec', 'simulator.spec'];
    expect([...tree.files().keys()].filter((path) => !untouched.has(path)).sort()).toEqual(
      [
        ...['README.md', 'fixtures/customer.json', 'fixtures/customer-sparse.json'].map((path) => `${folder}/${path}`),
        ...[...parts, ...specs].map((part) => `${folder}/${name}.${part}.ts`),
        `test/conformance/descriptors/${name}.descriptor.ts`,
      ].sort(),
    );
  });

  it('is registered and named wherever providers are', () => {
    expect(tree.read('src/providers/registered.ts')).toContain(`, ${camel}];`);
    expect(tree.read('.env.example')).toContain(`\n${name.toUpperCase().replaceAll('-', '_')}_API_KEY=\n`);
    expect(tree.read('docs/providers.md')).toContain(`\n## ${title}\n`);
    expect(tree.read('README.md')).toContain(`| [${title}](${folder}/README.md) `);
  });

  it('cannot be made twice', async () => {
    const before = tree.files();
    const { status, output } = await scaffold(name);
    expect([status, output]).toEqual([64, expect.stringContaining('is there already')]);
    expect(tree.files()).toEqual(before);
  });

  it('is formatted, and its generated pages are up to date', async () => {
    const paths = [folder, 'test/conformance/descriptors', 'src/providers/registered.ts', 'README.md'];
    const prettier = 'node_modules/prettier/bin/prettier.cjs';
    const checks = [
      await tree.run(process.execPath, prettier, '--check', ...paths),
      await tree.run(process.execPath, 'dist/tools/generate.js', '--check'),
    ];
    expect(checks.filter(({ status }) => status !== 0)).toEqual([]);
  });

  it('is red in the mapping tests only, which name its keys', async () => {
    const { failed, passed, messages } = await runTests(...allAboutIt);
    expect(failed.sort()).toEqual(MAPPING_TESTS);
    expect(passed).toBeGreaterThan(60);
    const named = [...messages.matchAll(/([\w-]+)\.fields\.ts, customer: no row maps or drops (\w+) /g)];
    expect(named.map(([, file, key]) => [file, key])).toEqual(UNMAPPED.map((key) => [name, key]));
  });

  it('is no surprise to the suites that name providers', async () => {
    const { failed, passed } = await runTests(...NAME_PROVIDERS.split(' '));
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(200);
  });

  it('needs another minor version of the API, and nothing else', async () => {
    // Whatever this tree has added since its release is not this provider’s.
    tree.write(RELEASED, untouched.get('docs/openapi.json') ?? '');
    const before = await checkApi();
    expect(before.status).toBe(1);
    const [change, complaint, ...others] = before.output.trim().split('\n');
    expect([change, others]).toEqual([`addition  GET /v1/${name}/customers/{id}: a new operation`, []]);
    const [, needed, current] = /^an addition needs version (\S+), not (\S+): raise/.exec(complaint ?? '') ?? [];
    tree.write(VERSION, tree.read(VERSION).replace(`'${current}'`, `'${needed}'`));
    expect(await tree.run('npm', 'run', '--silent', 'generate')).toMatchObject({ status: 0 });
    expect(await checkApi()).toMatchObject({ status: 0 });
    expect(await tree.run('npm', 'run', '--silent', 'lint:api')).toMatchObject({ status: 0 });
  });

  it('is green once they are mapped, and compiles', async () => {
    for (const part of ['fields', 'statuses']) {
      const filledIn = readFileSync(join(FILLED_IN, `provider.${part}.ts.txt`), 'utf8');
      const spelling = (word: string) => ({ name, camel, title })[word] ?? '';
      tree.write(
        `${folder}/${name}.${part}.ts`,
        filledIn.replace(/__(\w+?)__/g, (_match, word) => spelling(word)),
      );
    }
    const { failed, passed } = await runTests(...allAboutIt);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(60 + MAPPING_TESTS.length);
    expect(await tree.run(process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit')).toMatchObject({
      status: 0,
    });
  });
});
