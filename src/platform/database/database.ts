import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { GatewayLogger } from '../logging/logger.js';
import type { DatabaseLocation } from './database-url.js';
import { MIGRATIONS } from './migrations.js';
import { SqliteDialect } from './sqlite-dialect.js';
import type { LedgerTables } from './tables.js';

const CONNECT_TIMEOUT_MS = 2000;
const STATEMENT_TIMEOUT_MS = 4000;
const MOST_CONNECTIONS = 4;
/** PostgreSQL’s number of `bigint`, which `pg` gives as text; instants in ms fit into a number. */
const BIGINT = 20;
/** SQLSTATE `undefined_table`. */
const UNDEFINED_TABLE = '42P01';

/** The ledger’s database: one schema and one set of queries for both kinds. */
export class LedgerDatabase {
  private migrated: Promise<void> | null = null;

  private constructor(readonly db: Kysely<LedgerTables>) {}

  /** Opens nothing yet: a database that is away must not keep reads of customers from being served. */
  static async make(location: DatabaseLocation, logger: GatewayLogger): Promise<LedgerDatabase> {
    const dialect =
      location.kind === 'sqlite' ? new SqliteDialect(location.path) : await postgresDialect(location.url, logger);
    return new LedgerDatabase(new Kysely<LedgerTables>({ dialect }));
  }

  /** Brings the schema up to date, once, under a lock; tried again by the next caller when it fails. */
  ready(): Promise<void> {
    this.migrated ??= this.migrate().catch((error: unknown) => {
      this.migrated = null;
      throw error;
    });
    return this.migrated;
  }

  /** A database that was put in the place of another one has no tables yet: they are made with what is asked next. */
  noteFailure(error: unknown): void {
    const { code, message } = error as { code?: unknown; message?: string };
    if (code === UNDEFINED_TABLE || message?.startsWith('no such table')) this.migrated = null;
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }

  private async migrate(): Promise<void> {
    const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
    const { error } = await new Migrator({ db: this.db, provider }).migrateToLatest();
    if (error !== undefined) throw error;
  }
}

/** `pg` is loaded only by those who use it. */
async function postgresDialect(url: string, logger: GatewayLogger): Promise<PostgresDialect> {
  const { default: pg } = await import('pg');
  const pool = new pg.Pool({
    connectionString: url,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: STATEMENT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    // What was given up while the server hung must not keep its locks afterwards.
    idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MS,
    keepAlive: true,
    application_name: 'unified-customer-gateway',
    types: { getTypeParser: (type, format) => (type === BIGINT ? Number : pg.types.getTypeParser(type, format)) },
  });
  // One that is lost while it is in use fails what is asked of it; without a listener it would end the process as well.
  pool.on('connect', (client) => void client.on('error', () => undefined));
  // A connection that is lost while nobody uses it; whoever asks next gets another one.
  pool.on('error', (error: Error & { code?: string }) =>
    logger.warn({ code: error.code }, 'a connection to the database was lost'),
  );
  return new PostgresDialect({ pool });
}
