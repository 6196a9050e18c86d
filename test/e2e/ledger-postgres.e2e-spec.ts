import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CompiledQuery, sql } from 'kysely';
import { deadlineSuite } from '../support/ledger-deadline-suite.js';
import { LedgerBook } from '../support/ledger-book.js';
import { LedgerGateways, createWith } from '../support/ledger-gateways.js';
import { ledgerBookSuite } from '../support/ledger-book-suite.js';
import { ledgerExpirySuite } from '../support/ledger-expiry-suite.js';
import { ledgerPlansSuite } from '../support/ledger-plans-suite.js';
import { ledgerSuite } from '../support/ledger-suite.js';
import { PostgresServer, describeWithPostgres } from '../support/postgres-server.js';
import { expectProblem } from '../support/problem.js';
import { eventually } from '../support/redis-server.js';

/** Makes a new index take five seconds. */
const SLOW_INDEX = `
  create function slow() returns event_trigger language plpgsql as $$
    begin
      perform pg_sleep(5) from pg_event_trigger_ddl_commands() where object_identity like '%operations_by_result';
    end $$;
  create event trigger slow on ddl_command_end when tag in ('CREATE INDEX') execute function slow()`;

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
  ledgerPlansSuite(open, async ({ database }, query) => {
    const explain = CompiledQuery.raw(`explain ${query.sql}`, [...query.parameters]);
    const plan = await database.db.transaction().execute(async (transaction) => {
      // A table of a few rows is read as a whole; with this, only one that no index is for.
      await sql`set local enable_seqscan = off`.execute(transaction);
      return transaction.executeQuery<{ 'QUERY PLAN': string }>(explain);
    });
    const steps = plan.rows.map((row) => row['QUERY PLAN']);
    // The step below it names the index.
    return steps.filter((step) => /Scan/.test(step) && !/Bitmap Heap Scan/.test(step));
  });

  test('whose schema takes long to be changed has writes refused until it is, and changes it once', async () => {
    const address = await open();
    const name = new URL(address).pathname.slice(1);
    const before = await LedgerBook.at(address);
    await before.migrateTo('0002-finding');
    await before.close();
    // As if the table had millions of rows: longer than any other statement may take.
    await server.ask((client) => client.query(SLOW_INDEX), name);
    const ledger = await LedgerGateways.start(address);
    try {
      const gateway = await ledger.add({ CARTEVO_TIMEOUT_MS: '10000' });
      const refused = await createWith(gateway, 'during', { email: 'during@example.com' });
      expectProblem(refused, { status: 503, code: 'ledger_unavailable', outcome: 'not_sent', safe: true });
      await eventually(async () => {
        return (await createWith(gateway, 'after', { email: 'after@example.com' })).status === 201;
      }, 30_000);
      const begun = gateway.logs().filter(({ msg }) => msg === 'the schema of the ledger is brought up to date');
      expect(begun.map(({ pending }) => pending)).toEqual([['0003-expiry', '0004-searches']]);
      expect(ledger.books.creates).toBe(1);
    } finally {
      await ledger.stop();
    }
  }, 60_000);

  test('of a newer version is not written to', async () => {
    const ledger = await LedgerGateways.start(await open());
    try {
      expect((await createWith(await ledger.add(), 'before', { email: 'before@example.com' })).status).toBe(201);
      const add = "insert into kysely_migration values ('9999-newer', '2026-01-01T00:00:00.000Z')";
      await server.ask((client) => client.query(add), new URL(ledger.database).pathname.slice(1));
      const older = await ledger.add();
      const refused = await createWith(older, 'after', { email: 'after@example.com' });
      expectProblem(refused, { status: 503, code: 'ledger_unavailable', outcome: 'not_sent', safe: true });
    } finally {
      await ledger.stop();
    }
  });

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
