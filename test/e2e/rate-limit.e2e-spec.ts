import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { TEST_KEY, keyEntry, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { openSocket, rawRequest, readAnswer } from '../support/raw-http.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { parseList } from '../support/structured-fields.js';
import { READ, healthy } from '../support/wire-records.js';

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const CREATE = '/v1/cartevo/customers';
const KEYS = [
  keyEntry('test', TEST_KEY),
  keyEntry('rotating', 'old-key'),
  keyEntry('rotating', 'new-key', 'customers:read'),
  keyEntry('limited', 'limited-key', 'provider:spherepay'),
].join(',');

async function start(limit: string): Promise<StubbedGateway> {
  const stubbed = await startStubbedGateway({ GATEWAY_RATE_LIMIT: limit, GATEWAY_API_KEYS: KEYS });
  cleanUp.push(() => stubbed.stop());
  for (const name of ['cartevo', 'spherepay', 'partner'] as const) stubbed.stubs[name].handle(healthy(name));
  return stubbed;
}

/** What the two fields of an answer say, read as structured fields. */
function limitsOf({ headers }: TestAnswer) {
  const [policy, ...otherPolicies] = parseList(headers.get('ratelimit-policy') ?? '');
  const [left, ...others] = parseList(headers.get('ratelimit') ?? '');
  expect([otherPolicies, others]).toEqual([[], []]);
  expect(policy?.value).toBe(left?.value);
  return { ...policy?.parameters, ...left?.parameters };
}

const read = (gateway: TestGateway, key = TEST_KEY) => gateway.call(READ.spherepay, { key });
const statusesOf = (answers: readonly TestAnswer[]) => answers.map(({ status }) => status);

describe('a caller', () => {
  test('has exactly as many requests as the limit says, and is told what is left', async () => {
    const { gateway, stubs } = await start('5/60');
    const answers: TestAnswer[] = [];
    for (let index = 0; index < 7; index++) answers.push(await read(gateway));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 200, 200, 429, 429]);
    expect(answers.map(limitsOf).map(({ r }) => r)).toEqual([4, 3, 2, 1, 0, 0, 0]);
    for (const limits of answers.map(limitsOf)) {
      expect(limits).toMatchObject({ q: 5, w: 60 });
      expect(limits['t']).toBeGreaterThanOrEqual(50);
      expect(limits['t']).toBeLessThanOrEqual(60);
    }
    expect(stubs.spherepay.calls).toHaveLength(5);
    const refused = answers[6] as TestAnswer;
    const problem = expectProblem(refused, {
      status: 429,
      code: 'rate_limited',
      origin: 'caller',
      outcome: 'not_sent',
      safe: true,
      provider: null,
    });
    expect(problem.retry.afterSeconds).toBe(limitsOf(refused)['t']);
  });

  test('has exactly as many also when all come at once', async () => {
    const { gateway, stubs } = await start('20/60');
    const answers = await Promise.all(Array.from({ length: 50 }, () => read(gateway)));
    expect(statusesOf(answers).filter((status) => status === 200)).toHaveLength(20);
    expect(statusesOf(answers).filter((status) => status === 429)).toHaveLength(30);
    expect(stubs.spherepay.calls.length).toBeLessThanOrEqual(20);
  });

  test('has all of them again when the window is over, after as many seconds as it was told', async () => {
    const { gateway } = await start('2/2');
    for (let index = 0; index < 2; index++) await read(gateway);
    const refused = await read(gateway);
    expect(refused.status).toBe(429);
    await pause(Number(refused.headers.get('retry-after')) * 1000 + 50);
    const answer = await read(gateway);
    expect({ status: answer.status, ...limitsOf(answer) }).toEqual({ status: 200, q: 2, w: 2, r: 1, t: 2 });
  });

  test('has one limit for all of its keys', async () => {
    const { gateway } = await start('3/60');
    const answers: TestAnswer[] = [];
    for (const key of ['old-key', 'new-key', 'old-key', 'new-key', 'old-key']) answers.push(await read(gateway, key));
    expect(statusesOf(answers)).toEqual([200, 200, 200, 429, 429]);
  });

  test('with a key for one provider is counted for what it may not do, too', async () => {
    const { gateway } = await start('3/60');
    const forbidden = await gateway.call(READ.cartevo, { key: 'limited-key' });
    expect({ status: forbidden.status, r: limitsOf(forbidden)['r'] }).toEqual({ status: 403, r: 2 });
    expect(statusesOf([await read(gateway, 'limited-key'), await read(gateway, 'limited-key')])).toEqual([200, 200]);
    expect((await gateway.call(READ.cartevo, { key: 'limited-key' })).status).toBe(429);
  });

  test('that floods takes nothing from the others', async () => {
    const { gateway, stubs } = await start('10/60');
    const flood = Promise.all(Array.from({ length: 300 }, () => read(gateway, 'old-key')));
    const answers: TestAnswer[] = [];
    for (let index = 0; index < 10; index++) answers.push(await read(gateway));
    expect(new Set(statusesOf(answers))).toEqual(new Set([200]));
    expect(statusesOf(await flood).filter((status) => status === 200)).toHaveLength(10);
    expect(stubs.spherepay.calls.length).toBeLessThanOrEqual(20);
  });
});

describe('the limit', () => {
  test('is asked before a body is read', async () => {
    const { gateway } = await start('1/60');
    await read(gateway);
    const socket = await openSocket(gateway.url);
    cleanUp.push(() => socket.destroy());
    const started = performance.now();
    const headers = [
      ['Content-Type', 'application/json'],
      ['Content-Length', '20971520'],
    ] as const;
    socket.write(rawRequest(`POST ${CREATE}`, headers));
    expect((await readAnswer(socket)).status).toBe(429);
    expect(performance.now() - started).toBeLessThan(500);
  });

  test('is told with every answer to a known caller, whatever it is', async () => {
    const { gateway } = await start('100/60');
    const asked: readonly (readonly [path: string, status: number, init?: RequestInit])[] = [
      [READ.spherepay, 200],
      ['/v1/providers', 200],
      ['/v1/spherepay/customers/no%20id', 404],
      [`${READ.spherepay}?include=nonsense`, 400],
      [CREATE, 415, { method: 'POST', body: 'text' }],
      [READ.spherepay, 200, { method: 'HEAD' }],
    ];
    for (const [index, [path, status, init]] of asked.entries()) {
      const answer = await gateway.call(path, init);
      expect({ path, status: answer.status, r: limitsOf(answer)['r'] }).toEqual({ path, status, r: 99 - index });
    }
  });

  test('is neither told nor counted where nobody is known, or no key is needed', async () => {
    const { gateway } = await start('1/60');
    const open = ['/health/live', '/health/ready', '/docs', '/openapi.json', '/errors/rate_limited'];
    for (const path of [...open, ...open]) {
      const answer = await gateway.call(path);
      expect({ path, status: answer.status, told: answer.headers.has('ratelimit') }).toEqual({
        path,
        status: 200,
        told: false,
      });
    }
    for (let index = 0; index < 3; index++) {
      const answer = await gateway.call(READ.spherepay, { key: 'nobody' });
      expect({ status: answer.status, told: answer.headers.has('ratelimit') }).toEqual({ status: 401, told: false });
    }
    expect((await read(gateway)).status).toBe(200);
  });

  test('can be off', async () => {
    const { gateway } = await start('off');
    const answers = await Promise.all(Array.from({ length: 30 }, () => read(gateway)));
    expect(new Set(statusesOf(answers))).toEqual(new Set([200]));
    expect(answers.filter(({ headers }) => headers.has('ratelimit') || headers.has('ratelimit-policy'))).toEqual([]);
  });

  test('is 6000 in a minute when nothing is set', async () => {
    const { gateway } = await start('');
    expect(limitsOf(await read(gateway))).toEqual({ q: 6000, w: 60, r: 5999, t: 60 });
  });

  test.each(['0/60', '5/0', '5', '5/60/1', '-1/60', '5/86401', 'on', '1e3/60'])('is refused as %s', async (limit) => {
    await expect(start(limit)).rejects.toThrow('GATEWAY_RATE_LIMIT must be');
  });
});
