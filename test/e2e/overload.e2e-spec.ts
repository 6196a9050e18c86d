import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { Admission as AdmissionClass } from '../../src/platform/overload/admission.js';
import { loadModule, startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { requireDocumented } from '../support/openapi/checked-answers.js';
import { expectProblem } from '../support/problem.js';
import { openSocket, rawRequest, readAnswer } from '../support/raw-http.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy } from '../support/wire-records.js';

const { Admission } = await loadModule<{ Admission: typeof AdmissionClass }>('platform/overload/admission.js');
const CREATE = '/v1/cartevo/customers';
const TWENTY_MIB = 20 * 1024 * 1024;
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const read = () => `/v1/cartevo/customers/${randomUUID()}`;

interface Full {
  readonly gateway: TestGateway;
  readonly stubs: StubbedGateway['stubs'];
  readonly admission: AdmissionClass;
  /** Lets the provider answer what it has kept waiting, and waits for the answers. */
  readonly release: () => Promise<TestAnswer[]>;
}

/** A gateway whose slots are all taken by reads of a provider that hangs. */
async function fullGateway(slots = 4): Promise<Full> {
  const stubbed = await startStubbedGateway({ GATEWAY_MAX_IN_FLIGHT: `${slots}`, CARTEVO_TIMEOUT_MS: '30000' });
  cleanUp.push(() => stubbed.stop());
  const { gateway, stubs } = stubbed;
  const held: ServerResponse[] = [];
  stubs.cartevo.handle((_call, response) => void held.push(response));
  stubs.spherepay.handle(healthy('spherepay'));
  const taken = Array.from({ length: slots }, () => gateway.call(read()));
  const settled = Promise.allSettled(taken);
  cleanUp.push(() => settled);
  const letGo = () => held.splice(0).forEach((response) => response.writeHead(404).end());
  cleanUp.push(letGo);
  const admission = gateway.nest.get<AdmissionClass>(Admission);
  while (held.length < slots) await pause(5);
  const release = async () => {
    letGo();
    const answers = await Promise.all(taken);
    // A slot is free when its answer has left, which the caller may notice first.
    while (admission.inFlight > 0) await pause(5);
    return answers;
  };
  return { gateway, stubs, admission, release };
}

const refusal = { status: 503, code: 'overloaded', origin: 'gateway', outcome: 'not_sent', safe: true } as const;

describe('a gateway with as much in flight as it may have', () => {
  test('refuses with a problem document and asks nobody, until a slot is free', async () => {
    const { gateway, stubs, admission, release } = await fullGateway();
    const answer = await gateway.call(`${READ.spherepay}?x=${encodeURIComponent('é')}`, {
      headers: { 'x-request-id': 'my-id' },
    });
    const problem = expectProblem(answer, { ...refusal, provider: null, places: [] });
    expect(problem.instance).toBe(READ.spherepay);
    expect(problem.requestId).toBe('my-id');
    expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
    expect(answer.headers.get('connection')).toBe('keep-alive');
    expectProblem(await gateway.call(READ.spherepay, { headers: { 'x-request-id': 'not ok' } }), refusal);
    expect((await gateway.call(READ.spherepay, { method: 'HEAD' })).status).toBe(503);
    expect(stubs.spherepay.calls).toEqual([]);
    expect(admission.refused).toBe(3);

    expect((await release()).map(({ status }) => status)).toEqual([404, 404, 404, 404]);
    expect((await gateway.call(READ.spherepay)).status).toBe(200);
    expect(admission.refused).toBe(3);
  });

  test('says 1, 2 or 3 seconds, so that callers do not come back together', async () => {
    const { gateway } = await fullGateway();
    const answers = await Promise.all(Array.from({ length: 30 }, () => gateway.call(READ.spherepay)));
    const counts = Map.groupBy(answers, ({ headers }) => headers.get('retry-after'));
    expect([...counts].map(([seconds, { length }]) => [seconds, length]).sort()).toEqual([
      ['1', 10],
      ['2', 10],
      ['3', 10],
    ]);
  });

  test('writes one line a second about refusals, and none for each', async () => {
    const { gateway } = await fullGateway();
    for (let round = 0; round < 50; round++) await gateway.call(READ.spherepay);
    await pause(1200);
    const lines = gateway.logs().filter(({ errorCode }) => errorCode === 'overloaded');
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ level: 'warn', refused: 50, inFlight: 4, limit: 4 });
  });

  test('still answers health checks', async () => {
    const { gateway } = await fullGateway();
    for (const path of ['/health/live', '/health/ready']) {
      expect((await gateway.call(path, { key: null })).status).toBe(200);
    }
  });

  test('refuses in less than 10 ms (p99 of 300)', async () => {
    const { gateway } = await fullGateway();
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

describe('a body that nobody will read', () => {
  test('is not waited for: what announces 20 MiB and sends nothing is refused at once', async () => {
    const { gateway } = await fullGateway();
    const socket = await openSocket(gateway.url);
    cleanUp.push(() => socket.destroy());
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const started = performance.now();
    socket.write(rawRequest(`POST ${CREATE}`, [JSON_TYPE, ['Content-Length', `${TWENTY_MIB}`]]));
    const answer = await readAnswer(socket);
    expect(performance.now() - started).toBeLessThan(200);
    requireDocumented(gateway.url, { method: 'POST', target: CREATE }, answer);
    expectProblem(answer, refusal);
    expect(answer.headers.get('connection')).toBe('close');
    await closed;
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('does not cost a sender the answer when it sends all of it before it reads', async () => {
    const { gateway } = await fullGateway();
    const head = rawRequest(`POST ${CREATE}`, [JSON_TYPE, ['Content-Length', `${TWENTY_MIB}`]]);
    const socket = await openSocket(gateway.url);
    cleanUp.push(() => socket.destroy());
    socket.pause();
    socket.write(head);
    await pause(50);
    const fault = await new Promise((sent) => socket.write(Buffer.alloc(TWENTY_MIB, 'x'), sent));
    expect(fault).toBeFalsy();
    const received = readAnswer(socket);
    socket.resume();
    expectProblem(await received, refusal);

    const body = Buffer.alloc(TWENTY_MIB, 'x');
    const answers = [0, 1, 2].map(() => gateway.call(CREATE, { method: 'POST', body }));
    for (const answer of await Promise.all(answers)) expectProblem(answer, refusal);
  });

  test('leaves the connection open when it is small', async () => {
    const { gateway, release } = await fullGateway();
    const socket = await openSocket(gateway.url);
    cleanUp.push(() => socket.destroy());
    socket.write(rawRequest(`POST ${CREATE}`, [JSON_TYPE, ['Content-Length', '8']], '{"a": 1}'));
    const answer = await readAnswer(socket);
    expectProblem(answer, refusal);
    expect(answer.headers.get('connection')).toBe('keep-alive');
    await release();
    socket.write(rawRequest(`GET ${READ.spherepay}`));
    expect((await readAnswer(socket)).status).toBe(200);
  });
});

describe('a slot is free again', () => {
  test('when its caller hangs up, also in the middle of a pipeline', async () => {
    const { gateway, admission, release } = await fullGateway();
    await release();
    const before = admission.inFlight;
    const sockets = await Promise.all([0, 1].map(() => openSocket(gateway.url)));
    for (const socket of sockets) socket.write(rawRequest(`GET ${read()}`).toString('latin1').repeat(2));
    while (admission.inFlight < before + 4) await pause(5);
    expectProblem(await gateway.call(READ.spherepay), refusal);
    for (const socket of sockets) socket.destroy();
    while (admission.inFlight > before) await pause(5);
    expect((await gateway.call(READ.spherepay)).status).toBe(200);
  });

  test('after answers of every kind, so that nothing is left in flight', async () => {
    const { gateway, admission, release } = await fullGateway();
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
  while (gateway.nest.get<AdmissionClass>(Admission).inFlight < 1) await pause(5);
  const answer = await gateway.call(READ.spherepay);
  expectProblem(answer, refusal);
  expect(answer.headers.get('x-gateway-mode')).toBe('sandbox');
});

describe('the limit follows the event loop', () => {
  test('and refuses nothing under an ordinary load', async () => {
    const stubbed = await startStubbedGateway();
    cleanUp.push(() => stubbed.stop());
    stubbed.stubs.spherepay.handle(healthy('spherepay'));
    const { gateway } = stubbed;
    const admission = gateway.nest.get<AdmissionClass>(Admission);
    for (let round = 0; round < 20; round++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => gateway.call(READ.spherepay)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    expect(admission.refused).toBe(0);
  });

  test('falls while the loop is late, never below a tenth, and is whole again within 5 s', async () => {
    const stubbed = await startStubbedGateway({ GATEWAY_MAX_IN_FLIGHT: '200' });
    cleanUp.push(() => stubbed.stop());
    const admission = stubbed.gateway.nest.get<AdmissionClass>(Admission);
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
