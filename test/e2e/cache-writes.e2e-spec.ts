import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestAnswer } from '../support/gateway.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { originOf } from '../support/replicas.js';
import { json } from '../support/stub-provider.js';
import { PROVIDERS, startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, cartevoCard, enveloped, healthy } from '../support/wire-records.js';

let stubbed: StubbedGateway;
beforeAll(async () => {
  stubbed = await startStubbedGateway();
});
afterAll(() => stubbed.stop());
beforeEach(() => {
  stubbed.forget();
  for (const provider of PROVIDERS) stubbed.stubs[provider].handle(healthy(provider));
});

const get = (path: string, cacheControl?: string): Promise<TestAnswer> =>
  stubbed.gateway.call(path, { headers: cacheControl ? { 'cache-control': cacheControl } : {} });
const calls = () => stubbed.calls().length;

describe('refresh=true', () => {
  const cards = `${READ.cartevo}/cards`;

  test('has the provider look anew, and the plain question is answered by that', async () => {
    await get(cards);
    const cardsNow = enveloped([cartevoCard({ balance: 7 })]);
    stubbed.stubs.cartevo.handle((_call, response) => json(response, 200, cardsNow));
    const refreshed = await get(`${cards}?refresh=true`, 'max-age=60');
    expect(originOf(refreshed)).toBe('live');
    expect(stubbed.calls().at(-1)?.url).toMatch(/sync=true/);
    const plain = await get(cards, 'max-age=60');
    expect([originOf(plain), plain.body.data[0].balance.amountMinor]).toEqual(['cache', 700]);
  });
});

describe('a write', () => {
  const create = () => stubbed.gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()));
  const list = '/v1/cartevo/customers?limit=7';

  test('makes unusable what it changed, and nothing else', async () => {
    const untouched = READ.spherepay;
    const reads = [list, READ.cartevo, `${READ.cartevo}/cards`];
    for (const path of [...reads, untouched]) await get(path, 'no-cache');
    for (const path of [...reads, untouched]) expect(originOf(await get(path, 'max-age=60'))).toBe('cache');
    expect((await create()).status).toBe(201);
    for (const path of reads) expect(originOf(await get(path, 'max-age=60'))).toBe('live');
    expect(originOf(await get(untouched, 'max-age=60'))).toBe('cache');
  });

  test('that failed may have happened: lists are asked again', async () => {
    await get(list, 'no-cache');
    stubbed.stubs.cartevo.handle((_call, response) => json(response, 500, { message: 'no' }));
    expect((await create()).status).toBe(502);
    stubbed.stubs.cartevo.handle(healthy('cartevo'));
    expect(originOf(await get(list, 'max-age=60'))).toBe('live');
  });

  test('is not undone by a read that had begun before', async () => {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    stubbed.stubs.cartevo.handle(async (_call, response) => {
      arrive();
      await released;
      json(response, 200, enveloped([]));
    });
    const slow = get(list);
    await arrived;
    stubbed.stubs.cartevo.handle(healthy('cartevo'));
    expect((await create()).status).toBe(201);
    // A read of the time after the write does not wait for the one from before.
    const after = await get(list);
    expect(after.body.data).toHaveLength(1);
    release();
    expect((await slow).body.data).toEqual([]);
    const kept = await get(list, 'max-age=60');
    expect([originOf(kept), kept.body.data.length]).toEqual(['cache', 1]);
  });
});

test('what was asked with include=sensitive is never kept, nor answered from what is kept', async () => {
  const path = `${READ.cartevo}?include=sensitive`;
  const { number } = (await get(path)).body.data.person.identityDocuments[0];
  expect(number).toBe('TEST0000001');
  expect(originOf(await get(path, 'max-age=60'))).toBe('live');
  expect(calls()).toBe(2);
  stubbed.stubs.cartevo.handle((_call, response) => json(response, 500, { message: 'no' }));
  expect((await get(path, 'stale-if-error=60')).body.code).toBe('provider_error');
});
