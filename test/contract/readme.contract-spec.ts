import { execFile } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { REGISTERED_PROVIDERS } from '../../src/providers/registered.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

const root = join(import.meta.dirname, '..', '..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
const scripts = (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: Record<string, string> })
  .scripts;
const curls = readme.split('\n').filter((line) => line.startsWith('curl '));

describe('README', () => {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  });
  afterAll(() => gateway.stop());

  test('has at most 150 lines', () => expect(readme.split('\n').length).toBeLessThanOrEqual(150));

  test.each(curls)('works as pasted: %s', async (line) => {
    const command = line.replaceAll('http://127.0.0.1:3000', gateway.url);
    const { stdout } = await promisify(execFile)('bash', ['-c', command]);
    // The last call of the page forces a problem on purpose.
    const expected = line.includes('X-Sandbox-Scenario: rate-limited:60')
      ? { code: 'provider_rate_limited', retry: { safe: true, afterSeconds: 60 } }
      : { data: expect.anything(), meta: expect.anything() };
    expect(JSON.parse(stdout)).toMatchObject(expected);
  });

  test('has a row for every provider', () => {
    for (const { name } of REGISTERED_PROVIDERS) expect(readme).toContain(`(src/providers/${name}/README.md)`);
  });

  test('shows every folder of src and of platform', () => {
    const folders = (path: string) =>
      readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory() ? [entry.name] : [],
      );
    for (const folder of [...folders('src'), ...folders('src/platform'), ...folders('src/providers')]) {
      expect(readme).toContain(`${folder}/`);
    }
  });
});

test.each([
  ['README.md', readme],
  ['CONTRIBUTING.md', contributing],
])('every npm command in %s exists', (_name, text) => {
  const named = [...text.matchAll(/npm (?:run )?([a-z:]+)/g)].map(([, name]) => name as string);
  expect(named.length).toBeGreaterThan(3);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

test.each([
  ['README.md', readme],
  ['CONTRIBUTING.md', contributing],
])('every file that %s links to exists', (_name, text) => {
  const links = [...text.matchAll(/\]\(([^)#:]+)\)/g)].map(([, path]) => path as string);
  for (const path of links) expect(() => readdirOrRead(join(root, path))).not.toThrow();
});

function readdirOrRead(path: string): unknown {
  try {
    return readdirSync(path);
  } catch {
    return readFileSync(path);
  }
}
