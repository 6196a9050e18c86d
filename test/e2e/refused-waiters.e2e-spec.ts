import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { scrape } from '../support/metrics.js';
import { eventually } from '../support/redis-server.js';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy, spherePayRead } from '../support/wire-records.js';

const PLACES = 20;
const WAITING = 60;
let stubbed: StubbedGateway;

beforeEach(async () => {
  stubbed = await startStubbedGateway({
    SPHEREPAY_CONCURRENCY: `${PLACES}`,
    SPHEREPAY_QUEUE: `${WAITING}`,
    GATEWAY_RETRY_ATTEMPTS: '1',
    METRICS_PORT: '0',
  });
});
afterEach(() => stubbed.stop());

const waiting = async () =>
  (await scrape(stubbed.gateway.metricsPort)).value('gateway_upstream_queued', { provider: 'spherepay', kind: 'read' });

test('those who wait for a place when the circuit opens are refused one after the other, and others served between', async () => {
  const { gateway, stubs } = stubbed;
  stubs.partner.handle(healthy('partner'));
  await gateway.call(READ.partner);
  const failure = Promise.withResolvers<void>();
  stubs.spherepay.handle(async (_call, response) => {
    await failure.promise;
    json(response, 500, { message: 'no' });
  });
  const refused: { detail: string; retryAfter: number }[] = [];
  const first = Promise.withResolvers<void>();
  const answers = Array.from({ length: PLACES + WAITING }, async (_none, index) => {
    const { headers, body } = await gateway.call(spherePayRead(index));
    if (body.code !== 'provider_unavailable') return;
    refused.push({ detail: body.detail, retryAfter: Number(headers.get('retry-after')) });
    first.resolve();
  });
  await eventually(async () => (await waiting()) === WAITING);
  failure.resolve();
  await first.promise;
  expect((await gateway.call(READ.partner)).status).toBe(200);
  const before = refused.length;
  await Promise.all(answers);
  expect(before).toBeLessThan(refused.length);
  // The circuit opens at the twentieth failure, and until then each failure lets one in.
  expect(refused.length).toBeGreaterThanOrEqual(WAITING - PLACES);
  expect(refused.filter(({ detail, retryAfter }) => !detail.includes('waited') || retryAfter < 1)).toEqual([]);
});
