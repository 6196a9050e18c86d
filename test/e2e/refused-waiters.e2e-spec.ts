import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy, spherePayRead } from '../support/wire-records.js';

const PLACES = 20;
const WAITING = 100;
const GAP_MS = 5;
let stubbed: StubbedGateway;

beforeEach(async () => {
  stubbed = await startStubbedGateway({
    SPHEREPAY_CONCURRENCY: `${PLACES}`,
    SPHEREPAY_QUEUE: `${WAITING}`,
    GATEWAY_RETRY_ATTEMPTS: '1',
  });
});
afterEach(() => stubbed.stop());

test('those who wait for a place when the circuit opens are refused one after the other, and others served between', async () => {
  const { gateway, stubs } = stubbed;
  stubs.partner.handle(healthy('partner'));
  const failure = Promise.withResolvers<void>();
  stubs.spherepay.handle(async (_call, response) => {
    await failure.promise;
    json(response, 500, { message: 'no' });
  });
  const full = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const refused: { atMs: number; retryAfter: string | null }[] = [];
  // One more than there is room for: its refusal says that all places are taken, those in the queue as well.
  const answers = Array.from({ length: PLACES + WAITING + 1 }, async (_none, index) => {
    const { headers, body } = await gateway.call(spherePayRead(index));
    if (body.code === 'overloaded') full.resolve();
    if (body.code !== 'provider_unavailable') return;
    expect(body.detail).toContain('waited');
    if (refused.push({ atMs: performance.now(), retryAfter: headers.get('retry-after') }) === 5) begun.resolve();
  });
  await full.promise;
  failure.resolve();
  await begun.promise;
  expect((await gateway.call(READ.partner)).status).toBe(200);
  const before = refused.length;
  await Promise.all(answers);
  expect(before).toBeLessThan(refused.length);
  // The circuit opens at the twentieth failure, and until then each failure lets one in.
  expect(refused.length).toBeGreaterThanOrEqual(WAITING - PLACES);
  expect(refused.filter(({ retryAfter }) => Number(retryAfter) >= 1)).toHaveLength(refused.length);
  const took = (refused.at(-1)?.atMs ?? 0) - (refused[0]?.atMs ?? 0);
  expect(took).toBeGreaterThan(refused.length * GAP_MS * 0.8);
});
