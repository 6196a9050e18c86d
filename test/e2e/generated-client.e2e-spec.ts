import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import ts from 'typescript';
import { REGISTERED_PROVIDERS } from '../../src/providers/registered.js';
import { startTestGateway, TEST_KEY, type TestGateway } from '../support/gateway.js';
import { png } from '../support/new-customer.js';
import { readDocument } from '../support/openapi/checked-answers.js';

const ROOT = join(import.meta.dirname, '..', '..');
const CONSUMER = join(ROOT, 'test', 'generated-client', 'consumer.ts');
const GENERATOR = `
const { createClient } = await import(process.argv[1]);
for (const path of ['client', 'form-client']) {
  await createClient({
    input: path + '.json',
    output: { path, importFileExtension: '.js' },
    plugins: ['@hey-api/client-fetch', '@hey-api/typescript', '@hey-api/sdk'],
    logs: { level: 'silent' },
  });
}
`;
const STRICT: ts.CompilerOptions = {
  strict: true,
  noUncheckedIndexedAccess: true,
  noImplicitOverride: true,
  noFallthroughCasesInSwitch: true,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  target: ts.ScriptTarget.ES2023,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts', 'lib.dom.asynciterable.d.ts'],
  types: [],
};

type Operation = { operationId: string; requestBody?: { content: Record<string, unknown> } };
type Document = { paths: Record<string, Record<string, Operation>> };

const run = promisify(execFile);

let gateway: TestGateway;
let folder: string;
let document: Document;
let errors: string[];
// The consumer’s own report.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
let report: any;

beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  folder = mkdtempSync(join(tmpdir(), 'generated-client-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  document = JSON.parse(await readDocument(gateway.url));
  writeFileSync(join(folder, 'client.json'), JSON.stringify(document));
  writeFileSync(join(folder, 'form-client.json'), JSON.stringify(withFormsOnly(document)));
  copyFileSync(CONSUMER, join(folder, 'consumer.ts'));
  const library = pathToFileURL(join(ROOT, 'node_modules', '@hey-api', 'openapi-ts', 'dist', 'index.mjs')).href;
  const options = { cwd: folder, env: { PATH: process.env['PATH'] } };
  await run(process.execPath, ['--input-type=module', '--eval', GENERATOR, library], options);
  errors = compile(join(folder, 'consumer.ts'));
  if (errors.length > 0) return;
  const { stdout } = await run(
    process.execPath,
    ['consumer.js', gateway.url, TEST_KEY, png().toString('base64')],
    options,
  );
  report = JSON.parse(stdout);
}, 60_000);
afterAll(async () => {
  await gateway.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A generated operation takes one kind of body, the JSON one here; a second client is made for the forms. */
function withFormsOnly(document: Document): Document {
  const copy = structuredClone(document);
  for (const { requestBody } of Object.values(copy.paths).flatMap((path) => Object.values(path))) {
    if (requestBody && 'multipart/form-data' in requestBody.content) delete requestBody.content['application/json'];
  }
  return copy;
}

/** Compiles a file and all it imports beside themselves; the messages of the compiler are returned. */
function compile(file: string): string[] {
  const program = ts.createProgram([file], STRICT);
  const { diagnostics } = program.emit();
  return [...ts.getPreEmitDiagnostics(program), ...diagnostics].map(({ file, messageText }) => {
    return `${file?.fileName ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`;
  });
}

describe('a client generated from the served document', () => {
  test('compiles under strict, with a caller that uses its types', () => {
    expect(errors).toEqual([]);
  });

  test('lists and reads providers and customers', () => {
    expect(report.reads).toMatchObject({ alive: 'alive', ready: 'ready' });
    expect(report.reads.providers).toEqual(REGISTERED_PROVIDERS.map(({ name }) => name));
    expect(report.reads.operations).toContain('getCustomer');
    const [first, second] = report.reads.pages as string[][];
    expect([first?.length, second?.length]).toEqual([2, 2]);
    expect(new Set([...(first ?? []), ...(second ?? [])]).size).toBe(4);
    expect(report.reads.sources).toEqual(['cartevo', 'spherepay', 'partner']);
    expect(report.reads.customers.map(({ id }: { id: string }) => id.split(':')[0])).toEqual(report.reads.sources);
  });

  test('lists cards', () => {
    expect(report.cards).toEqual([{ usable: false, minor: 9340, last4: expect.stringMatching(/^\d{4}$/) }]);
  });

  test('issues a card, moves money, changes its state and lists what happened', () => {
    expect(report.lifeOfACard).toEqual({
      balance: 500,
      moved: [
        ['funding', 250],
        ['withdrawal', 250],
      ],
      states: ['frozen', 'active', 'terminated', 'terminated'],
      transactions: [3, 3],
      listed: true,
    });
  });

  test('creates customers from addresses and from files, and reads them back', () => {
    expect(new Set(report.creates.ids).size).toBe(2);
    expect(report.creates.location).toMatch(/^\/v1\/cartevo\/customers\/./);
    expect(report.creates.emails).toEqual(['amina.json@example.com', 'amina.form@example.com']);
  });

  test('registers a person, makes links and hands in a document', () => {
    expect(report.verification).toEqual({
      links: ['https:', 'https:'],
      metadata: { plan: 'gold' },
      taken: [true, 'image/png'],
    });
  });

  test('tries a business, then creates it', () => {
    const { tried, made, needed } = report.business;
    expect([tried, made]).toEqual([{ valid: true }, 'generated-1']);
    expect(needed).toEqual(expect.arrayContaining(['$schema', 'anyOf']));
  });

  test('explains itself', () => {
    const { explained, drift, page, write } = report.explanations;
    expect(write).toBe('succeeded');
    expect(explained).toContain('/status');
    expect(drift).toBeGreaterThan(0);
    expect(page).toContain('resource_not_found');
  });

  test('calls every operation of its providers and of the gateway with success', () => {
    // The consumer is written for these providers; the types of one that is added later are compiled all the same.
    const others = REGISTERED_PROVIDERS.filter(({ name }) => !report.reads.sources.includes(name));
    const names = Object.entries(document.paths).flatMap(([path, operations]) => {
      if (others.some(({ name }) => path.startsWith(`/v1/${name}/`))) return [];
      return Object.entries(operations).map(([method, { operationId }]) => [
        `${method.toUpperCase()} ${path}`,
        operationId,
      ]);
    });
    const ids = new Map(names as [string, string][]);
    expect(report.succeeded.map((name: string) => ids.get(name) ?? name).sort()).toEqual([...ids.values()].sort());
  });

  test('reads problems by their type', () => {
    expect(report.problems).toEqual({
      missing: [404, 'resource_not_found', false],
      invalid: [422, 'validation_failed', '/givenName', '/phone'],
      anonymous: [401, 'unauthenticated'],
    });
  });

  test('survives words that nobody knew when it was generated', () => {
    expect(report.newWords).toMatchObject({ verification: 'unknown', usable: [false] });
    expect(report.newWords.warnings).toContain('unknown_value');
  });
});
