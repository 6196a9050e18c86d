import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { TEST_KEY, keyEntry, loadModule, type TestAnswer } from '../support/gateway.js';
import { scrape } from '../support/metrics.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { openSocket, readAnswer, sendRaw } from '../support/raw-http.js';
import { PROVIDERS, startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy } from '../support/wire-records.js';

const { KeptReads } = await loadModule<typeof import('../../src/platform/request/kept-reads.js')>(
  'platform/request/kept-reads.js',
);

const KEYS = [
  keyEntry('test', TEST_KEY, 'customers:read customers:write cards:read cards:write sensitive:read admin'),
  keyEntry('other', 'other-key'),
  keyEntry('elsewhere', 'elsewhere-key', 'customers:read provider:partner'),
  keyEntry('scopeless', 'scopeless-key', 'cards:read'),
].join(',');

let stubbed: StubbedGateway;
/** How often a read was answered from the process on the long way, which makes it known to the short one. */
let longWays: () => number;

async function start(environment: Record<string, string> = {}): Promise<void> {
  stubbed = await startStubbedGateway({ GATEWAY_API_KEYS: KEYS, METRICS_PORT: '0', ...environment });
  for (const provider of PROVIDERS) stubbed.stubs[provider].handle(healthy(provider));
  const remember = jest.spyOn(stubbed.gateway.nest.get(KeptReads), 'remember');
  longWays = () => remember.mock.calls.length;
}
afterEach(async () => {
  jest.restoreAllMocks();
  await stubbed.stop();
});

const FRESH = { 'cache-control': 'max-age=60' };
const get = (headers: Record<string, string> = {}, path = READ.spherepay, key?: string) =>
  stubbed.gateway.call(path, { headers: { ...FRESH, ...headers }, ...(key && { key }) });
const calls = () => stubbed.calls().length;

/** The read is live, then answered on the long way, and from now on on the short one. */
async function makeKnown(path = READ.spherepay): Promise<TestAnswer[]> {
  return [await get({}, path), await get({}, path)];
}

/** All that does not differ from request to request. */
function comparable({ status, headers, text }: TestAnswer) {
  const own = ['x-request-id', 'date', 'ratelimit'];
  const pairs = [...headers].filter(([name]) => !own.includes(name)).sort();
  return { status, headers: pairs, text: text.replace(/"requestId":"[^"]*"/, '') };
}

/** Sends what the document does not describe. */
async function sendOddly(request: string): Promise<TestAnswer> {
  const socket = await openSocket(stubbed.gateway.url);
  const answer = readAnswer(socket);
  socket.write(request);
  return answer.finally(() => socket.destroy());
}

describe('an answer from the process', () => {
  beforeEach(() => start());

  test('is the same on both ways, header by header, for every kind of read', async () => {
    const paths = [
      READ.spherepay,
      `${READ.spherepay}?explain=true`,
      '/v1/spherepay/customers?limit=9',
      READ.cartevo,
      READ.partner,
    ];
    for (const path of paths) {
      const [, long] = (await makeKnown(path)) as [TestAnswer, TestAnswer];
      const before = longWays();
      const short = await get({}, path);
      expect(longWays()).toBe(before);
      expect(comparable(short)).toEqual(comparable(long));
      expect(short.body.meta.sources[0].from).toBe('cache');
      expect(short.body.meta.requestId).toBe(short.headers.get('x-request-id'));
    }
    expect(calls()).toBe(paths.length);
  });

  test('is 304 on both ways when the caller has it', async () => {
    const known = { 'if-none-match': (await get()).headers.get('etag') ?? '' };
    const [long, short] = [await get(known), await get(known)];
    expect([long.status, short.status, short.text, longWays()]).toEqual([304, 304, '', 1]);
    expect(comparable(short)).toEqual(comparable(long));
  });

  test('keeps the id of its request, and has the same line in the log and the same counts', async () => {
    await makeKnown();
    const port = stubbed.gateway.metricsPort;
    const countsOf = async () => {
      const { samples } = await scrape(port);
      const counted = samples.filter(
        ({ name }) => /_(total|count)$/.test(name) && /^gateway_(http|oper|cache)/.test(name),
      );
      return new Map(counted.map(({ name, labels, value }) => [`${name} ${JSON.stringify(labels)}`, value]));
    };
    const [before] = [await countsOf(), await get({ 'x-request-id': 'short-way' })];
    const after = await countsOf();
    const counted = [...after]
      .filter(([name, value]) => value !== before.get(name))
      .map(([name]) => name.split(' ')[0]);
    expect(counted.sort()).toEqual([
      'gateway_cache_lookups_total',
      'gateway_http_request_duration_seconds_count',
      'gateway_http_requests_total',
      'gateway_operation_duration_seconds_count',
      'gateway_operations_total',
    ]);
    const lines = stubbed.gateway.logs().filter(({ msg }) => msg === 'request');
    const [long, short] = lines.slice(-2) as [Record<string, unknown>, Record<string, unknown>];
    expect(short['requestId']).toBe('short-way');
    for (const name of ['caller', 'method', 'route', 'httpStatus', 'level']) expect(short[name]).toEqual(long[name]);
    expect(Object.keys(short)).toEqual(Object.keys(long));
  });

  test('is given to other callers only as far as they may have it', async () => {
    await makeKnown();
    expect((await get({}, READ.spherepay, 'other-key')).body.meta.sources[0].from).toBe('cache');
    expectProblem(await get({}, READ.spherepay, 'no-key'), { status: 401, code: 'unauthenticated' });
    expectProblem(await get({}, READ.spherepay, 'elsewhere-key'), { status: 403, code: 'forbidden' });
    expectProblem(await get({}, READ.spherepay, 'scopeless-key'), { status: 403, code: 'forbidden' });
    expect(calls()).toBe(1);
  });

  test('is not given when the request is wrong', async () => {
    await makeKnown();
    const wrong = { status: 400, code: 'malformed_request' } as const;
    expectProblem(await get({ 'request-timeout': 'soon' }), wrong);
    expectProblem(await get({ 'cache-control': 'max-age=soon' }), wrong);
    const lines = (...headers: string[]) =>
      [`GET ${READ.spherepay} HTTP/1.1`, 'Cache-Control: max-age=60', ...headers, '', ''].join('\r\n');
    const authorization = `Authorization: Bearer ${TEST_KEY}`;
    const url = stubbed.gateway.url;
    expectProblem(await sendRaw(url, lines('Host: x', authorization, authorization)), wrong);
    expectProblem(await sendRaw(url, lines(authorization)), wrong);
    expect((await sendRaw(url, lines('Host: x', authorization))).status).toBe(200);
  });

  test('is the same on both ways for requests of odd forms', async () => {
    await makeKnown();
    const path = READ.spherepay;
    const key = `Authorization: Bearer ${TEST_KEY}`;
    const forms: [string, ...string[]][] = [
      [`GET ${path} HTTP/1.0`],
      [`GET ${path} HTTP/1.0`, 'Connection: keep-alive'],
      [`GET http://x${path} HTTP/1.1`],
      [`GET ${path}# HTTP/1.1`],
      [`GET ${path}?include=sensitive HTTP/1.1`],
      [`GET ${path} HTTP/1.1`, 'Cache-Control: max-age=30'],
      [`GET ${path} HTTP/1.1`, 'If-None-Match: "x"', 'If-None-Match: *'],
      [`GET ${path} HTTP/1.1`, 'X-Request-Id: 4111111111111111'],
      [`GET ${path} HTTP/1.1`, 'X-Request-Id: one', 'X-Request-Id: two'],
      [`GET ${path} HTTP/1.1`, 'Expect: 100-continue'],
      [`GET ${path} HTTP/1.1`, 'Content-Length: 2', '', '{}'],
      [`GET ${path} HTTP/1.1`, 'Range: bytes=0-9'],
    ];
    for (const [line, ...more] of forms) {
      const ways = [[], ['Request-Timeout: 9']].map(async (extra) => {
        const head = [line, 'Host: x', key, 'Cache-Control: max-age=60', ...extra, ...more];
        const answer = comparable(await sendOddly(head.join('\r\n') + '\r\n\r\n'));
        return { ...answer, text: answer.text.replace(/"asOf":"[^"]*"/, '') };
      });
      const [short, long] = await Promise.all(ways);
      expect({ line, more, ...short }).toEqual({ line, more, ...long });
    }
  });

  test('is not given to whoever wants a newer one', async () => {
    await makeKnown();
    await pause(1100);
    for (const cacheControl of ['max-age=1', 'max-age=60, no-cache', 'max-age=0', 'stale-if-error=60']) {
      await get({ 'cache-control': cacheControl });
    }
    expect(calls()).toBe(5);
  });

  test('is not given after a write that may have changed it', async () => {
    const list = '/v1/cartevo/customers?limit=9';
    await makeKnown(list);
    await get({}, list);
    expect(calls()).toBe(1);
    stubbed.forget();
    await stubbed.gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()));
    const after = calls();
    expect((await get({}, list)).body.meta.sources[0].from).toBe('live');
    expect(calls()).toBe(after + 1);
  });

  test('never holds sensitive values', async () => {
    const path = `${READ.spherepay}?include=sensitive`;
    await makeKnown(path);
    expect((await get({}, path)).body.meta.sources[0].from).toBe('live');
    expect([calls(), longWays()]).toEqual([3, 0]);
  });

  test('is refused like everything else while the gateway closes', async () => {
    await makeKnown();
    stubbed.gateway.lifecycle.phase = 'closing';
    expectProblem(await get(), { status: 503, code: 'overloaded' });
  });

  test('is for GET: a HEAD of the same path has no body', async () => {
    await makeKnown();
    const { status, text } = await stubbed.gateway.call(READ.spherepay, { method: 'HEAD', headers: FRESH });
    expect([status, text]).toEqual([200, '']);
  });
});

test('answers from the process count for the limit of their caller, on both ways', async () => {
  await start({ GATEWAY_RATE_LIMIT: '5/60' });
  const left = async () => /r=(\d+)/.exec((await get()).headers.get('ratelimit') ?? '')?.[1];
  const seen = [await left(), await left(), await left(), await left(), await left()];
  expect(seen).toEqual(['4', '3', '2', '1', '0']);
  expect(longWays()).toBe(1);
  expectProblem(await get(), { status: 429, code: 'rate_limited' });
  const other = await get({}, READ.spherepay, 'other-key');
  expect([other.status, other.headers.get('ratelimit-policy')]).toEqual([200, '"default";q=5;w=60']);
});

test('a scenario of the sandbox is never answered with what the ordinary read has said', async () => {
  await start();
  await makeKnown();
  const asked = calls();
  // In live mode the header means nothing, and the answer is found on the long way.
  expect((await get({ 'x-sandbox-scenario': 'slow' })).status).toBe(200);
  expect([calls(), longWays()]).toEqual([asked, 2]);
});
