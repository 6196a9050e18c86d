import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { scrape } from '../support/metrics.js';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy } from '../support/wire-records.js';

let stubbed: StubbedGateway;
beforeEach(async () => {
  stubbed = await startStubbedGateway({
    METRICS_PORT: '0',
    GATEWAY_RETRY_PAUSE_MS: '0',
    GATEWAY_BREAKER_CALLS: '4',
    GATEWAY_BREAKER_OPEN_MS: '60000',
    SPHEREPAY_TIMEOUT_MS: '600',
    SPHEREPAY_CONCURRENCY: '1',
  });
});
afterEach(() => stubbed.stop());

const metrics = () => scrape(stubbed.gateway.metricsPort);
const read = () => stubbed.gateway.call(READ.spherepay);
const SPHEREPAY = { provider: 'spherepay', kind: 'read' };
const attempts = (outcome: string) =>
  ['gateway_upstream_attempt_duration_seconds_count', { ...SPHEREPAY, outcome }] as const;

test('attempts are counted by what became of them, retries by their reason', async () => {
  let calls = 0;
  stubbed.stubs.spherepay.handle((call, response, request) => {
    if (++calls === 1) return json(response, 503, {});
    if (calls === 2) return void response.socket?.resetAndDestroy();
    return healthy('spherepay')(call, response, request);
  });
  expect((await read()).status).toBe(200);
  const { value } = await metrics();
  const operation = { provider: 'spherepay', operation: 'getCustomer' };
  expect(value(...attempts('5xx'))).toBe(1);
  expect(value(...attempts('connection_lost'))).toBe(1);
  expect(value(...attempts('ok'))).toBe(1);
  expect(value('gateway_upstream_retries_total', { ...operation, reason: '5xx' })).toBe(1);
  expect(value('gateway_upstream_retries_total', { ...operation, reason: 'connection_lost' })).toBe(1);
  expect(value('gateway_operations_total', { ...operation, code: 'ok' })).toBe(1);
  expect(value('gateway_operation_duration_seconds_count', operation)).toBe(1);
});

test('the state of every circuit is a series, and its changes are counted', async () => {
  const state = async (kind: string) => {
    const { value } = await metrics();
    const states = ['closed', 'open', 'half_open'];
    return states.map((one) => value('gateway_upstream_circuit_state', { provider: 'spherepay', kind, state: one }));
  };
  expect(await state('read')).toEqual([1, 0, 0]);
  stubbed.stubs.spherepay.handle((_call, response) => json(response, 500, {}));
  for (let count = 0; count < 6; count++) await read();
  expect(await state('read')).toEqual([0, 1, 0]);
  expect(await state('write')).toEqual([1, 0, 0]);
  const { value } = await metrics();
  expect(value('gateway_upstream_circuit_changes_total', { ...SPHEREPAY, state: 'open' })).toBe(1);
  const refused = { provider: 'spherepay', operation: 'getCustomer', code: 'provider_unavailable' };
  expect(value('gateway_operations_total', refused)).toBeGreaterThan(0);
});

test('calls in flight and calls that wait are gauges', async () => {
  stubbed.stubs.spherepay.handle(() => undefined);
  // Of different customers: equal reads share a call.
  const others = ['a', 'b', 'c'].map((digit) => READ.spherepay.replace(/.$/, digit));
  const pending = others.map((path) => stubbed.gateway.call(path));
  await pause(150);
  const { value } = await metrics();
  expect(value('gateway_upstream_in_flight', SPHEREPAY)).toBe(1);
  expect(value('gateway_upstream_queued', SPHEREPAY)).toBe(2);
  expect(value('gateway_upstream_in_flight', { ...SPHEREPAY, provider: 'partner' })).toBe(0);
  await Promise.all(pending);
  expect((await metrics()).value('gateway_upstream_queued', SPHEREPAY)).toBe(0);
});

test('what is refused for being too much is counted by its reason', async () => {
  const narrow = await startStubbedGateway({
    METRICS_PORT: '0',
    GATEWAY_MAX_IN_FLIGHT: '1',
    GATEWAY_RATE_LIMIT: '2/60',
    SPHEREPAY_TIMEOUT_MS: '400',
  });
  try {
    narrow.stubs.spherepay.handle(() => undefined);
    const first = narrow.gateway.call(READ.spherepay);
    await pause(100);
    expect((await narrow.gateway.call(READ.spherepay)).status).toBe(503);
    await first;
    narrow.stubs.spherepay.handle(healthy('spherepay'));
    expect((await narrow.gateway.call(READ.spherepay)).status).toBe(200);
    expect((await narrow.gateway.call(READ.spherepay)).status).toBe(429);
    const { value } = await scrape(narrow.gateway.metricsPort);
    expect(value('gateway_http_refusals_total', { reason: 'in_flight' })).toBe(1);
    expect(value('gateway_http_refusals_total', { reason: 'rate_limit' })).toBe(1);
  } finally {
    await narrow.stop();
  }
});
