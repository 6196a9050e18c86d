import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { FRONT, jpeg, newCustomer, toForm } from '../support/new-customer.js';
import { json, type StubHandler } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { cartevoCustomer, enveloped } from '../support/wire-records.js';

const TEN_MIB = 10 * 1_048_576;

let stubbed: StubbedGateway;
/** Tokens that the provider takes at the moment. */
let valid: Set<string>;
let exchanges: number[];

/** Exchanges tokens, each valid until it is taken away, and refuses whoever comes without a valid one. */
const strict: StubHandler = ({ method, url, headers }, response) => {
  if (url.endsWith('/auth/token')) {
    exchanges.push(performance.now());
    const token = `token-${exchanges.length}`;
    valid.add(`Bearer ${token}`);
    return json(response, 200, { access_token: token, expires_in: 3600 });
  }
  if (!valid.has(headers.authorization ?? '')) return json(response, 401, { message: 'expired' });
  const id = url.split('/').at(-1);
  return json(response, method === 'POST' ? 201 : 200, enveloped(cartevoCustomer(method === 'POST' ? {} : { id })));
};

const read = (index: number) =>
  stubbed.gateway.call(`/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-${index.toString(16).padStart(12, '0')}`);
const uploads = () => stubbed.stubs.cartevo.calls.filter(({ method, url }) => method === 'POST' && !/token/.test(url));

beforeEach(async () => {
  valid = new Set();
  exchanges = [];
  const credentials = { CARTEVO_ACCESS_TOKEN: '', CARTEVO_CLIENT_ID: 'id', CARTEVO_CLIENT_KEY: 'key' };
  stubbed = await startStubbedGateway({ ...credentials, CARTEVO_TIMEOUT_MS: '2000' });
  stubbed.stubs.cartevo.handle(strict);
});
afterEach(() => stubbed.stop());

describe('a token that the provider takes no more', () => {
  test('costs a hundred callers one exchange, and none of them an error', async () => {
    expect((await read(0)).status).toBe(200);
    valid.clear();
    const answers = await Promise.all(Array.from({ length: 100 }, (_none, index) => read(index + 1)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(exchanges).toHaveLength(2);
  });

  test('costs an upload of 10 MiB one more sending, byte for byte the same', async () => {
    expect((await read(0)).status).toBe(200);
    valid.clear();
    const document = jpeg(TEN_MIB);
    for (let at = 1000; at < TEN_MIB - 1000; at += 997) document[at] = at % 251;
    const body = toForm(newCustomer(), [{ name: FRONT, bytes: document }]);
    const answer = await stubbed.gateway.call('/v1/cartevo/customers', { method: 'POST', body });
    expect(answer.status).toBe(201);
    expect(exchanges).toHaveLength(2);
    expect(uploads().map(({ headers }) => headers.authorization)).toEqual(['Bearer token-1', 'Bearer token-2']);
    const [first, second] = uploads().map((call) => call.body) as [Buffer, Buffer];
    expect(first.equals(second)).toBe(true);
    expect(second.includes(document)).toBe(true);
  }, 30_000);
});

test('while tokens cannot be had, every caller hears so in time, and one exchange a second is tried', async () => {
  stubbed.stubs.cartevo.handle((call, response) => {
    if (!call.url.endsWith('/auth/token')) return strict(call, response, undefined as never);
    exchanges.push(performance.now());
    return json(response, 500, { message: 'down' });
  });
  const startedAt = performance.now();
  const answers = await Promise.all(
    Array.from({ length: 150 }, async (_none, index) => {
      await sleep(index * 20);
      const askedAt = performance.now();
      const answer = await read(index);
      return { code: answer.body.code as string, ms: performance.now() - askedAt };
    }),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  expect(answers.filter(({ code }) => !/^provider_/.test(code))).toEqual([]);
  expect(Math.max(...answers.map(({ ms }) => ms))).toBeLessThan(2100);
  expect(exchanges.length).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
}, 30_000);

test('a provider that takes no token at all is not asked twice for each call', async () => {
  const refuseAll: StubHandler = (call, response) => {
    if (call.url.endsWith('/auth/token')) return strict(call, response, undefined as never);
    return json(response, 401, { message: 'expired' });
  };
  stubbed.stubs.cartevo.handle(refuseAll);
  const startedAt = performance.now();
  for (let index = 0; index < 200; index++) {
    expect((await read(index)).body.code).toBe('provider_auth_failed');
  }
  const seconds = Math.ceil((performance.now() - startedAt) / 1000);
  const reads = stubbed.stubs.cartevo.calls.length - exchanges.length;
  // One more call, with one more token, in a second.
  expect(reads).toBeLessThanOrEqual(200 + seconds);
  expect(exchanges.length).toBeLessThanOrEqual(1 + seconds);
  stubbed.stubs.cartevo.handle(strict);
  await sleep(1100);
  expect((await read(0)).status).toBe(200);
}, 30_000);
