import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Simulator } from '../../src/platform/simulation/simulator-server.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { operationOf } from '../support/ledger-gateways.js';
import { newBusiness } from '../support/new-business.js';
import { asJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';

// By itself the gateway must not have found it before the test looks.
const ENVIRONMENT = { GATEWAY_MODE: 'sandbox', GATEWAY_RECONCILE_MS: '60000' };
let gateway: TestGateway;
let partner: Simulator;
beforeEach(async () => {
  gateway = await startTestGateway(ENVIRONMENT);
  partner = gateway.simulators.find(({ provider }) => provider === 'partner') as Simulator;
});
afterEach(() => gateway.stop());

const made = () => partner.books.filter(({ what }) => what === 'customer created');

function send(key: string, scenario?: string, at = gateway) {
  const { headers, ...init } = asJson(newBusiness({ externalId: undefined }));
  const sandbox = scenario && { 'x-sandbox-scenario': scenario };
  return at.call('/v1/partner/customers', {
    ...init,
    headers: { ...headers, 'idempotency-key': key, ...sandbox },
  });
}

describe('a business without an external id that is sent again with its key', () => {
  test('is found where its operation says, and by the next request', async () => {
    const key = randomUUID();
    expectProblem(await send(key, 'rate-limited;method=POST'), { status: 503, code: 'provider_rate_limited' });
    const lost = await send(key, 'connection-reset-after-write');
    expectProblem(lost, { status: 502, code: 'provider_connection_lost', outcome: 'unknown', safe: false });
    const { check } = (await operationOf(gateway, lost)).body.data as { check: string };
    const { data } = (await gateway.call(check)).body;
    expect(data).toMatchObject([{ providerId: made()[0]?.id }]);
    const found = await send(key);
    expect([found.status, found.body.data?.externalId]).toEqual([201, data[0].externalId]);
    expect(made()).toHaveLength(1);
  });

  test('has an external id of its own, and the same for every attempt', async () => {
    const key = randomUUID();
    const first = await send(key, 'connection-reset-after-write');
    const lost = (await operationOf(gateway, first)).body.data as { check: string };
    // The ledger of another gateway knows nothing of the key.
    const other = await startTestGateway(ENVIRONMENT);
    try {
      const { body } = await send(key, undefined, other);
      expect(lost.check).toBe(`/v1/partner/customers?externalId=${body.data.externalId as string}`);
    } finally {
      await other.stop();
    }
    expect((await send(randomUUID())).body.data.externalId).not.toBe(made()[0]?.about);
  });
});
