import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { scrape } from '../support/metrics.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { IDS, READ, healthy, spherePayCustomer } from '../support/wire-records.js';

jest.setTimeout(60_000);
let stubbed: StubbedGateway;
beforeAll(async () => {
  stubbed = await startStubbedGateway({ METRICS_PORT: '0', SPHEREPAY_TIMEOUT_MS: '400' });
});
afterAll(() => stubbed.stop());
beforeEach(() => stubbed.stubs.spherepay.handle(healthy('spherepay')));

const metrics = () => scrape(stubbed.gateway.metricsPort);
const call = (path: string, init?: RequestInit) => stubbed.gateway.call(path, init);

/** By how much a series grows while something is done. */
async function growth(name: string, labels: Record<string, string>, act: () => Promise<unknown>): Promise<number> {
  const before = (await metrics()).value(name, labels) ?? 0;
  await act();
  // A request is counted when its connection has been told that the answer is out.
  await pause(20);
  return ((await metrics()).value(name, labels) ?? 0) - before;
}

describe('GET /metrics', () => {
  test('is there from the start, with a series for every operation of the enabled providers', async () => {
    const { value, text } = await metrics();
    const operations = { cartevo: 'createCustomer', spherepay: 'listCustomers', partner: 'findCustomersByExternalId' };
    for (const [provider, operation] of Object.entries(operations)) {
      expect(value('gateway_operations_total', { provider, operation, code: 'ok' })).toBe(0);
      expect(value('gateway_operation_duration_seconds_count', { provider, operation })).toBe(0);
    }
    expect(value('process_start_time_seconds')).toBeGreaterThan(0);
    expect(text).toContain('# TYPE gateway_operation_duration_seconds histogram');
  });

  test.each([
    ['GET', '/'],
    ['GET', '/metrics/x'],
    ['GET', '/health/live'],
    ['POST', '/metrics'],
    ['HEAD', '/metrics'],
  ])('%s %s is 404', async (method, path) => {
    const { metricsPort } = stubbed.gateway;
    const answer = await fetch(`http://127.0.0.1:${metricsPort}${path}`, { method });
    expect(answer.status).toBe(404);
  });

  test('and the port of the callers does not serve it', async () => {
    expect((await call('/metrics')).status).toBe(404);
  });
});

describe('operations', () => {
  test('are counted by outcome', async () => {
    const ok = { provider: 'spherepay', operation: 'getCustomer', code: 'ok' };
    expect(await growth('gateway_operations_total', ok, () => call(READ.spherepay))).toBe(1);
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 404, {}));
    const missing = { ...ok, code: 'resource_not_found' };
    expect(await growth('gateway_operations_total', missing, () => call(READ.spherepay))).toBe(1);
    stubbed.stubs.spherepay.handle(() => undefined);
    const late = { ...ok, code: 'provider_timeout' };
    expect(await growth('gateway_operations_total', late, () => call(READ.spherepay))).toBe(1);
  });

  test('and their time is kept in cumulative buckets, in seconds', async () => {
    stubbed.stubs.spherepay.handle(async (one, response, incoming) => {
      await pause(120);
      return healthy('spherepay')(one, response, incoming);
    });
    const labels = { provider: 'spherepay', operation: 'listCustomers' };
    const name = 'gateway_operation_duration_seconds';
    const before = await metrics();
    await call('/v1/spherepay/customers');
    const after = await metrics();
    const grown = (suffix: string, more = {}) =>
      (after.value(name + suffix, { ...labels, ...more }) ?? 0) -
      (before.value(name + suffix, { ...labels, ...more }) ?? 0);
    expect(grown('_count')).toBe(1);
    expect(grown('_sum')).toBeGreaterThan(0.11);
    expect(grown('_sum')).toBeLessThan(2);
    expect(grown('_bucket', { le: '0.1' })).toBe(0);
    expect(grown('_bucket', { le: '2.5' })).toBe(1);
    expect(grown('_bucket', { le: '+Inf' })).toBe(1);
  });

  test('warnings and drift are counted by their kinds', async () => {
    stubbed.stubs.spherepay.handle(healthy('spherepay', spherePayCustomer({ beta: 1, type: 'a-new-word' })));
    const drift = (kind: string) => ['gateway_drift_sightings_total', { provider: 'spherepay', kind }] as const;
    expect(await growth(...drift('new_key'), () => call(READ.spherepay))).toBe(1);
    expect(await growth(...drift('new_value'), () => call(READ.spherepay))).toBe(1);
    const { samples } = await metrics();
    const warned = samples.filter(
      ({ name, labels }) => name === 'gateway_warnings_total' && labels['provider'] === 'spherepay',
    );
    expect(warned.length).toBeGreaterThan(0);
  });
});

describe('requests of callers', () => {
  test('are counted by template of the route, method and status', async () => {
    const route = '/v1/spherepay/customers/:id';
    const name = 'gateway_http_requests_total';
    expect(await growth(name, { method: 'GET', route, status: '200' }, () => call(READ.spherepay))).toBe(1);
    const key = { headers: { authorization: 'Bearer wrong' } };
    expect(await growth(name, { method: 'GET', route, status: '401' }, () => call(READ.spherepay, key))).toBe(1);
    const missing = { method: 'GET', route: 'none', status: '404' };
    expect(await growth(name, missing, () => call('/v1/nowhere/canary-path'))).toBe(1);
    const strange = { method: 'other', route: 'none', status: '404' };
    const line = rawRequest('PROPFIND /v1/nowhere', [['Connection', 'close']]);
    expect(await growth(name, strange, () => sendRaw(stubbed.gateway.url, line))).toBe(1);
    expect((await metrics()).text).not.toContain('canary-path');
    const refused = () => sendRaw(stubbed.gateway.url, 'NONSENSE\r\n\r\n');
    expect(await growth('gateway_http_refusals_total', { reason: 'not_http' }, refused)).toBe(1);
  });

  test('that hang up are 499', async () => {
    stubbed.stubs.spherepay.handle(() => undefined);
    const labels = { method: 'GET', route: '/v1/spherepay/customers/:id', status: '499' };
    const hangUp = async () => {
      const signal = AbortSignal.timeout(100);
      await expect(call(READ.spherepay, { signal })).rejects.toThrow();
      await pause(50);
    };
    expect(await growth('gateway_http_requests_total', labels, hangUp)).toBe(1);
  });

  test('that are under way are a gauge, and so is upload memory', async () => {
    stubbed.stubs.spherepay.handle(() => undefined);
    const pending = call(READ.spherepay);
    await pause(100);
    const { value } = await metrics();
    expect(value('gateway_http_requests_in_flight')).toBe(1);
    expect(value('gateway_upload_memory_bytes')).toBe(0);
    expect(value('gateway_upload_memory_limit_bytes')).toBe(200 * 1_048_576);
    expect(value('gateway_uploads_waiting')).toBe(0);
    await pending;
    await pause(20);
    expect((await metrics()).value('gateway_http_requests_in_flight')).toBe(0);
  });

  test('an upload holds memory while it arrives', async () => {
    const url = new URL('/v1/cartevo/customers', stubbed.gateway.url);
    const headers = {
      authorization: 'Bearer test-key',
      'content-type': 'multipart/form-data; boundary=x',
      'content-length': '100000',
    };
    const upload = request(url, { method: 'POST', headers });
    upload.on('error', () => undefined);
    upload.write('--x\r\n');
    await pause(150);
    expect((await metrics()).value('gateway_upload_memory_bytes')).toBeGreaterThanOrEqual(100_000);
    upload.destroy();
    await pause(150);
    expect((await metrics()).value('gateway_upload_memory_bytes')).toBe(0);
  });
});

test('the lag of the event loop is told from scrape to scrape', async () => {
  const lag = async (quantile: string) => (await metrics()).value('gateway_event_loop_lag_seconds', { quantile }) ?? -1;
  await pause(60);
  await metrics();
  await pause(60);
  const until = performance.now() + 150;
  while (performance.now() < until);
  await pause(30);
  expect(await lag('1')).toBeGreaterThan(0.1);
  await pause(100);
  expect(await lag('0.5')).toBeLessThan(0.1);
});

test('no series holds an id, a key, a name or an address', async () => {
  await call(READ.spherepay);
  await call(`/v1/spherepay/customers?limit=3&status=${IDS.partner}`);
  const { samples } = await metrics();
  const own = samples.filter(({ name }) => name.startsWith('gateway_'));
  const values = new Set(own.flatMap(({ labels }) => Object.values(labels)));
  expect(values.size).toBeGreaterThan(10);
  const bounded = /^(?:[a-z]\w*|\d{3}|\dxx|[A-Z]+|[\d.]+|\+Inf|(?:\/(?:[a-z0-9.-]+|:[a-zA-Z]+|\*))+)$/;
  expect([...values].filter((value) => !bounded.test(value))).toEqual([]);
  expect([...values].filter((value) => value.includes(IDS.spherepay) || value.includes('test'))).toEqual([]);
});
