import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { REFUSAL, admissionOf, fullGateway, someRead } from '../support/full-gateway.js';
import { startTestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { openSocket, rawRequest, readAnswer } from '../support/raw-http.js';
import { startStubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy } from '../support/wire-records.js';

const CREATE = '/v1/cartevo/customers';

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe('a gateway with as much in flight as it may have', () => {
  test('refuses with a problem document and asks nobody, until a slot is free', async () => {
    const { gateway, stubs, admission, release } = await fullGateway(cleanUp);
    const answer = await gateway.call(`${READ.spherepay}?x=${encodeURIComponent('é')}`, {
      headers: { 'x-request-id': 'my-id' },
    });
    const problem = expectProblem(answer, { ...REFUSAL, provider: null, places: [] });
    expect(problem.instance).toBe(READ.spherepay);
    expect(problem.requestId).toBe('my-id');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('connection')).toBe('keep-alive');
    expectProblem(await gateway.call(READ.spherepay, { headers: { 'x-request-id': 'not ok' } }), REFUSAL);
    expect((await gateway.call(READ.spherepay, { method: 'HEAD' })).status).toBe(503);
    expect(stubs.spherepay.calls).toEqual([]);
    expect(admission.refused).toBe(3);

    expect((await release()).map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await gateway.call(READ.spherepay)).status).toBe(200);
    expect(admission.refused).toBe(3);
  });

  test('says 1, 2 or 3 seconds, so that callers do not come back together', async () => {
    const { gateway } = await fullGateway(cleanUp);
    const answers = await Promise.all(Array.from({ length: 30 }, () => gateway.call(READ.spherepay)));
    const counts = Map.groupBy(answers, ({ headers }) => headers.get('retry-after'));
    expect([...counts].map(([seconds, { length }]) => [seconds, length]).sort()).toEqual([
      ['1', 10],
      ['2', 10],
      ['3', 10],
    ]);
  });

  test('writes one line a second about refusals, and none for each', async () => {
    const { gateway } = await fullGateway(cleanUp);
    for (let round = 0; round < 50; round++) await gateway.call(READ.spherepay);
    await pause(1200);
    const lines = gateway.logs().filter(({ errorCode }) => errorCode === 'overloaded');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'warn', refused: 50, inFlight: 4, limit: 4 });
  });

  test('still answers health checks', async () => {
    const { gateway } = await fullGateway(cleanUp);
    for (const path of ['/health/live', '/health/ready', '/health/live?from=balancer']) {
      expect((await gateway.call(path, { key: null })).status).toBe(200);
    }
  });

  test.each(['/health/', '/health/other', '/health/live/', '/health/live/deep', '/health/livex', '/health/%6cive'])(
    'does not take %s for a health check',
    async (path) => {
      const { gateway } = await fullGateway(cleanUp);
      expectProblem(await gateway.call(path, { key: null }), REFUSAL);
    },
  );

  test('refuses in less than 10 ms (p99 of 300)', async () => {
    const { gateway } = await fullGateway(cleanUp);
    const rounds: number[] = [];
    // The machine may be busy with other things, so one good round of ten counts.
    for (let round = 0; round < 10 && !rounds.some((p99) => p99 < 10); round++) {
      const times: number[] = [];
      const socket = await openSocket(gateway.url);
      for (let index = 0; index < 300; index++) {
        const started = performance.now();
        socket.write(rawRequest(`GET ${READ.spherepay}`));
        const answer = await readAnswer(socket);
        times.push(performance.now() - started);
        expect(answer.status).toBe(503);
        socket.removeAllListeners('data').removeAllListeners('close');
      }
      socket.destroy();
      rounds.push(times.sort((one, other) => one - other)[297] ?? Infinity);
    }
    expect(Math.min(...rounds)).toBeLessThan(10);
  });
});

describe('a slot is free again', () => {
  test('when its caller hangs up, also in the middle of a pipeline', async () => {
    const { gateway, admission, release } = await fullGateway(cleanUp);
    await release();
    const before = admission.inFlight;
    const sockets = await Promise.all([0, 1].map(() => openSocket(gateway.url)));
    for (const socket of sockets) socket.write(rawRequest(`GET ${someRead()}`).toString('latin1').repeat(2));
    while (admission.inFlight < before + 4) await pause(5);
    expectProblem(await gateway.call(READ.spherepay), REFUSAL);
    for (const socket of sockets) socket.destroy();
    while (admission.inFlight > before) await pause(5);
    expect((await gateway.call(READ.spherepay)).status).toBe(200);
  });

  test('after answers of every kind, so that nothing is left in flight', async () => {
    const { gateway, admission, release } = await fullGateway(cleanUp);
    await release();
    const kinds = [READ.spherepay, '/no/such/route', '/health/live', '/docs', '/v1/providers', '/%zz', '/errors/x'];
    for (const path of kinds) await gateway.call(path);
    await gateway.call(READ.spherepay, { key: 'wrong' });
    await gateway.call(CREATE, { method: 'POST', body: '{' });
    while (admission.inFlight > 0) await pause(5);
    expect(admission.refused).toBe(0);
  });
});

test('in sandbox mode a refusal says so like every answer', async () => {
  const gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox', GATEWAY_MAX_IN_FLIGHT: '1' });
  cleanUp.push(() => gateway.stop());
  const hanging = new AbortController();
  const held = gateway.call(READ.cartevo, { headers: { 'x-sandbox-scenario': 'timeout' }, signal: hanging.signal });
  cleanUp.push(() => held.catch(() => undefined));
  cleanUp.push(() => hanging.abort());
  while (admissionOf(gateway).inFlight < 1) await pause(5);
  const answer = await gateway.call(READ.spherepay);
  expectProblem(answer, REFUSAL);
  expect(answer.headers.get('x-gateway-mode')).toBe('sandbox');
});

describe('the limit follows the event loop', () => {
  test('and refuses nothing under an ordinary load', async () => {
    const stubbed = await startStubbedGateway();
    cleanUp.push(() => stubbed.stop());
    stubbed.stubs.spherepay.handle(healthy('spherepay'));
    const { gateway } = stubbed;
    const admission = admissionOf(gateway);
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.call(READ.spherepay)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    expect(admission.refused).toBe(0);
  });

  test('falls while the loop is late, never below a tenth, and is whole again within 5 s', async () => {
    const stubbed = await startStubbedGateway({ GATEWAY_MAX_IN_FLIGHT: '200' });
    cleanUp.push(() => stubbed.stop());
    const admission = admissionOf(stubbed.gateway);
    expect(admission.currentLimit).toBe(200);
    const end = performance.now() + 6000;
    while (performance.now() < end) {
      const busyUntil = performance.now() + 150;
      while (performance.now() < busyUntil);
      await pause(1);
    }
    expect(admission.loopDelayMs).toBeGreaterThan(50);
    expect(admission.currentLimit).toBe(20);
    await pause(6000);
    expect(admission.currentLimit).toBe(200);
  });
});
