import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from '@jest/globals';
import { builtMain } from '../support/gateway-process.js';

const tool = join(builtMain(), '..', 'tools', 'check-api.js');
const folder = mkdtempSync(join(tmpdir(), 'check-api-'));
const [current, released] = [join(folder, 'current.json'), join(folder, 'released.json')];
const answer = { description: 'All.', content: { 'application/json': { schema: { type: 'object' }, examples: {} } } };
const operation = (operationId: string) => ({ get: { operationId, responses: { 200: answer } } });

const document = (version: string, paths: Record<string, unknown>) =>
  JSON.stringify({ openapi: '3.1.0', info: { title: 'Things', version }, paths });
const BOTH = { '/things': operation('listThings'), '/others': operation('listOthers') };
const BEFORE = document('1.0.0', BOTH);
const BROKEN = { '/things': operation('listThings') };
const ADDED = { ...BOTH, '/more': operation('listMore') };

beforeEach(() => writeFileSync(released, BEFORE));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(text: string, ...flags: string[]) {
  writeFileSync(current, text);
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, ...flags, current, released], {
    encoding: 'utf8',
  });
  return { status, stdout, stderr, released: readFileSync(released, 'utf8') };
}

test.each([
  ['an operation is gone', document('1.1.0', BROKEN), 'breaking  GET /others: the operation is gone\n', '2.0.0'],
  ['an operation is new', document('1.0.1', ADDED), 'addition  GET /more: a new operation\n', '1.1.0'],
])('a document whose version is too low is neither accepted nor released: %s', (_what, text, stdout, needed) => {
  for (const flags of [[], ['--release']]) {
    expect(check(text, ...flags)).toMatchObject({ status: 1, stdout, released: BEFORE });
    expect(check(text, ...flags).stderr).toContain(`needs version ${needed}`);
  }
});

test.each([
  ['as it was', BEFORE],
  ['broken, with another major version', document('2.0.0', BROKEN)],
  ['with an addition, with another minor version', document('1.1.0', ADDED)],
])('a document whose version fits is accepted, and released when that is asked for: %s', (_what, text) => {
  expect(check(text)).toMatchObject({ status: 0, stderr: '', released: BEFORE });
  const { status, released } = check(text, '--release');
  expect(status).toBe(0);
  expect(JSON.parse(released)).toEqual(JSON.parse(text.replaceAll(',"examples":{}', '')));
  expect(check(text)).toMatchObject({ status: 0, stdout: '' });
});

test('a document that cannot be compared is neither accepted nor released', () => {
  const text = document('2.0.0', { '/things': { get: { ...operation('listThings').get, callbacks: {} } } });
  expect(check(text, '--release')).toMatchObject({ status: 1, released: BEFORE });
});
