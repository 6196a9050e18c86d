import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from '@jest/globals';
import { digestOf } from '../auth/api-keys.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { createLogger } from '../logging/logger.js';
import { Redaction } from '../logging/redaction.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { Tracing } from '../tracing/tracing.js';
import { KeptReads, type KeptRead, type KeptReadsOptions } from './kept-reads.js';

const ANSWER = { data: '{}', warnings: '[]', rest: '', entityTag: 'W/"x"', asOf: 0 };
const READ: KeptRead = {
  route: '/read',
  access: { open: false, scope: 'customers:read', provider: 'bank', operation: 'getCustomer' },
  provider: 'bank',
  find: () => ANSWER,
  present: () => ({ status: 200, headers: ['Content-Type', 'text/plain'], text: 'short' }),
  onGiven: () => undefined,
};

let server: Server;
let reads: KeptReads;
afterEach(() => {
  reads.stop();
  server.close();
});

/** A server that answers `long` where the short way does not; every request makes its read known. */
async function start(
  options: Partial<KeptReadsOptions> = {},
  read: Partial<KeptRead> = {},
): Promise<() => Promise<string>> {
  reads = new KeptReads({
    standingHeaders: {},
    logger: createLogger('silent', new Redaction([])),
    metrics: new GatewayMetrics(),
    tracing: null,
    callers: new Map([
      [digestOf('key'), { name: 'test', scopes: new Set(['customers:read'] as const), providers: null }],
    ]),
    lifecycle: new Lifecycle(),
    rateLimiter: null,
    inProcess: true,
    lifeMs: 60_000,
    ...options,
  });
  server = createServer(
    reads.before((request, response) => {
      reads.remember(request, () => ({ ...READ, ...read }));
      response.end('long');
    }),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/read`;
  return async () => (await fetch(url, { headers: { authorization: 'Bearer key' } })).text();
}

it('a read is known from its first answer on', async () => {
  const ask = await start();
  expect([await ask(), await ask(), await ask()]).toEqual(['long', 'short', 'short']);
});

it.each<[string, Partial<KeptReadsOptions>]>([
  ['answers are kept elsewhere', { inProcess: false }],
  ['spans have to be made', { tracing: {} as Tracing }],
])('none is known when %s', async (_name, options) => {
  const ask = await start(options);
  expect([await ask(), await ask()]).toEqual(['long', 'long']);
});

it('a read is forgotten when no answer of its time can be kept any more', async () => {
  const ask = await start({ lifeMs: 100 });
  expect([await ask(), await ask()]).toEqual(['long', 'short']);
  await pause(250);
  expect(await ask()).toBe('long');
});

it('a fault of ours is left to the long way', async () => {
  const broken = () => {
    throw new TypeError('ours');
  };
  const ask = await start({}, { present: broken });
  expect([await ask(), await ask()]).toEqual(['long', 'long']);
});
