import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { keyEntry, type TestAnswer } from '../support/gateway.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { openSocket, rawRequest } from '../support/raw-http.js';
import { eventually } from '../support/redis-server.js';
import { json, type StubHandler } from '../support/stub-provider.js';
import { PROVIDERS, startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { IDS, READ, healthy, sendCustomer } from '../support/wire-records.js';

const TIMEOUT_MS = 2000;
const SEES_ALL = 'key-that-sees-all';

let stubbed: StubbedGateway;
/** Ends every call that hangs, in the order in which they came in. */
let hanging: (() => void)[] = [];

beforeAll(async () => {
  const scopes = 'customers:read customers:write cards:read sensitive:read';
  const keys = [keyEntry('test', 'test-key', scopes), keyEntry('all', SEES_ALL, scopes)];
  const timeouts = Object.fromEntries(PROVIDERS.map((name) => [`${name.toUpperCase()}_TIMEOUT_MS`, `${TIMEOUT_MS}`]));
  stubbed = await startStubbedGateway({ GATEWAY_API_KEYS: keys.join(','), ...timeouts });
});
afterAll(() => stubbed.stop());
beforeEach(() => {
  stubbed.forget();
  hanging = [];
  for (const provider of PROVIDERS) stubbed.stubs[provider].handle(healthy(provider));
});

const get = (path: string, headers: Record<string, string> = {}, key = 'test-key'): Promise<TestAnswer> =>
  stubbed.gateway.call(path, { headers, key });
const calls = () => stubbed.calls().length;
/** Requests that the gateway has begun and not answered. */
const inFlight = () => stubbed.gateway.lifecycle.active;

/** Answers that wait until the test ends them. */
function hang(answer: StubHandler): StubHandler {
  return (call, response, request) => {
    hanging.push(() => {
      if (!response.headersSent) void answer(call, response, request);
    });
  };
}

/** Waits for so many calls, and a little longer for those that must not come. */
async function arrived(count: number): Promise<void> {
  await eventually(() => calls() >= count);
  await pause(50);
  expect(calls()).toBe(count);
}

describe('identical reads', () => {
  test.each(PROVIDERS)('of %s: 100 at once are one call, each with its own request id', async (provider) => {
    stubbed.stubs[provider].handle(hang(healthy(provider)));
    const all = Array.from({ length: 100 }, (_, index) => get(READ[provider], { 'x-request-id': `reader-${index}` }));
    await eventually(() => inFlight() === all.length);
    await arrived(1);
    hanging[0]?.();
    const answers = await Promise.all(all);
    expect(answers.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect(answers.map(({ body }) => body.meta.requestId)).toEqual(all.map((_, index) => `reader-${index}`));
    expect(new Set(answers.map(({ headers }) => headers.get('etag'))).size).toBe(1);
    expect(new Set(answers.map(({ body }) => body.meta.sources[0].from))).toEqual(new Set(['live']));
    expect(calls()).toBe(1);
  });

  test('whose call another one made name that one in the log, however it ended', async () => {
    const requests = ['leader', 'one', 'other'];
    const askAll = (end: string) => requests.map((id) => get(READ.spherepay, { 'x-request-id': `${id}-${end}` }));
    const sharedWith = (end: string) => {
      const lines = stubbed.gateway.logs().filter(({ msg }) => String(msg).startsWith('request'));
      return requests.map((id) => lines.find(({ requestId }) => requestId === `${id}-${end}`)?.['sharedWith']);
    };
    const handlers = {
      well: healthy('spherepay'),
      badly: ((_call, response) => json(response, 400, {})) as StubHandler,
    };
    for (const [end, handler] of Object.entries(handlers)) {
      stubbed.forget();
      stubbed.stubs.spherepay.handle(hang(handler));
      const all = askAll(end);
      await eventually(() => inFlight() === all.length);
      await arrived(1);
      hanging.splice(0).forEach((answer) => answer());
      await Promise.all(all);
      const [call] = stubbed.calls();
      const leader = call?.headers['x-request-id'];
      await eventually(() => inFlight() === 0);
      expect(sharedWith(end)).toEqual(requests.map((id) => (`${id}-${end}` === leader ? undefined : leader)));
    }
  });

  test('with sensitive values share as well, each with its line in the audit', async () => {
    stubbed.stubs.cartevo.handle(hang(healthy('cartevo')));
    const path = `${READ.cartevo}?include=sensitive`;
    const all = [get(path), get(path, {}, SEES_ALL), get(READ.cartevo)];
    await eventually(() => inFlight() === all.length);
    await arrived(2);
    hanging.forEach((end) => end());
    const answers = await Promise.all(all);
    const numbers = answers.map(({ body }) => body.data.person.identityDocuments[0].number);
    expect(numbers).toEqual(['TEST0000001', 'TEST0000001', undefined]);
    const audited = stubbed.gateway.logs().filter(({ audit }) => audit === 'sensitive_read');
    expect(audited.map(({ caller }) => caller).sort()).toEqual(['all', 'test']);
  });

  test('share an error, and nobody after them does', async () => {
    stubbed.stubs.spherepay.handle(hang((_call, response) => json(response, 400, { message: 'no' })));
    const both = [get(READ.spherepay), get(READ.spherepay)];
    await eventually(() => inFlight() === both.length);
    await arrived(1);
    hanging[0]?.();
    for (const answer of await Promise.all(both)) expectProblem(answer, { status: 502, code: 'provider_error' });
    stubbed.stubs.spherepay.handle(healthy('spherepay'));
    expect((await get(READ.spherepay)).status).toBe(200);
    expect(calls()).toBe(2);
  });

  test.each([
    ['another record', READ.cartevo, READ.cartevo.replace(IDS.cartevo, '11111111-2222-4333-8444-555555555555')],
    ['another operation', READ.cartevo, `${READ.cartevo}/cards`],
    ['explanations', READ.cartevo, `${READ.cartevo}?explain=true`],
    ['another page', '/v1/cartevo/customers?limit=3', '/v1/cartevo/customers?limit=4'],
    ['a refresh', `${READ.cartevo}/cards`, `${READ.cartevo}/cards?refresh=true`],
  ])('are not: %s', async (_what, one, other) => {
    stubbed.stubs.cartevo.handle(hang(healthy('cartevo')));
    const both = Promise.all([get(one), get(other)]);
    await arrived(2);
    hanging.forEach((end) => end());
    await both;
  });
});

describe('a caller who hangs up', () => {
  const raw = () => rawRequest(`GET ${READ.spherepay}`);

  test('leaves the others their answer, although it came first', async () => {
    stubbed.stubs.spherepay.handle(hang(healthy('spherepay')));
    const leader = await openSocket(stubbed.gateway.url);
    leader.write(raw());
    await arrived(1);
    const other = get(READ.spherepay);
    await eventually(() => inFlight() === 2);
    leader.destroy();
    await eventually(() => inFlight() === 1);
    hanging[0]?.();
    expect((await other).status).toBe(200);
    expect(calls()).toBe(1);
  });

  test('as the last one ends the call at the provider', async () => {
    let closed = false;
    stubbed.stubs.spherepay.handle((_call, response) => void response.once('close', () => (closed = true)));
    const sockets = await Promise.all([openSocket(stubbed.gateway.url), openSocket(stubbed.gateway.url)]);
    for (const socket of sockets) socket.write(raw());
    await eventually(() => inFlight() === 2);
    await arrived(1);
    sockets[0]?.destroy();
    await eventually(() => inFlight() === 1);
    expect(closed).toBe(false);
    sockets[1]?.destroy();
    await eventually(() => closed, 500);
  });
});

describe('time', () => {
  test('is each caller’s own: who comes later may wait longer', async () => {
    stubbed.stubs.spherepay.handle(hang(healthy('spherepay')));
    const early = get(READ.spherepay);
    await pause(TIMEOUT_MS / 2);
    const late = get(READ.spherepay);
    expectProblem(await early, { status: 504, code: 'provider_timeout' });
    hanging[0]?.();
    expect((await late).status).toBe(200);
    expect(calls()).toBe(1);
  });

  test('that a hasty caller gave does not count for those who give more: they share a call of their own', async () => {
    stubbed.stubs.spherepay.handle(hang(healthy('spherepay')));
    const hasty = get(READ.spherepay, { 'request-timeout': '0.4' });
    await arrived(1);
    const patient = [get(READ.spherepay)];
    await arrived(2);
    patient.push(get(READ.spherepay, { 'request-timeout': '1.5' }), get(READ.spherepay));
    await eventually(() => inFlight() >= 3);
    await arrived(2);
    hanging[1]?.();
    expect((await Promise.all(patient)).map(({ status }) => status)).toEqual([200, 200, 200]);
    expectProblem(await hasty, { status: 504, code: 'provider_timeout' });
  });

  test('of a hasty caller takes the second attempt from nobody who gives more', async () => {
    const settings = { SPHEREPAY_ATTEMPT_TIMEOUT_MS: '200', GATEWAY_RETRY_PAUSE_MS: '5' };
    const { gateway, stubs, stop } = await startStubbedGateway(settings);
    try {
      // The first attempt of each of the two hangs.
      stubs.spherepay.handle((...call) => {
        if (stubs.spherepay.calls.length > 2) void healthy('spherepay')(...call);
      });
      const hasty = gateway.call(READ.spherepay, { headers: { 'request-timeout': '0.3' } });
      await eventually(() => stubs.spherepay.calls.length === 1);
      const patient = gateway.call(READ.spherepay, { headers: { 'request-timeout': '2' } });
      expect([(await hasty).status, (await patient).status]).toEqual([504, 200]);
      expect(stubs.spherepay.calls).toHaveLength(3);
    } finally {
      await stop();
    }
  });
});

describe('no-cache', () => {
  const strict = { 'cache-control': 'no-cache' };

  test('does not join what was asked before; what is asked after may join it', async () => {
    let version = 0;
    stubbed.stubs.spherepay.handle(
      hang((_call, response) => sendCustomer('spherepay', response, { id: IDS.spherepay, firstName: `V${++version}` })),
    );
    const before = get(READ.spherepay);
    await arrived(1);
    const anew = get(READ.spherepay, strict);
    await arrived(2);
    const after = get(READ.spherepay);
    await eventually(() => inFlight() === 3);
    hanging.forEach((end) => end());
    const names = (await Promise.all([before, anew, after])).map(({ body }) => body.data.person.givenName);
    expect(names).toEqual(['V1', 'V2', 'V2']);
    expect(calls()).toBe(2);
  });
});

describe('a write', () => {
  test('separates the reads before, during and after it', async () => {
    stubbed.stubs.cartevo.handle(hang(healthy('cartevo')));
    const read = () => get(READ.cartevo);
    const reads = [read()];
    await arrived(1);
    const write = stubbed.gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()));
    await arrived(2);
    reads.push(read(), read());
    await arrived(3);
    // The create, then its own read of what it has made.
    hanging[1]?.();
    await arrived(4);
    hanging[3]?.();
    expect((await write).status).toBe(201);
    reads.push(read());
    await arrived(5);
    hanging.forEach((end) => end());
    expect((await Promise.all(reads)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  });
});

test('a list that is empty is shared and kept like any other', async () => {
  stubbed.stubs.partner.handle((_call, response) => json(response, 404, { code: 'not_found', message: 'none' }));
  const path = '/v1/partner/customers?externalId=nobody';
  expect((await get(path)).body.data).toEqual([]);
  const kept = await get(path, { 'cache-control': 'max-age=60' });
  expect([kept.body.data, kept.body.meta.sources[0].from, calls()]).toEqual([[], 'cache', 1]);
});
