import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { loadModule, type TestAnswer } from '../support/gateway.js';
import { scrape } from '../support/metrics.js';
import { expectProblem } from '../support/problem.js';
import { json, type StubHandler } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy, sendAskedSpherePayCustomer, spherePayRead } from '../support/wire-records.js';

const { SharedReads } =
  await loadModule<typeof import('../../src/providers/shared-reads.js')>('providers/shared-reads.js');
/** A choice that has no part in this; who makes one goes the whole way to the same refusal. */
const WHOLE_WAY = { 'cache-control': 'no-cache' };

let stubbed: StubbedGateway;
const provider = () => stubbed.stubs.spherepay;
const get = (path: string, headers: Record<string, string> = {}) => stubbed.gateway.call(path, { headers });
const failing: StubHandler = (_call, response) => json(response, 500, { message: 'no' });
const refused = async () => {
  const { samples } = await scrape(stubbed.gateway.metricsPort);
  const operations = samples.filter(({ name, labels }) => {
    return name === 'gateway_operations_total' && labels['operation'] === 'getCustomer' && labels['code'] !== 'ok';
  });
  return operations.reduce((sum, { value }) => sum + value, 0);
};

/** All that is the same in two answers to the same question; the seconds of waiting may be one less in the second. */
function comparable({ status, headers, body }: TestAnswer) {
  const others = ['date', 'x-request-id', 'content-length', 'retry-after'];
  const kept = [...headers].filter(([name]) => !others.includes(name));
  const retryAfter = Number(headers.get('retry-after')) >= 1;
  return {
    status,
    retryAfter,
    headers: kept,
    body: { ...body, requestId: null, retry: { ...body.retry, afterSeconds: 0 } },
  };
}

/** How many reads have gone the whole way so far. */
const asked = () => stubbed.gateway.nest.get(SharedReads, { strict: false }).counts.asked;

afterEach(() => stubbed.stop());

describe('a read while the circuit of its provider is open', () => {
  beforeEach(async () => {
    stubbed = await startStubbedGateway({ GATEWAY_RETRY_ATTEMPTS: '1', METRICS_PORT: '0' });
    provider().handle(sendAskedSpherePayCustomer);
    await get(spherePayRead(1));
    provider().handle(failing);
    for (let call = 0; call < 25; call++) await get(spherePayRead(2));
    stubbed.forget();
  });

  test('is refused in the words of the whole way, and counted like there', async () => {
    const before = await refused();
    const wentOn = asked();
    const early = await get(spherePayRead(3));
    expect(asked()).toBe(wentOn);
    expectProblem(early, { status: 503, code: 'provider_unavailable', outcome: 'not_sent', safe: true });
    expect(await refused()).toBe(before + 1);
    expect(comparable(await get(spherePayRead(3), WHOLE_WAY))).toEqual(comparable(early));
    expect(asked()).toBe(wentOn + 1);
    expect(await refused()).toBe(before + 2);
    expect(provider().calls).toEqual([]);
    const lines = stubbed.gateway.logs().filter(({ requestId }) => requestId === early.body.requestId);
    expect(lines).toEqual([expect.objectContaining({ httpStatus: 503, errorCode: 'provider_unavailable' })]);
  });

  test('is refused in a HEAD as well, without a body', async () => {
    const wentOn = asked();
    const answer = await stubbed.gateway.call(spherePayRead(3), { method: 'HEAD' });
    expect([answer.status, asked()]).toEqual([503, wentOn]);
  });

  test.each(['?include=sensitive', '?explain=true'])(
    'goes the whole way to the same refusal with %s',
    async (query) => {
      const wentOn = asked();
      const answer = await get(`${spherePayRead(3)}${query}`);
      expect([answer.body.code, asked()]).toEqual(['provider_unavailable', wentOn + 1]);
    },
  );

  test('is told first what is wrong with it', async () => {
    expect((await get('/v1/spherepay/customers/cus_1')).body.code).toBe('resource_not_found');
    expect((await get(spherePayRead(3), { 'request-timeout': 'soon' })).body.code).toBe('malformed_request');
    expect((await get(`${spherePayRead(3)}?unknown=1`)).status).toBe(400);
    expect((await get('/v1/spherepay/customers?limit=0')).status).toBe(400);
    expect((await get(spherePayRead(3), { authorization: 'Bearer nobody' })).status).toBe(401);
  });

  test.each(['max-age=60', 'stale-if-error=60'])(
    'is answered from what is kept, if %s accepts it',
    async (accepted) => {
      const kept = await get(spherePayRead(1), { 'cache-control': accepted });
      expect([kept.status, kept.body.data.providerId]).toEqual([200, spherePayRead(1).split('/').at(-1)]);
    },
  );

  test('says nothing of other providers', async () => {
    stubbed.stubs.partner.handle(healthy('partner'));
    expect((await get(READ.partner)).status).toBe(200);
  });
});

describe('a read while the bulkhead of its provider is full', () => {
  test('joins one that asks the same, and is refused otherwise', async () => {
    stubbed = await startStubbedGateway({ SPHEREPAY_CONCURRENCY: '1', SPHEREPAY_QUEUE: '0' });
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    provider().handle(async (call, response, request) => {
      arrive();
      await answered;
      await sendAskedSpherePayCustomer(call, response, request);
    });
    const first = get(spherePayRead(1));
    await arrived;
    const same = get(spherePayRead(1));
    const sameByPrefix = get(spherePayRead(1).replace('customer_', 'spherepay:customer_'));
    const other = await get(spherePayRead(2));
    expectProblem(other, { status: 503, code: 'overloaded', outcome: 'not_sent', safe: true });
    expect(comparable(await get(spherePayRead(2), WHOLE_WAY))).toEqual(comparable(other));
    answer();
    expect((await Promise.all([first, same, sameByPrefix])).map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(provider().calls).toHaveLength(1);
    expect((await get(spherePayRead(2))).status).toBe(200);
  });
});

describe('a write while the circuit of its provider is open', () => {
  const write = (path: string, init: RequestInit = {}) => stubbed.gateway.call(path, { method: 'POST', ...init });
  const CARD = '/v1/cartevo/cards/91b3c6d6-111b-44da-9f81-16f019bebe8c';

  test('is told first that its id is none, or that it needs a key', async () => {
    stubbed = await startStubbedGateway({ GATEWAY_RETRY_ATTEMPTS: '1', METRICS_PORT: '0' });
    stubbed.stubs.cartevo.handle(failing);
    for (let call = 0; call < 25; call++) await write(`${CARD}/freeze`);
    expect((await write(`${CARD}/freeze`)).body).toMatchObject({ code: 'provider_unavailable', outcome: 'not_sent' });
    expect((await write('/v1/cartevo/cards/cus_1%5C/freeze')).body.code).toBe('resource_not_found');
    const body = JSON.stringify({ amount: { amountMinor: 100, currency: 'USD' } });
    const funding = await write(`${CARD}/fund`, { body, headers: { 'content-type': 'application/json' } });
    expect(funding.body.code).toBe('idempotency_key_required');
  });
});
