import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { deadlineSuite } from '../support/ledger-deadline-suite.js';
import { LedgerGateways, createWith } from '../support/ledger-gateways.js';
import { ledgerBookSuite } from '../support/ledger-book-suite.js';
import { ledgerExpirySuite } from '../support/ledger-expiry-suite.js';
import { ledgerSuite } from '../support/ledger-suite.js';
import { PostgresServer, describeWithPostgres } from '../support/postgres-server.js';
import { expectProblem } from '../support/problem.js';
import { eventually } from '../support/redis-server.js';

describeWithPostgres('a ledger in PostgreSQL', () => {
  let server: PostgresServer;
  let databases = 0;
  const open = () => server.createDatabase(`ledger_${++databases}`);

  beforeAll(async () => void (server = await PostgresServer.start()), 60_000);
  afterAll(() => server.remove());

  ledgerSuite(open);
  deadlineSuite(open, () => {
    server.freeze();
    return () => server.thaw();
  });
  ledgerBookSuite(open);
  ledgerExpirySuite(open);

  test('that is away has writes refused before the provider is asked, and comes back by itself', async () => {
    const ledger = await LedgerGateways.start(await open());
    try {
      const gateway = await ledger.add();
      expect((await createWith(gateway, 'before', { email: 'before@example.com' })).status).toBe(201);
      await server.kill();
      const creates = ledger.books.creates;
      const refused = await createWith(gateway, 'during', { email: 'during@example.com' });
      expectProblem(refused, { status: 503, code: 'ledger_unavailable', outcome: 'not_sent', safe: true });
      expect(ledger.books.creates).toBe(creates);
      const [id = ''] = ledger.books.customers.keys();
      expect((await gateway.call(`/v1/cartevo/customers/${id}`)).status).toBe(200);
      await server.run();
      await eventually(async () => {
        return (await createWith(gateway, 'after', { email: 'after@example.com' })).status === 201;
      }, 15_000);
      expect(ledger.books.creates).toBe(creates + 1);
    } finally {
      await ledger.stop();
    }
  }, 60_000);
});
