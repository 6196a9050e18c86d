import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { json, type StubHandler } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { sendAskedSpherePayCustomer, spherePayRead } from '../support/wire-records.js';

let stubbed: StubbedGateway;
const start = async (environment: Record<string, string>, handler: StubHandler) => {
  stubbed = await startStubbedGateway(environment);
  stubbed.stubs.spherepay.handle(handler);
};
afterEach(() => stubbed.stop());

/** A read of another customer each time, whose caller waits for so many seconds: equal ones would share a call. */
const ask = (index: number, seconds: string) =>
  stubbed.gateway.call(spherePayRead(index), {
    headers: { 'request-timeout': seconds },
  });
const circuit = async () => (await stubbed.gateway.call('/v1/providers/spherepay')).body.data.circuit.state as string;

test('the circuit closes when the provider is back also when nobody waits as long as an attempt may take', async () => {
  await start({ GATEWAY_RETRY_ATTEMPTS: '1', GATEWAY_BREAKER_OPEN_MS: '400' }, (_call, response) =>
    json(response, 500, { message: 'no' }),
  );
  for (let call = 0; call < 20; call++) await ask(call, '2');
  stubbed.stubs.spherepay.handle(sendAskedSpherePayCustomer);
  await sleep(600);
  expect((await ask(1, '2')).status).toBe(200);
  expect(await circuit()).toBe('closed');
});

test.each([
  ['one attempt', '0.35'],
  ['two attempts', '0.45'],
])('a provider that hangs opens the circuit also when no caller waits for its end: %s', async (_name, seconds) => {
  await start({ SPHEREPAY_ATTEMPT_TIMEOUT_MS: '200', GATEWAY_RETRY_PAUSE_MS: '200' }, () => undefined);
  const answers = await Promise.all(Array.from({ length: 25 }, (_none, index) => ask(index, seconds)));
  expect(new Set(answers.map((answer) => answer.body.code))).toEqual(new Set(['provider_timeout']));
  expect(await circuit()).toBe('open');
});

test('a busy provider that hangs opens the circuit with the first who waited in vain', async () => {
  await start({ SPHEREPAY_TIMEOUT_MS: '6200' }, sendAskedSpherePayCustomer);
  for (let batch = 0; batch < 10; batch++) {
    const answers = await Promise.all(Array.from({ length: 50 }, (_none, index) => ask(index, '5')));
    expect(new Set(answers.map((answer) => answer.status))).toEqual(new Set([200]));
  }
  stubbed.stubs.spherepay.handle(() => undefined);
  const answers = await Promise.all(Array.from({ length: 25 }, (_none, index) => ask(index, '5.8')));
  expect(new Set(answers.map((answer) => answer.body.code))).toEqual(new Set(['provider_timeout']));
  expect(await circuit()).toBe('open');
});
