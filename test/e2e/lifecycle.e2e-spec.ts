import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { TEST_KEY } from '../support/gateway.js';
import { LIVE, addressOf, builtMain, end, exitOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { json, startStub, stubEnvironment } from '../support/stub-provider.js';
import { READ, enveloped, cartevoCustomer } from '../support/wire-records.js';
import { PRINTED_NEVER, WRONG_CONFIGURATIONS } from '../support/wrong-configurations.js';
import { freePort } from '../support/free-port.mjs';
import { checkedFetch } from '../support/openapi/checked-answers.js';

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

function start(...[environment, options]: Parameters<typeof launch>): GatewayProcess {
  const gateway = launch(environment, options);
  cleanUp.push(() => end(gateway));
  return gateway;
}

async function stubAt(handler?: Parameters<typeof startStub>[0]) {
  const stub = await startStub(handler);
  cleanUp.push(() => stub.close());
  return stub;
}

const authorized = { headers: { authorization: `Bearer ${TEST_KEY}` } };
const CARTEVO = stubEnvironment({ cartevo: 'http://127.0.0.1:9' });

describe('a wrong configuration ends the process with 78, naming variables and no value', () => {
  test.each(WRONG_CONFIGURATIONS)('%s', async (_name, environment, named) => {
    builtMain();
    const started = performance.now();
    const gateway = start(environment);
    expect(await exitOf(gateway)).toEqual({ code: 78, signal: null });
    expect(performance.now() - started).toBeLessThan(8000);
    const output = gateway.stdout() + gateway.stderr();
    for (const variable of named) expect(output).toContain(variable);
    expect(output).not.toContain(PRINTED_NEVER);
    expect(output).not.toMatch(/"listening"|\n\s+at /);
  });

  test('every problem is told at once, and nothing listens', async () => {
    const port = await freePort();
    const gateway = start({
      GATEWAY_LOG_LEVEL: 'loud',
      GATEWAY_DOCS: 'maybe',
      UPLOAD_MEMORY_MIB: 'much',
      CARTEVO_CLIENT_ID: 'id',
      SPHEREPAY_API_KEY: 'key',
      SPHEREPAY_TIMEOUT_MS: '-1',
      PARTNER_API_SECRET: 'secret',
      PORT: `${port}`,
    });
    const refused = checkedFetch(`http://127.0.0.1:${port}/health/live`).then(
      () => 'served',
      () => 'refused',
    );
    expect(await exitOf(gateway)).toEqual({ code: 78, signal: null });
    expect(await refused).toBe('refused');
    for (const variable of [
      'GATEWAY_LOG_LEVEL',
      'GATEWAY_DOCS',
      'UPLOAD_MEMORY_MIB',
      'CARTEVO_CLIENT_KEY',
      'SPHEREPAY_TIMEOUT_MS',
      'PARTNER_API_KEY',
      'GATEWAY_API_KEYS',
    ]) {
      expect(gateway.stderr()).toContain(variable);
    }
  });
});

describe('a start', () => {
  test('in live mode without data keys says what that means', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'gateway-'));
    cleanUp.push(() => rmSync(cwd, { recursive: true }));
    const gateway = start({ ...LIVE, ...CARTEVO, GATEWAY_DATA_KEYS: '', DATABASE_URL: '' }, { cwd });
    await addressOf(gateway);
    expect(gateway.stdout()).toMatch(/"variable":"GATEWAY_DATA_KEYS","msg":"not set: /);
    expect(gateway.stdout()).toMatch(/"level":"warn"/);
  });

  test('goes well with a provider that is down', async () => {
    builtMain();
    const started = performance.now();
    const url = await addressOf(start({ ...LIVE, ...CARTEVO, CARTEVO_TIMEOUT_MS: '1000' }));
    expect((await checkedFetch(`${url}/health/ready`)).status).toBe(200);
    // The figure is measured by the load campaign: here the machine may be busy with other tests.
    expect(performance.now() - started).toBeLessThan(8000);
    const answer = await checkedFetch(url + READ.cartevo, authorized);
    expect(answer.status).toBe(503);
    expect((await checkedFetch(`${url}/health/ready`)).status).toBe(200);
  });

  test('reads secrets from files', async () => {
    const stub = await stubAt((_call, response) => json(response, 404, { message: 'Customer not found' }));
    const directory = mkdtempSync(join(tmpdir(), 'gateway-secrets-'));
    cleanUp.push(() => rmSync(directory, { recursive: true }));
    const file = (name: string, value: string) => {
      writeFileSync(join(directory, name), `${value}\n`);
      return join(directory, name);
    };
    const { GATEWAY_API_KEYS, ...rest } = LIVE;
    const url = await addressOf(
      start({
        ...rest,
        GATEWAY_API_KEYS_FILE: file('keys', GATEWAY_API_KEYS ?? ''),
        SPHEREPAY_BASE_URL: stub.url,
        SPHEREPAY_API_KEY_FILE: file('spherepay', 'key-from-file'),
      }),
    );
    expect((await checkedFetch(url + READ.spherepay, authorized)).status).toBe(404);
    expect(stub.calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer key-from-file']);
  });

  test('in sandbox mode needs nothing, and says so in every answer', async () => {
    const gateway = start({
      GATEWAY_MODE: 'sandbox',
      PORT: '0',
      GATEWAY_LOG_LEVEL: 'info',
      CARTEVO_BASE_URL: 'https://never.invalid',
    });
    const url = await addressOf(gateway);
    const answer = await checkedFetch(url + READ.cartevo, { headers: { authorization: 'Bearer sandbox-demo-key' } });
    expect({ status: answer.status, mode: answer.headers.get('x-gateway-mode') }).toEqual({
      status: 200,
      mode: 'sandbox',
    });
    expect(gateway.stdout()).toContain('curl');
    expect(gateway.stdout()).toContain(`${url}/docs`);
  });
});

describe('SIGTERM', () => {
  test('readiness says 503, work in flight is finished, exit code 0', async () => {
    const stub = await stubAt(async (_call, response) => {
      await pause(1200);
      json(response, 200, enveloped([cartevoCustomer()]));
    });
    const environment = { ...LIVE, ...stubEnvironment({ cartevo: stub.url }), GATEWAY_DRAIN_DELAY_MS: '600' };
    const gateway = start(environment);
    const url = await addressOf(gateway);
    // Each for another page, since identical ones would share a call.
    const page = (limit: number) => checkedFetch(`${url}/v1/cartevo/customers?limit=${limit}`, authorized);
    const inFlight = Array.from({ length: 50 }, (_, index) => page(index + 1));
    while (stub.calls.length < 50) await pause(10);
    gateway.child.kill('SIGTERM');
    await pause(150);
    expect((await checkedFetch(`${url}/health/ready`)).status).toBe(503);
    expect((await checkedFetch(`${url}/v1/providers`, authorized)).status).toBe(200);
    const answers = await Promise.all(inFlight);
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await Promise.all(answers.map((answer) => answer.text()));
    expect(await exitOf(gateway)).toEqual({ code: 0, signal: null });
  });

  test('given twice ends the process at once', async () => {
    const stub = await stubAt(() => undefined);
    const gateway = start({ ...LIVE, ...stubEnvironment({ cartevo: stub.url }) });
    const url = await addressOf(gateway);
    const lost = checkedFetch(url + READ.cartevo, authorized).catch(() => 'lost');
    while (stub.calls.length < 1) await pause(10);
    gateway.child.kill('SIGTERM');
    await pause(100);
    const started = performance.now();
    gateway.child.kill('SIGTERM');
    await exitOf(gateway);
    expect(performance.now() - started).toBeLessThan(3000);
    expect(await lost).toBe('lost');
  });
});
