import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestAnswer } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { json } from '../support/stub-provider.js';
import { PROVIDERS, startStubbedGateway, type ProviderName, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, RECORDS, healthy } from '../support/wire-records.js';

// A life of two seconds, so that a test can see its end.
const LIFE_SECONDS = 2;

let stubbed: StubbedGateway;
/** Distinguishes the subjects of tests, so that none finds what another one has left. */
let round = 0;

beforeAll(async () => {
  stubbed = await startStubbedGateway({ GATEWAY_CACHE_SECONDS: `${LIFE_SECONDS}`, SPHEREPAY_TIMEOUT_MS: '500' });
});
afterAll(() => stubbed.stop());
beforeEach(() => {
  round++;
  stubbed.forget();
  for (const provider of PROVIDERS) stubbed.stubs[provider].handle(healthy(provider));
});

const LISTS: Readonly<Record<ProviderName, string>> = {
  cartevo: '/v1/cartevo/customers?limit=9',
  spherepay: '/v1/spherepay/customers?limit=9',
  partner: '/v1/partner/customers?externalId=ext-0001',
};

/** A read of a record that no other test has read. */
function freshRead(): string {
  const id = `customer_${round.toString(16).padStart(32, '0')}`;
  stubbed.stubs.spherepay.handle(healthy('spherepay', RECORDS.spherepay({ id })));
  return `/v1/spherepay/customers/${id}`;
}

function get(path: string, cacheControl?: string, headers: Record<string, string> = {}): Promise<TestAnswer> {
  return stubbed.gateway.call(path, {
    headers: { ...headers, ...(cacheControl && { 'cache-control': cacheControl }) },
  });
}

const originOf = ({ body }: TestAnswer): string => body.meta.sources[0].from;
const calls = () => stubbed.calls().length;

/** From now on the provider fails. */
function fail(status = 500): void {
  stubbed.stubs.spherepay.handle((_call, response) => json(response, status, { message: 'no' }));
}

describe('a read', () => {
  test.each([undefined, 'max-age=0', 'no-cache', 'no-cache, max-age=60', 'max-stale=60', 'only-if-cached', 'nonsense'])(
    'with Cache-Control: %s is live each time',
    async (cacheControl) => {
      const path = freshRead();
      const answers = [await get(path, cacheControl), await get(path, cacheControl)];
      expect(answers.map(originOf)).toEqual(['live', 'live']);
      expect(answers.map(({ headers }) => headers.get('age'))).toEqual(['0', '0']);
      expect(calls()).toBe(2);
    },
  );

  test('accepts with max-age what another one was answered, and says how old it is', async () => {
    const path = freshRead();
    const live = await get(path);
    await pause(1050);
    const kept = await get(path, 'max-age=60');
    expect([live, kept].map(originOf)).toEqual(['live', 'cache']);
    expect(calls()).toBe(1);
    expect(kept.body.data).toEqual(live.body.data);
    expect(kept.body.meta.sources[0].asOf).toBe(live.body.meta.sources[0].asOf);
    expect(Number(kept.headers.get('age'))).toBeGreaterThanOrEqual(1);
    expect(kept.headers.get('etag')).toBe(live.headers.get('etag'));
    expect(kept.headers.get('cache-control')).toBe('private, no-cache');
    expect(kept.body.meta.requestId).toBe(kept.headers.get('x-request-id'));
    expect(kept.body.meta.requestId).not.toBe(live.body.meta.requestId);
  });

  test('is asked again when what is kept is older than the caller accepts', async () => {
    const path = freshRead();
    await get(path);
    await pause(1050);
    expect(originOf(await get(path, 'max-age=1'))).toBe('live');
    expect(calls()).toBe(2);
  });

  test('is asked again when what is kept has reached the end of its life, whatever the caller accepts', async () => {
    const path = freshRead();
    await get(path);
    await pause(LIFE_SECONDS * 1000 + 100);
    expect(originOf(await get(path, 'max-age=86400'))).toBe('live');
  });

  test('with no-store leaves nothing behind', async () => {
    const path = freshRead();
    await get(path, 'no-store');
    expect(originOf(await get(path, 'max-age=60'))).toBe('live');
    expect(originOf(await get(path, 'max-age=60'))).toBe('cache');
  });

  test.each(['max-age=', 'max-age=-1', 'stale-if-error=soon'])('with %s is refused', async (cacheControl) => {
    const path = freshRead();
    const places = ['Cache-Control'];
    expectProblem(await get(path, cacheControl), { status: 400, code: 'malformed_request', origin: 'caller', places });
    expect(calls()).toBe(0);
  });

  test.each(PROVIDERS)('of %s is kept for records and lists alike', async (provider) => {
    for (const path of [READ[provider], LISTS[provider]]) {
      const live = await get(path, 'no-cache');
      const kept = await get(path, 'max-age=60');
      expect([live, kept].map(originOf)).toEqual(['live', 'cache']);
      expect({ ...kept.body.meta, requestId: '', sources: [] }).toEqual({
        ...live.body.meta,
        requestId: '',
        sources: [],
      });
      expect(kept.body.data).toEqual(live.body.data);
      expect(kept.headers.get('etag')).toBe(live.headers.get('etag'));
    }
  });

  test('that asks for explanations, or for another page, is another one', async () => {
    const path = freshRead();
    await get(path);
    const explained = await get(`${path}?explain=true`, 'max-age=60');
    expect([originOf(explained), explained.body.meta.explain.length > 0]).toEqual(['live', true]);
    expect((await get(`${path}?explain=true`, 'max-age=60')).body.meta.explain).toEqual(explained.body.meta.explain);
    expect((await get(path, 'max-age=60')).body.meta.explain).toBeUndefined();
    const list = '/v1/spherepay/customers?limit=';
    await get(`${list}${30 + round}`);
    expect(originOf(await get(`${list}${31 + round}`, 'max-age=60'))).toBe('live');
  });

  test('of what is not there is not kept', async () => {
    const path = freshRead();
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 404, { code: 'not_found' }));
    expect((await get(path)).status).toBe(404);
    expect((await get(path, 'max-age=60, stale-if-error=60')).status).toBe(404);
    expect(calls()).toBe(2);
  });
});

describe('If-None-Match', () => {
  test.each(['live', 'cache'])('with the tag of a %s answer is 304 without a body', async (origin) => {
    const path = freshRead();
    const etag = (await get(path)).headers.get('etag') ?? '';
    const cacheControl = origin === 'live' ? undefined : 'max-age=60';
    for (const tag of [etag, etag.slice(2), `"other", ${etag}`, '*']) {
      const answer = await get(path, cacheControl, { 'if-none-match': tag });
      expect([answer.status, answer.text, answer.headers.get('etag')]).toEqual([304, '', etag]);
      expect(answer.headers.get('cache-control')).toBe('private, no-cache');
      expect(answer.headers.get('content-type')).toBeNull();
    }
    expect(calls()).toBe(origin === 'live' ? 5 : 1);
  });

  test('with another tag, or after a change at the provider, is the whole answer', async () => {
    const path = freshRead();
    const etag = (await get(path)).headers.get('etag') ?? '';
    expect((await get(path, undefined, { 'if-none-match': 'W/"other"' })).status).toBe(200);
    const id = path.split('/').at(-1);
    stubbed.stubs.spherepay.handle(healthy('spherepay', RECORDS.spherepay({ id, firstName: 'Janet' })));
    const changed = await get(path, undefined, { 'if-none-match': etag });
    expect([changed.status, changed.body.data.person.givenName]).toEqual([200, 'Janet']);
    expect(changed.headers.get('etag')).not.toBe(etag);
  });

  test('answers HEAD like GET', async () => {
    const path = freshRead();
    const { headers } = await stubbed.gateway.call(path, { method: 'HEAD' });
    const etag = headers.get('etag') ?? '';
    const again = await stubbed.gateway.call(path, { method: 'HEAD', headers: { 'if-none-match': etag } });
    expect([etag.length > 0, again.status]).toEqual([true, 304]);
  });
});

describe('stale-if-error', () => {
  test.each([
    [500, 'provider_error'],
    [503, 'provider_unavailable'],
    [504, 'provider_timeout'],
    [429, 'provider_rate_limited'],
    [401, 'provider_auth_failed'],
    [302, 'provider_contract_violation'],
  ])('stands in for %i, says so and logs %s', async (status, code) => {
    const path = freshRead();
    const live = await get(path);
    fail(status);
    const stale = await get(path, 'stale-if-error=60');
    expect([stale.status, originOf(stale)]).toEqual([200, 'stale']);
    expect(stale.body.data).toEqual(live.body.data);
    expect(stale.headers.get('etag')).toBe(live.headers.get('etag'));
    expect(stale.body.meta.warnings).toEqual([{ code: 'stale', pointer: '', detail: expect.any(String) }]);
    const { requestId } = stale.body.meta;
    const lines = stubbed.gateway.logs().filter((line) => line['requestId'] === requestId && line['errorCode']);
    expect(lines).toMatchObject([{ level: 'warn', provider: 'spherepay', operation: 'getCustomer', errorCode: code }]);
    expect((await get(path)).body.code).toBe(code);
  });

  test.each(['GET', 'HEAD'])('is told to whoever has that answer already, in a %s that is no 304', async (method) => {
    const path = freshRead();
    const live = await get(path);
    const etag = live.headers.get('etag') ?? '';
    fail();
    for (const tag of [etag, '*']) {
      const headers = { 'cache-control': 'stale-if-error=60', 'if-none-match': tag };
      const stale = await stubbed.gateway.call(path, { method, headers });
      expect([stale.status, stale.headers.get('etag')]).toEqual([200, etag]);
      if (method === 'HEAD') continue;
      expect([originOf(stale), stale.body.meta.warnings[0].code]).toEqual(['stale', 'stale']);
      expect(stale.body.data).toEqual(live.body.data);
    }
  });

  test('stands in for a provider that is too slow, at the deadline', async () => {
    const path = freshRead();
    await get(path);
    stubbed.stubs.spherepay.handle(() => undefined);
    const before = performance.now();
    expect(originOf(await get(path, 'stale-if-error=60'))).toBe('stale');
    expect(performance.now() - before).toBeLessThan(900);
  });

  test('keeps the warnings that the answer had', async () => {
    const path = freshRead();
    const id = path.split('/').at(-1);
    stubbed.stubs.spherepay.handle(healthy('spherepay', RECORDS.spherepay({ id, type: 'robot' })));
    const { warnings } = (await get(path)).body.meta;
    expect(warnings.length).toBeGreaterThan(0);
    fail();
    expect((await get(path, 'stale-if-error=60')).body.meta.warnings.slice(1)).toEqual(warnings);
  });

  test('is no help when nothing is kept, or only what is too old', async () => {
    const path = freshRead();
    fail();
    expect((await get(path, 'stale-if-error=60')).body.code).toBe('provider_error');
    round++;
    const other = freshRead();
    await get(other);
    await pause(1050);
    fail();
    expect((await get(other, 'stale-if-error=1')).body.code).toBe('provider_error');
  });

  test.each(['no-cache, stale-if-error=60', 'stale-if-error=0', 'max-age=0'])('%s asks for none', async (header) => {
    const path = freshRead();
    await get(path);
    fail();
    expect((await get(path, header)).body.code).toBe('provider_error');
  });

  test('never stands in for a record that is gone', async () => {
    const path = freshRead();
    await get(path);
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 404, { code: 'not_found' }));
    expect((await get(path, 'stale-if-error=60')).body.code).toBe('resource_not_found');
  });
});
