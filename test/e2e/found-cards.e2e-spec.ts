import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { SandboxCards, dollars } from '../support/sandbox-cards.js';
import { SEEDS } from '../support/sandbox-seeds.js';

let gateway: TestGateway;
const cartevo = new SandboxCards(() => gateway);
beforeEach(async () => {
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    GATEWAY_BREAKER: 'off',
    CARTEVO_TIMEOUT_MS: '2000',
  });
  await cartevo.begin();
});
afterEach(() => gateway.stop());

test.each([
  ['says that it failed', 'server-error-after-write', 502, 'provider_error'],
  ['answers too late', 'late-after-write:5', 504, 'provider_timeout'],
  ['drops the connection', 'connection-reset-after-write', 502, 'provider_connection_lost'],
] as const)(
  'a card whose provider %s is there once, and found through the operation',
  async (...[, lost, status, code]) => {
    const key = randomUUID();
    const card = { customerId: SEEDS.cartevo.noCards, brand: 'visa', initialFunding: dollars(750) };
    const first = await cartevo.post('/cards', card, `${lost};method=POST`, key);
    expectProblem(first, { status, code, outcome: 'unknown', safe: false });
    const again = await cartevo.post('/cards', card, undefined, key);
    expect([again.status, again.body.data.balance]).toEqual([201, dollars(750)]);
    const { body: operation } = await gateway.call(`/v1/operations/${first.headers.get('operation-id')}`);
    expect(operation.data).toMatchObject({ state: 'succeeded', result: { id: again.body.data.id } });
    const read = await gateway.call(operation.data.result.href as string);
    expect([read.status, read.body.data.id, read.body.data.balance]).toEqual([200, again.body.data.id, dollars(750)]);
    expect(cartevo.done()).toEqual([['card issued', 750]]);
  },
);
