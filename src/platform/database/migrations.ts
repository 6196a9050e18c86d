import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function createOperations(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('operations')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('caller', 'text', (column) => column.notNull())
    .addColumn('key_hash', 'text')
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('target', 'text')
    .addColumn('check_path', 'text', (column) => column.notNull())
    .addColumn('location', 'text')
    .addColumn('success_status', 'integer', (column) => column.notNull())
    .addColumn('state', 'text', (column) => column.notNull())
    .addColumn('reason', 'text')
    .addColumn('result_id', 'text')
    .addColumn('made_id', 'text')
    .addColumn('effect', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('evidence', 'text', (column) => column.notNull())
    .addColumn('answer', 'text')
    .addColumn('instance', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('checks', 'integer', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('settle_by', 'bigint', (column) => column.notNull())
    .addColumn('settled_at', 'bigint')
    .addColumn('next_check_at', 'bigint')
    .addColumn('answer_until', 'bigint', (column) => column.notNull())
    .execute();
}

async function indexOperations(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('operations_by_key').on('operations').columns(['caller', 'key_hash']).unique().execute();
  await sql`create index operations_open on operations (state, next_check_at) where state in ('sending', 'unknown')`.execute(
    db,
  );
  await db.schema
    .createIndex('operations_by_made')
    .on('operations')
    .columns(['provider', 'operation', 'made_id'])
    .unique()
    .execute();
}

async function createAudit(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('audit')
    .addColumn('chain', 'text', (column) => column.notNull())
    .addColumn('seq', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('caller', 'text', (column) => column.notNull())
    .addColumn('request_id', 'text', (column) => column.notNull())
    .addColumn('action', 'text', (column) => column.notNull())
    .addColumn('provider', 'text', (column) => column.notNull())
    .addColumn('operation', 'text', (column) => column.notNull())
    .addColumn('operation_id', 'text')
    .addColumn('subject', 'text')
    .addColumn('fields', 'text', (column) => column.notNull())
    .addColumn('outcome', 'text', (column) => column.notNull())
    .addColumn('previous_hash', 'text', (column) => column.notNull())
    .addColumn('hash', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_key', ['chain', 'seq'])
    .execute();
  await db.schema.createIndex('audit_by_time').on('audit').columns(['at', 'chain', 'seq']).execute();
}

async function createInstances(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('instances')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('seen_at', 'bigint', (column) => column.notNull())
    .execute();
}

const createLedger: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await createOperations(db);
    await indexOperations(db);
    await createAudit(db);
    await createInstances(db);
  },
};

const addFinding: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await db.schema.alterTable('operations').addColumn('finding', 'text').execute();
  },
};

/** A row is in one of the first two: while it holds something, then for as long as its key is kept. */
const indexExpiry: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index operations_full on operations (answer_until) where evidence <> ''`.execute(db);
    await sql`create index operations_emptied on operations (answer_until) where evidence = ''`.execute(db);
    await db.schema
      .createIndex('operations_by_result')
      .on('operations')
      .columns(['provider', 'operation', 'result_id'])
      .execute();
  },
};

/** A write that is open is compared with those of the same operation, and an audit that only ever grows is searched. */
const indexSearches: Migration = {
  async up(db: Kysely<unknown>): Promise<void> {
    await sql`create index operations_open_alike on operations (provider, operation) where state in ('sending', 'unknown')`.execute(
      db,
    );
    for (const column of ['operation_id', 'subject', 'caller']) {
      const columns = [column, 'at', 'chain', 'seq'];
      await db.schema.createIndex(`audit_by_${column}`).on('audit').columns(columns).execute();
    }
  },
};

/** Every change of the schema, in the order of their names. One that was released is never edited. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-ledger': createLedger,
  '0002-finding': addFinding,
  '0003-expiry': indexExpiry,
  '0004-searches': indexSearches,
};
