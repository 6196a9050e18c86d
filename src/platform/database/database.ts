import { Kysely, PostgresDialect, sql, type Dialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import type { PoolConfig } from 'pg';
import type { GatewayLogger } from '../logging/logger.js';
import type { DatabaseLocation } from './database-url.js';
import { MIGRATIONS } from './migrations.js';
import { SqliteDialect } from './sqlite-dialect.js';
import type { LedgerTables } from './tables.js';

const CONNECT_TIMEOUT_MS = 2000;
const STATEMENT_TIMEOUT_MS = 4000;
const MOST_CONNECTIONS = 4;
const KEEP_ALIVE_MS = 10_000;
/** PostgreSQL’s number of `bigint`, which `pg` gives as text; instants in ms fit into a number. */
const BIGINT = 20;
/** SQLSTATE `undefined_table`. */
const UNDEFINED_TABLE = '42P01';

/** How the database is reached. `patient` is for changes of the schema, which may take as long as they need. */
interface Dialects {
  readonly usual: Dialect;
  readonly patient: (() => Dialect) | null;
}

/** The ledger’s database: one schema and one set of queries for both kinds. */
export class LedgerDatabase {
  readonly db: Kysely<LedgerTables>;
  private migrated: Promise<void> | null = null;

  private constructor(
    private readonly dialects: Dialects,
    private readonly logger: GatewayLogger,
  ) {
    this.db = new Kysely<LedgerTables>({ dialect: dialects.usual });
  }

  /** Opens nothing yet: a database that is away must not keep reads of customers from being served. */
  static async make(location: DatabaseLocation, logger: GatewayLogger): Promise<LedgerDatabase> {
    const dialects =
      location.kind === 'sqlite'
        ? { usual: new SqliteDialect(location.path), patient: null }
        : await postgresDialects(location.url, logger);
    return new LedgerDatabase(dialects, logger);
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
    const known = await migratorOf(this.db).getMigrations();
    const pending = known.filter(({ executedAt }) => executedAt === undefined).map(({ name }) => name);
    if (pending.length === 0) return refuseNewer(this.db);
    this.logger.info({ pending }, 'the schema of the ledger is brought up to date');
    const { patient } = this.dialects;
    const db = patient ? new Kysely<LedgerTables>({ dialect: patient() }) : this.db;
    try {
      await migrateToLatest(db);
    } finally {
      if (db !== this.db) void db.destroy().catch(() => undefined);
    }
    this.logger.info('the schema of the ledger is up to date');
  }
}

function migratorOf(db: Kysely<LedgerTables>): Migrator {
  return new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) } });
}

/** Throws when the schema is newer than this code. Without the lock of a migration, since nothing is changed. */
async function refuseNewer(db: Kysely<LedgerTables>): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db);
  const newer = rows.find(({ name }) => !Object.hasOwn(MIGRATIONS, name));
  if (newer) throw new Error(`the schema of the ledger is newer than this version: ${newer.name}`);
}

async function migrateToLatest(db: Kysely<LedgerTables>): Promise<void> {
  const { error } = await migratorOf(db).migrateToLatest();
  if (error !== undefined) throw error;
}

/** `pg` is loaded only by those who use it. */
async function postgresDialects(url: string, logger: GatewayLogger): Promise<Dialects> {
  const { default: pg } = await import('pg');
  const dialect = (bounds: PoolConfig): PostgresDialect => {
    const pool = new pg.Pool({
      connectionString: url,
      max: MOST_CONNECTIONS,
      connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
      // A server that has vanished without a word is noticed although nothing is bounded.
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      application_name: 'unified-customer-gateway',
      types: { getTypeParser: (type, format) => (type === BIGINT ? Number : pg.types.getTypeParser(type, format)) },
      // What was given up while the server hung, or whose process is gone, must not keep its locks.
      idle_in_transaction_session_timeout: 2 * STATEMENT_TIMEOUT_MS,
      ...bounds,
    });
    // One that is lost while it is in use fails what is asked of it; without a listener it would end the process as well.
    pool.on('connect', (client) => void client.on('error', () => undefined));
    // A connection that is lost while nobody uses it; whoever asks next gets another one.
    pool.on('error', (error: Error & { code?: string }) =>
      logger.warn({ code: error.code }, 'a connection to the database was lost'),
    );
    return new PostgresDialect({ pool });
  };
  const usual = dialect({ query_timeout: STATEMENT_TIMEOUT_MS, statement_timeout: STATEMENT_TIMEOUT_MS });
  // It waits for no lock that others hold for long: all reads and writes of all replicas would wait behind it.
  return { usual, patient: () => dialect({ lock_timeout: STATEMENT_TIMEOUT_MS }) };
}
