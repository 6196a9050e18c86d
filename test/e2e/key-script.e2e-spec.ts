import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from '@jest/globals';
import { startTestGateway } from '../support/gateway.js';
import { builtMain } from '../support/gateway-process.js';

const run = async (...args: string[]) => {
  const script = join(builtMain(), '..', '..', 'scripts', 'new-key.mjs');
  return promisify(execFile)(process.execPath, [script, ...args]);
};

test('`npm run key` prints a key once and an entry with which a gateway accepts it', async () => {
  const { stdout } = await run('billing', 'customers:read', 'provider:cartevo');
  const key = /^Key \(shown once\): (\S+)$/m.exec(stdout)?.[1] as string;
  const entry = /^GATEWAY_API_KEYS entry: (.+)$/m.exec(stdout)?.[1] as string;
  expect(stdout.split(key)).toHaveLength(2);
  expect(entry).not.toContain(key);

  const gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox', GATEWAY_API_KEYS: entry });
  try {
    const status = async (path: string) => (await gateway.call(path, { key })).status;
    expect(await status('/v1/cartevo/customers?limit=1')).toBe(200);
    expect(await status('/v1/spherepay/customers?limit=1')).toBe(403);
    expect(await status('/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-133ce56a4507/cards')).toBe(403);
  } finally {
    await gateway.stop();
  }
});

test.each([[[]], [['billing', 'customers:delete']], [['a:b']]])('`npm run key` refuses %j', async (args) => {
  await expect(run(...args)).rejects.toMatchObject({ code: 64, stdout: '' });
});
