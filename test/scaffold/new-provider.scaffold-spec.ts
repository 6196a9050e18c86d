import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { CopiedTree, ensureInstalled, type Ran } from './tree.js';

const FOLDER = 'src/providers/blue-bank';
const FILLED_IN = join(import.meta.dirname, 'filled-in');
const TITLE = 'Blue Bank & Co';
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
/** The conformance suite, its own specs and the registration, as far as they are about it. */
const ALL_ABOUT_IT = ['providers.conformance', FOLDER, 'registration', '-t', 'blue-bank'];
const UNMAPPED = 'status first_name last_name email phone birth_date address document created_at'.split(' ');

// Building takes its time on a small machine.
jest.setTimeout(120_000);

interface Results {
  readonly numPassedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { readonly title: string; readonly status: string }[];
  }[];
}

let tree: CopiedTree;
let untouched: ReadonlyMap<string, string>;

beforeAll(async () => {
  await ensureInstalled();
  tree = new CopiedTree();
  untouched = tree.files();
});
afterAll(() => tree.remove());

function scaffold(...args: string[]): Promise<Ran> {
  return tree.run(process.execPath, 'scripts/new-provider.mjs', ...args);
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
    const { status, output } = await scaffold('another-bank');
    expect([status, output]).toEqual([1, expect.stringContaining('everything is as it was')]);
    tree.write(path, untouched.get(path) ?? '');
    expect(tree.files()).toEqual(untouched);
  });
});

describe('a new provider', () => {
  beforeAll(async () => {
    const { status, output } = await scaffold('blue-bank', '--title', TITLE);
    expect([status, output]).toEqual([0, expect.stringContaining("-t 'blue-bank conforms'")]);
    const parts = 'adapter client controller fields module settings simulator statuses tables'.split(' ');
    const specs = ['fields.spec', 'simulator.spec'];
    expect([...tree.files().keys()].filter((path) => !untouched.has(path)).sort()).toEqual(
      [
        ...['README.md', 'fixtures/customer.json', 'fixtures/customer-sparse.json'].map((path) => `${FOLDER}/${path}`),
        ...[...parts, ...specs].map((part) => `${FOLDER}/blue-bank.${part}.ts`),
        'test/conformance/descriptors/blue-bank.descriptor.ts',
      ].sort(),
    );
  });

  it('is registered and named wherever providers are', () => {
    expect(tree.read('src/providers/registered.ts')).toMatch(/, blueBank\];/);
    expect(tree.read('.env.example')).toContain('\nBLUE_BANK_API_KEY=\n');
    expect(tree.read('docs/providers.md')).toContain(`\n## ${TITLE}\n`);
    expect(tree.read('README.md')).toContain(`| [${TITLE}](${FOLDER}/README.md) `);
  });

  it('cannot be made twice', async () => {
    const before = tree.files();
    const { status, output } = await scaffold('blue-bank');
    expect([status, output]).toEqual([64, expect.stringContaining('is there already')]);
    expect(tree.files()).toEqual(before);
  });

  it('is formatted, and its generated pages are up to date', async () => {
    const paths = [FOLDER, 'test/conformance/descriptors', 'src/providers/registered.ts', 'README.md'];
    const prettier = 'node_modules/prettier/bin/prettier.cjs';
    const checks = [
      await tree.run(process.execPath, prettier, '--check', ...paths),
      await tree.run(process.execPath, 'dist/tools/generate.js', '--check'),
    ];
    expect(checks.filter(({ status }) => status !== 0)).toEqual([]);
  });

  it('is red in the mapping tests only, which name its keys', async () => {
    const { failed, passed, messages } = await runTests(...ALL_ABOUT_IT);
    expect(failed.sort()).toEqual(MAPPING_TESTS);
    expect(passed).toBeGreaterThan(60);
    const named = [...messages.matchAll(/blue-bank\.fields\.ts, customer: no row maps or drops (\w+) /g)];
    expect(named.map(([, key]) => key)).toEqual(UNMAPPED);
  });

  it('is green once they are mapped, and compiles', async () => {
    for (const part of ['fields', 'statuses']) {
      cpSync(join(FILLED_IN, `blue-bank.${part}.ts.txt`), join(tree.path, FOLDER, `blue-bank.${part}.ts`));
    }
    const { failed, passed } = await runTests(...ALL_ABOUT_IT);
    expect(failed).toEqual([]);
    expect(passed).toBeGreaterThan(60 + MAPPING_TESTS.length);
    expect(await tree.run(process.execPath, 'node_modules/typescript/bin/tsc', '--noEmit')).toMatchObject({
      status: 0,
    });
  });
});
