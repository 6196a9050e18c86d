import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { TestAnswer, TestGateway } from './gateway.js';
import { createWith, operationOf, type LedgerGateways } from './ledger-gateways.js';
import { asJson, newCustomerJson } from './new-customer.js';
import { expectProblem } from './problem.js';
import { eventually } from './redis-server.js';

const key = () => randomUUID();

/** What holds for writes while the provider is kept from being asked. */
export function circuitSuite(ledger: () => LedgerGateways): void {
  describe('while the circuit of the provider is open', () => {
    const OPEN = { status: 503, code: 'provider_unavailable', outcome: 'not_sent', safe: true } as const;
    const LOST = { status: 502, code: 'provider_connection_lost', outcome: 'unknown', safe: false } as const;
    const opened = { GATEWAY_BREAKER_CALLS: '2', GATEWAY_BREAKER_OPEN_MS: '60000', GATEWAY_RECONCILE_MS: '60000' };

    /** One create that is done, one that is lost: half of two calls open it. */
    async function open(): Promise<{ gateway: TestGateway; done: string; lost: string; first: TestAnswer }> {
      const gateway = await ledger().add({ ...opened, GATEWAY_WRITE_AFTERMATH_MS: '60000' });
      const [done, lost] = [key(), key()];
      const first = await createWith(gateway, done);
      ledger().books.fate = () => 'lost_before';
      expectProblem(await createWith(gateway, lost), LOST);
      ledger().books.fate = () => 'answered';
      expectProblem(await createWith(gateway, null), OPEN);
      return { gateway, done, lost, first };
    }

    test('a key that was used gets its answer, or that it is open', async () => {
      const { gateway, done, lost, first } = await open();
      const again = await createWith(gateway, done);
      expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true']);
      expect(again.text).toBe(first.text);
      expectProblem(await createWith(gateway, lost), LOST);
      expect(ledger().books.creates).toBe(2);
    });

    test('a key that is under way is told so', async () => {
      const { promise: held, resolve: release } = Promise.withResolvers<void>();
      ledger().books.hold.before = ({ body }) => (body.includes('held.back@') ? held : Promise.resolve());
      const own = key();
      const gateway = await ledger().add(opened);
      const under = createWith(gateway, own, { email: 'held.back@example.com' });
      await eventually(() => Promise.resolve(ledger().books.creates === 1), 5000);
      ledger().books.fate = () => 'lost_before';
      for (let index = 0; index < 2; index++) expectProblem(await createWith(gateway, null), LOST);
      expectProblem(await createWith(gateway, null), OPEN);
      const again = await createWith(gateway, own, { email: 'held.back@example.com' });
      expectProblem(again, {
        status: 409,
        code: 'request_in_progress',
        outcome: 'unknown',
        safe: true,
        afterSeconds: 1,
      });
      ledger().books.fate = () => 'answered';
      release();
      expect((await under).status).toBe(201);
    });

    test('a new key is refused without a trace: it can be used for anything later', async () => {
      const { gateway } = await open();
      const own = key();
      const calls = ledger().books.stub.calls.length;
      const refused = await createWith(gateway, own, { email: 'refused.first@example.com' });
      expect(expectProblem(refused, OPEN).detail).toContain('circuit');
      expect(refused.headers.get('operation-id')).toBeNull();
      expect(ledger().books.stub.calls).toHaveLength(calls);
      const other = await createWith(await ledger().add(), own, { email: 'another.one@example.com' });
      expect([other.status, ledger().books.creates]).toEqual([201, 3]);
    });

    test('a key of which nothing came stays as it is', async () => {
      const own = key();
      await createWith(await ledger().add({ CARTEVO_BASE_URL: 'http://127.0.0.1:1/api/v1' }), own);
      const { gateway } = await open();
      const refused = await createWith(gateway, own);
      expectProblem(refused, OPEN);
      expect((await operationOf(gateway, refused)).body.data).toMatchObject({ state: 'not_done', attempts: 1 });
      expect((await createWith(await ledger().add(), own)).status).toBe(201);
    });

    test('a dry run is checked as always', async () => {
      const { gateway } = await open();
      const tried = await gateway.call('/v1/cartevo/customers?dryRun=true', asJson(newCustomerJson()));
      expect([tried.status, tried.body.data]).toEqual([200, { valid: true }]);
      const kept = await gateway.call('/v1/cartevo/customers?dryRun=false', asJson(newCustomerJson()));
      expectProblem(kept, OPEN);
    });
  });
}
