import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { newCustomer, newCustomerJson, toForm, toMultipart } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { TEST_KEY, loadModule } from '../support/gateway.js';
import { openSocket, readAnswer } from '../support/raw-http.js';
import { json, type StubHandler } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, RECORDS, healthy, sendAskedSpherePayCustomer, spherePayRead } from '../support/wire-records.js';

const { ResilienceRegistry } = await loadModule<typeof import('../../src/platform/resilience/resilience.registry.js')>(
  'platform/resilience/resilience.registry.js',
);

let stubbed: StubbedGateway;
const start = async (environment: Record<string, string> = {}) => {
  stubbed = await startStubbedGateway(environment);
};
afterEach(() => stubbed.stop());

/** The record that was asked for. */
const record =
  (afterMs = 0): StubHandler =>
  async (...call) => {
    if (afterMs > 0) await sleep(afterMs);
    await sendAskedSpherePayCustomer(...call);
  };
const status = (code: number): StubHandler => {
  return (_call, response) => json(response, code, { message: 'no' });
};
const reset: StubHandler = (_call, _response, request) => void request.socket.resetAndDestroy();
const hang: StubHandler = () => undefined;
const ask = (headers: Record<string, string> = {}) => stubbed.gateway.call(READ.spherepay, { headers });
/** A read of another customer each time: equal ones would share a call. */
const askOther = (index: number, headers: Record<string, string> = {}) =>
  stubbed.gateway.call(spherePayRead(index), { headers });
const provider = () => stubbed.stubs.spherepay;
const circuitOf = async (name: string) => (await stubbed.gateway.call(`/v1/providers/${name}`)).body.data.circuit;

describe('repeated attempts', () => {
  beforeEach(() => start({ GATEWAY_RETRY_PAUSE_MS: '5' }));

  test('a read survives two lost connections', async () => {
    provider().handle((...call) => (provider().calls.length < 3 ? reset(...call) : record()(...call)));
    expect((await ask()).status).toBe(200);
    expect(provider().calls).toHaveLength(3);
  });

  test('each attempt carries the same request id', async () => {
    provider().handle(status(503));
    await ask({ 'x-request-id': 'one-id' });
    expect(provider().calls.map(({ headers }) => headers['x-request-id'])).toEqual(['one-id', 'one-id', 'one-id']);
  });

  test('no attempt is begun that cannot be finished', async () => {
    provider().handle((_call, response) => void setTimeout(() => response.destroy(), 700));
    const startedAt = performance.now();
    const answer = await ask({ 'request-timeout': '1' });
    expectProblem(answer, { status: 502, code: 'provider_connection_lost' });
    expect(provider().calls).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(1100);
  });

  test('a slow provider answers everybody, many more than could be asked again', async () => {
    await stubbed.stop();
    await start({ SPHEREPAY_ATTEMPT_TIMEOUT_MS: '200', SPHEREPAY_TIMEOUT_MS: '3000' });
    provider().handle(record(400));
    for (const callers of [50, 128]) {
      const before = provider().calls.length;
      const answers = await Promise.all(Array.from({ length: callers }, (_none, index) => askOther(index)));
      expect(answers.map((answer) => answer.status)).toEqual(answers.map(() => 200));
      const extra = provider().calls.length - before - callers;
      // While others wait for a place, nobody gives up the own one.
      expect(extra).toBeGreaterThanOrEqual(callers > 64 ? 0 : 1);
      expect(extra).toBeLessThanOrEqual(10 + callers * 0.2);
    }
  });

  test('a full outage sees no more than a tenth on top, and soon next to nothing', async () => {
    provider().handle(status(500));
    const asked = Array.from({ length: 1000 }, async (_none, index) => {
      await sleep(index * 3);
      return askOther(index);
    });
    const answers = await Promise.all(asked);
    expect(answers.every((answer) => [502, 503].includes(answer.status))).toBe(true);
    expect(provider().calls.length).toBeLessThanOrEqual(100);
  });
});

describe('the time a caller gives', () => {
  beforeEach(() => start());

  test('is kept to', async () => {
    provider().handle(hang);
    const startedAt = performance.now();
    const answer = await ask({ 'request-timeout': '0.25' });
    expectProblem(answer, { status: 504, code: 'provider_timeout', outcome: 'rejected' });
    expect(performance.now() - startedAt).toBeLessThan(350 + 100);
  });

  test('cannot be longer than the gateway’s own', async () => {
    await stubbed.stop();
    await start({ SPHEREPAY_TIMEOUT_MS: '200' });
    provider().handle(hang);
    const startedAt = performance.now();
    expect((await ask({ 'request-timeout': '999' })).status).toBe(504);
    expect(performance.now() - startedAt).toBeLessThan(400);
  });

  test('counts from the beginning of a write, not from the end of its body', async () => {
    const { cartevo } = stubbed.stubs;
    cartevo.handle(hang);
    const { contentType, bytes } = await toMultipart(toForm(newCustomer()));
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(bytes.subarray(0, 100));
        await sleep(1000);
        controller.enqueue(bytes.subarray(100));
        controller.close();
      },
    });
    const startedAt = performance.now();
    const headers = { 'content-type': contentType, 'request-timeout': '2' };
    const init = { method: 'POST', headers, body, duplex: 'half' } as RequestInit;
    const answer = await stubbed.gateway.call('/v1/cartevo/customers', init);
    expectProblem(answer, { status: 504, code: 'provider_timeout', outcome: 'unknown' });
    expect(performance.now() - startedAt).toBeLessThan(2900);
  });

  test('that is wrong is refused before the body of a write is read', async () => {
    const head = ['POST /v1/cartevo/customers HTTP/1.1', 'Host: gateway', `Authorization: Bearer ${TEST_KEY}`];
    head.push('Content-Type: multipart/form-data; boundary=x', 'Content-Length: 1000000', 'Request-Timeout: soon');
    const socket = await openSocket(stubbed.gateway.url);
    socket.write(`${head.join('\r\n')}\r\n\r\n--x`);
    const answer = await readAnswer(socket);
    socket.destroy();
    expectProblem(answer, { status: 400, code: 'malformed_request', outcome: 'not_sent', places: ['Request-Timeout'] });
  });

  test('does not open a circuit, however short it is', async () => {
    provider().handle(record(50));
    await Promise.all(Array.from({ length: 60 }, (_none, index) => askOther(index, { 'request-timeout': '0.02' })));
    expect((await circuitOf('spherepay')).state).toBe('closed');
    expect((await ask()).status).toBe(200);
  });

  test.each(['0', 'soon', '-1', '1e3'])('%s is refused, and nobody is asked', async (value) => {
    const answer = await ask({ 'request-timeout': value });
    expectProblem(answer, { status: 400, code: 'malformed_request', outcome: 'not_sent' });
    expect(answer.body.errors[0].parameter).toBe('Request-Timeout');
    expect(stubbed.calls()).toEqual([]);
  });
});

describe('a caller who hangs up', () => {
  beforeEach(() => start());

  test('ends the upstream call of a read within 100 ms, and its place is free', async () => {
    const closed = Promise.withResolvers<number>();
    provider().handle((_call, response) => void response.once('close', () => closed.resolve(performance.now())));
    const leave = new AbortController();
    const left = stubbed.gateway.call(READ.spherepay, { signal: leave.signal }).catch((error: Error) => error.name);
    while (provider().calls.length < 1) await sleep(5);
    const leftAt = performance.now();
    leave.abort();
    expect(await left).toBe('AbortError');
    expect((await closed.promise) - leftAt).toBeLessThan(100);
    const resilience = stubbed.gateway.nest.get(ResilienceRegistry).of('spherepay');
    expect(resilience?.snapshot()[0]).toMatchObject({ kind: 'read', inFlight: 0, queued: 0, circuit: 'closed' });
  });

  test('does not end a create', async () => {
    const leave = new AbortController();
    const done = Promise.withResolvers<string[]>();
    const { cartevo } = stubbed.stubs;
    cartevo.handle((call, response) => {
      const answer = () => json(response, call.method === 'POST' ? 201 : 200, { data: RECORDS.cartevo() });
      if (call.method === 'POST') setTimeout(answer, 200);
      else {
        answer();
        done.resolve(cartevo.calls.map(({ method }) => method));
      }
    });
    const created = stubbed.gateway
      .call('/v1/cartevo/customers', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(newCustomerJson()),
        signal: leave.signal,
      })
      .catch((error: Error) => error.name);
    while (cartevo.calls.length < 1) await sleep(5);
    leave.abort();
    expect(await created).toBe('AbortError');
    expect(await done.promise).toEqual(['POST', 'GET']);
  });
});

describe('a circuit', () => {
  beforeEach(() => start({ GATEWAY_RETRY_ATTEMPTS: '1', GATEWAY_BREAKER_OPEN_MS: '400' }));
  const breakIt = async () => {
    provider().handle(status(500));
    for (let call = 0; call < 20; call++) await ask();
  };

  test('opens at twenty failures: at once 503 with Retry-After, no call, and the others work', async () => {
    await breakIt();
    stubbed.forget();
    const times: number[] = [];
    for (let call = 0; call < 50; call++) {
      const startedAt = performance.now();
      const answer = await ask();
      times.push(performance.now() - startedAt);
      expectProblem(answer, { status: 503, code: 'provider_unavailable', outcome: 'not_sent', safe: true });
      expect(answer.headers.get('retry-after')).toMatch(/^[1-3]$/);
    }
    expect(provider().calls).toEqual([]);
    expect(times.sort((one, other) => one - other)[25]).toBeLessThan(10);
    const circuit = await circuitOf('spherepay');
    expect(circuit).toMatchObject({
      state: 'open',
      calls: [{ kind: 'read', state: 'open', retryAfterSeconds: 1 }, {}, {}],
    });
    expect((await circuitOf('partner')).state).toBe('closed');
    stubbed.stubs.partner.handle(healthy('partner'));
    expect((await stubbed.gateway.call(READ.partner)).status).toBe(200);
    const lines = stubbed.gateway.logs().filter(({ msg }) => msg === 'a circuit has changed');
    expect(lines).toEqual([expect.objectContaining({ provider: 'spherepay', kind: 'read', circuit: 'open' })]);
  });

  test('lets one caller of two hundred try, and closes when the provider is back', async () => {
    await breakIt();
    await sleep(450);
    stubbed.forget();
    provider().handle(record(1000));
    const answers = await Promise.all(Array.from({ length: 200 }, (_none, index) => askOther(index)));
    expect(provider().calls.length).toBeLessThanOrEqual(3);
    expect(answers.filter((answer) => answer.body.code === 'provider_unavailable').length).toBeGreaterThan(190);
    expect((await circuitOf('spherepay')).state).toBe('closed');
  });

  test('a thousand times 404, 409 and 422 leave it closed', async () => {
    for (const code of [404, 409, 422]) {
      provider().handle(status(code));
      for (let batch = 0; batch < 10; batch++) {
        await Promise.all(Array.from({ length: 100 }, (_none, index) => askOther(index)));
      }
    }
    expect((await circuitOf('spherepay')).state).toBe('closed');
  });
});

describe('a provider that hangs', () => {
  test('is refused past its places, within milliseconds, and slows nobody else', async () => {
    await start({ CARTEVO_TIMEOUT_MS: '4000', CARTEVO_ATTEMPT_TIMEOUT_MS: '4000' });
    stubbed.stubs.cartevo.handle(hang);
    provider().handle(record());
    const alone = await p99OfReads(150);
    const held = Array.from({ length: 600 }, async (_none, index) => {
      const id = `4d4dad81-7899-4612-a9f6-${index.toString(16).padStart(12, '0')}`;
      const answer = await stubbed.gateway.call(`/v1/cartevo/customers/${id}`);
      return { code: answer.body.code as string, retryAfter: answer.headers.get('retry-after') };
    });
    await sleep(600);
    const beside = await p99OfReads(150);
    const answers = await Promise.all(held);
    const refused = answers.filter(({ code }) => code === 'overloaded');
    expect(refused).toHaveLength(600 - 64);
    expect([...new Set(refused.map(({ retryAfter }) => retryAfter))].sort()).toEqual(['1', '2', '3']);
    expect(answers.filter(({ code }) => code === 'provider_timeout')).toHaveLength(64);
    // Those in the queue have waited for up to half of their time; those who held a place waited in vain.
    const tookMs = (code: string) =>
      stubbed.gateway.logs().flatMap((line) => (line['errorCode'] === code ? [Number(line['durationMs'])] : []));
    expect(tookMs('overloaded').filter((ms) => ms >= 1590)).toHaveLength(128);
    expect(Math.max(...tookMs('overloaded'), ...tookMs('provider_timeout'))).toBeLessThan(8000);
    // The bound of the goal is 1.5; a busy machine gets some room, the measured figure stands in the benchmarks.
    expect(beside).toBeLessThan(Math.max(alone * 3, alone + 100));
  }, 30_000);
});

/** 99th percentile of reads of a healthy provider, one after the other, in milliseconds. */
async function p99OfReads(count: number): Promise<number> {
  const times: number[] = [];
  for (let call = 0; call < count; call++) {
    const startedAt = performance.now();
    expect((await ask()).status).toBe(200);
    times.push(performance.now() - startedAt);
  }
  return times.sort((one, other) => one - other)[Math.floor(count * 0.99) - 1] as number;
}
