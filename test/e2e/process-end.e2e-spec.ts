import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { beginUpload } from '../support/begun-upload.js';
import { PERSONAL, SECRETS, canariesIn } from '../support/canaries.js';
import { TEST_KEY } from '../support/gateway.js';
import { LIVE, addressOf, end, exitOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { checkedFetch } from '../support/openapi/checked-answers.js';
import { json, startStub, stubEnvironment, type StubHandler, type StubProvider } from '../support/stub-provider.js';
import { READ, cartevoCustomer, enveloped } from '../support/wire-records.js';

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const authorized = { headers: { authorization: `Bearer ${TEST_KEY}` } };
const answering =
  (afterMs: number): StubHandler =>
  async ({ method }, response) => {
    await pause(afterMs);
    json(response, method === 'POST' ? 201 : 200, enveloped(cartevoCustomer()));
  };

interface Scene {
  readonly gateway: GatewayProcess;
  readonly url: string;
  readonly stub: StubProvider;
}

async function start(handler: StubHandler, environment: Record<string, string> = {}, flags: string[] = []) {
  const stub = await startStub(handler);
  cleanUp.push(() => stub.close());
  const gateway = launch({ ...LIVE, ...stubEnvironment({ cartevo: stub.url }), ...environment }, { flags });
  cleanUp.push(() => end(gateway));
  return { gateway, url: await addressOf(gateway), stub };
}

async function readInFlight({ url, stub }: Scene): Promise<{ answer: Promise<Response | null> }> {
  const answer = checkedFetch(url + READ.cartevo, authorized).catch(() => null);
  while (stub.calls.length < 1) await pause(10);
  return { answer };
}

describe('SIGTERM', () => {
  test('once the pause is over, new requests are refused while old ones are finished', async () => {
    const scene = await start(answering(2500));
    const { answer } = await readInFlight(scene);
    scene.gateway.child.kill('SIGTERM');
    await pause(300);
    const refused = await checkedFetch(`${scene.url}/v1/providers`, authorized);
    expect({ status: refused.status, closes: refused.headers.get('connection') }).toEqual({
      status: 503,
      closes: 'close',
    });
    expect((await answer)?.status).toBe(200);
    expect(await exitOf(scene.gateway)).toEqual({ code: 0, signal: null });
  });

  test('an upload that is under way is finished', async () => {
    const { gateway, url } = await start(answering(0));
    const { outcome, finish } = await beginUpload(url);
    gateway.child.kill('SIGTERM');
    await pause(1000);
    finish();
    expect(await outcome).toBe(201);
    expect(await exitOf(gateway)).toEqual({ code: 0, signal: null });
  });

  test('an upload that takes longer than there is time is cut off, and the log says so', async () => {
    const { gateway, url, stub } = await start(answering(0), { GATEWAY_DRAIN_TIMEOUT_MS: '500' });
    const { outcome } = await beginUpload(url);
    gateway.child.kill('SIGTERM');
    expect(await outcome).toBe('lost');
    expect(await exitOf(gateway)).toEqual({ code: 0, signal: null });
    expect(gateway.stdout()).toContain('work in flight was cut off');
    expect(stub.calls).toEqual([]);
  });
});

test.each(['SIGTERM', 'SIGINT'] as const)('a second signal, %s, ends it at once and in order', async (second) => {
  const scene = await start(() => undefined, { GATEWAY_DRAIN_DELAY_MS: '10000' });
  const { answer } = await readInFlight(scene);
  scene.gateway.child.kill('SIGTERM');
  await pause(200);
  const killedAt = performance.now();
  scene.gateway.child.kill(second);
  expect(await exitOf(scene.gateway)).toEqual({ code: 0, signal: null });
  expect(performance.now() - killedAt).toBeLessThan(2000);
  expect(await answer).toBeNull();
});

/** Makes faults inside the process when it is told to: what is thrown is full of the values that it is sent. */
const FAULTY = `--import=data:text/javascript,${encodeURIComponent(`
  process.on('message', ({ fault, personal, secrets }) => {
    const error = Object.assign(new Error(personal.email), {
      config: { headers: { authorization: 'Bearer ' + secrets.cartevoToken }, data: personal.givenName },
      response: { data: { family: personal.familyName } },
      cause: new TypeError(personal.street),
    });
    const faults = {
      rejected: () => void Promise.reject(error),
      'rejected with a text': () => void Promise.reject(personal.email),
      'rejected with an object': () => void Promise.reject({ family: personal.familyName }),
      thrown: () => setImmediate(() => { throw error; }),
      'thrown as a text': () => setImmediate(() => { throw personal.email; }),
    };
    faults[fault]();
  });
  process.channel.unref();
`)}`;

describe('a fault that nobody caught', () => {
  test.each([
    ['rejected', 'unhandledRejection'],
    ['rejected with a text', 'unhandledRejection'],
    ['rejected with an object', 'unhandledRejection'],
    ['thrown', 'uncaughtException'],
    ['thrown as a text', 'uncaughtException'],
  ])('%s: logged without personal data, work in flight finished, exit code 1', async (fault, message) => {
    const scene = await start(answering(800), {}, [FAULTY]);
    const { answer } = await readInFlight(scene);
    scene.gateway.child.send({ fault, personal: PERSONAL, secrets: SECRETS });
    expect((await answer)?.status).toBe(200);
    expect(await exitOf(scene.gateway)).toEqual({ code: 1, signal: null });
    const output = scene.gateway.stdout() + scene.gateway.stderr();
    const line = output.split('\n').find((text) => text.includes(message)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ level: 'fatal', msg: message });
    expect(canariesIn(output, PERSONAL, SECRETS)).toEqual([]);
  });

  test.each([2, 3])('%d of them at once: the drain is neither hurried nor skipped', async (count) => {
    const scene = await start(answering(800), {}, [FAULTY]);
    const { answer } = await readInFlight(scene);
    for (let fault = 0; fault < count; fault++) {
      scene.gateway.child.send({ fault: 'rejected', personal: PERSONAL, secrets: SECRETS });
    }
    expect((await answer)?.status).toBe(200);
    expect(await exitOf(scene.gateway)).toEqual({ code: 1, signal: null });
    expect(scene.gateway.stdout().split('"level":"fatal"')).toHaveLength(count + 1);
  });

  test('during the drain of a SIGTERM: work in flight finished all the same, exit code 1', async () => {
    const scene = await start(answering(1200), {}, [FAULTY]);
    const { answer } = await readInFlight(scene);
    scene.gateway.child.kill('SIGTERM');
    await pause(300);
    scene.gateway.child.send({ fault: 'rejected', personal: PERSONAL, secrets: SECRETS });
    expect((await answer)?.status).toBe(200);
    expect(await exitOf(scene.gateway)).toEqual({ code: 1, signal: null });
  });

  test.each(['SIGTERM', 'SIGINT'] as const)('and %s after it: that is only logged', async (signal) => {
    const scene = await start(answering(1200), {}, [FAULTY]);
    const { answer } = await readInFlight(scene);
    scene.gateway.child.send({ fault: 'rejected', personal: PERSONAL, secrets: SECRETS });
    await pause(200);
    scene.gateway.child.kill(signal);
    expect((await answer)?.status).toBe(200);
    expect(await exitOf(scene.gateway)).toEqual({ code: 1, signal: null });
    expect(scene.gateway.stdout()).toContain('gateway is stopping already');
  });

  test('and two signals after it: the second one hurries', async () => {
    const scene = await start(() => undefined, {}, [FAULTY]);
    const { answer } = await readInFlight(scene);
    scene.gateway.child.send({ fault: 'rejected', personal: PERSONAL, secrets: SECRETS });
    await pause(200);
    scene.gateway.child.kill('SIGTERM');
    await pause(200);
    expect(scene.gateway.child.exitCode).toBeNull();
    const killedAt = performance.now();
    scene.gateway.child.kill('SIGTERM');
    expect(await exitOf(scene.gateway)).toEqual({ code: 1, signal: null });
    expect(performance.now() - killedAt).toBeLessThan(2000);
    expect(await answer).toBeNull();
  });
});
