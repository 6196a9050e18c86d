import type { ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import type { ResilienceRegistry as Resilience } from '../../src/platform/resilience/resilience.registry.js';
import { REFUSAL, fullGateway } from '../support/full-gateway.js';
import { loadModule, type TestGateway } from '../support/gateway.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { requireDocumented } from '../support/openapi/checked-answers.js';
import { expectProblem } from '../support/problem.js';
import { openSocket, rawRequest, readAnswer } from '../support/raw-http.js';
import { startStubbedGateway } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';

const { ResilienceRegistry } = await loadModule<{ ResilienceRegistry: typeof Resilience }>(
  'platform/resilience/resilience.registry.js',
);
const CREATE = '/v1/cartevo/customers';
const TWENTY_MIB = 20 * 1024 * 1024;
const JSON_TYPE = ['Content-Type', 'application/json'] as const;

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

describe('a body that nobody will read', () => {
  test('is not waited for: what announces 20 MiB and sends nothing is refused at once', async () => {
    const { gateway } = await fullGateway(cleanUp);
    const socket = await openSocket(gateway.url);
    cleanUp.push(() => socket.destroy());
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    const started = performance.now();
    socket.write(rawRequest(`POST ${CREATE}`, [JSON_TYPE, ['Content-Length', `${TWENTY_MIB}`]]));
    const answer = await readAnswer(socket);
    expect(performance.now() - started).toBeLessThan(200);
    requireDocumented(gateway.url, { method: 'POST', target: CREATE }, answer);
    expectProblem(answer, REFUSAL);
    expect(answer.headers.get('connection')).toBe('close');
    await closed;
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('does not cost a sender the answer when it sends all of it before it reads', async () => {
    const { gateway } = await fullGateway(cleanUp);
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
    expectProblem(await received, REFUSAL);

    const body = Buffer.alloc(TWENTY_MIB, 'x');
    const answers = [0, 1, 2].map(() => gateway.call(CREATE, { method: 'POST', body }));
    for (const answer of await Promise.all(answers)) expectProblem(answer, REFUSAL);
  });

  test('leaves the connection open when it is small', async () => {
    const { gateway, release } = await fullGateway(cleanUp);
    const socket = await openSocket(gateway.url);
    cleanUp.push(() => socket.destroy());
    socket.write(rawRequest(`POST ${CREATE}`, [JSON_TYPE, ['Content-Length', '8']], '{"a": 1}'));
    const answer = await readAnswer(socket);
    expectProblem(answer, REFUSAL);
    expect(answer.headers.get('connection')).toBe('keep-alive');
    await release();
    socket.write(rawRequest(`GET ${READ.spherepay}`));
    expect((await readAnswer(socket)).status).toBe(200);
  });
});

describe('a create that could not be sent now', () => {
  const announce = async ({ url }: TestGateway) => {
    const socket = await openSocket(url);
    cleanUp.push(() => socket.destroy());
    const started = performance.now();
    socket.write(rawRequest(`POST ${CREATE}`, [JSON_TYPE, ['Content-Length', '90000']]));
    const answer = await readAnswer(socket);
    expect(performance.now() - started).toBeLessThan(200);
    requireDocumented(url, { method: 'POST', target: CREATE }, answer);
    return answer;
  };
  const create = (gateway: TestGateway) => gateway.call(CREATE, asJson(newCustomerJson()));

  test('since the circuit is open, is refused before its body is read', async () => {
    const stubbed = await startStubbedGateway();
    cleanUp.push(() => stubbed.stop());
    await stubbed.stubs.cartevo.close();
    const first = await create(stubbed.gateway);
    expectProblem(first, { status: 503, code: 'provider_unavailable', outcome: 'not_sent' });
    for (let index = 0; index < 3; index++) await create(stubbed.gateway);
    const problem = expectProblem(await announce(stubbed.gateway), {
      status: 503,
      code: 'provider_unavailable',
      origin: 'provider',
      outcome: 'not_sent',
      safe: true,
      provider: { name: 'cartevo', httpStatus: null },
    });
    expect(problem.detail).toContain('circuit');
    expect(problem.retry.afterSeconds).toBeGreaterThan(5);
  });

  test('since too many are under way, is refused before its body is read', async () => {
    const stubbed = await startStubbedGateway({ CARTEVO_CONCURRENCY: '1', CARTEVO_QUEUE: '1' });
    cleanUp.push(() => stubbed.stop());
    const { gateway, stubs } = stubbed;
    const held: ServerResponse[] = [];
    stubs.cartevo.handle((_call, response) => void held.push(response));
    const under = [create(gateway), create(gateway)];
    const settled = Promise.allSettled(under);
    const registry = gateway.nest.get<Resilience>(ResilienceRegistry);
    const writes = () =>
      registry
        .of('cartevo')
        ?.snapshot()
        .find(({ kind }) => kind === 'write');
    while (writes()?.queued !== 1) await pause(5);
    expectProblem(await announce(gateway), { status: 503, code: 'overloaded', outcome: 'not_sent', safe: true });
    stubs.cartevo.handle((_call, response) => void response.writeHead(400).end());
    held.splice(0).forEach((response) => response.writeHead(400).end());
    await settled;
  });
});
