import type { Transaction } from 'kysely';
import { GatewayError } from '../../canonical/errors.js';
import type { LedgerDatabase } from '../database/database.js';
import type { LedgerTables } from '../database/tables.js';
import type { GatewayLogger } from '../logging/logger.js';
import { AuditChain, type AuditEntry } from './audit-chain.js';

export type LedgerTransaction = Transaction<LedgerTables>;

/** What a transaction gives back, and the lines of the audit that belong to it. */
export interface Recorded<T> {
  readonly result: T;
  readonly audit: readonly AuditEntry[];
}

/** SQLSTATE `unique_violation`, and SQLite’s extended code for the same. */
const NOT_UNIQUE: ReadonlySet<unknown> = new Set(['23505', 2067]);

/** Two rows would say the same that only one can say: the database is well, and nothing was changed. */
export class LedgerConflict extends Error {}

const LONGEST_TRANSACTION_MS = 5000;
const LINE_INTERVAL_MS = 5000;

/**
 * Changes of the ledger, one after the other, each together with its lines in the audit: both are written or neither is.
 * Nobody waits longer than five seconds; a database that is away is told of in the log and to callers as 503.
 */
export class LedgerTransactions {
  /** Set by whoever looks after them. */
  openWrites: number | null = null;
  private readonly chain = new AuditChain();
  private last: Promise<unknown> = Promise.resolve();
  private failing = false;
  private waiting = 0;
  private lastLine = -Infinity;

  constructor(
    private readonly database: LedgerDatabase,
    private readonly logger: GatewayLogger,
  ) {}

  /** True after a failure until something succeeds. */
  get isFailing(): boolean {
    return this.failing;
  }

  /** Throws `ledger_unavailable` when it is not certain that the change was written. */
  async change<T>(work: (transaction: LedgerTransaction) => Promise<Recorded<T>>): Promise<T> {
    // One waits to see whether the database is back; the others need not.
    if (this.failing && this.waiting > 0) throw new GatewayError('ledger_unavailable');
    this.waiting++;
    const turn = this.last.then(() => this.run(work));
    this.last = turn.catch(() => undefined).finally(() => this.waiting--);
    return this.inTime(turn);
  }

  /** Reads, at any time beside the changes. */
  async read<T>(work: (db: LedgerDatabase['db']) => Promise<T>): Promise<T> {
    return this.inTime(this.database.ready().then(() => work(this.database.db)));
  }

  private async run<T>(work: (transaction: LedgerTransaction) => Promise<Recorded<T>>): Promise<T> {
    try {
      await this.database.ready();
      const { result, lines } = await this.database.db.transaction().execute(async (transaction) => {
        const { result, audit } = await work(transaction);
        const lines = this.chain.link(audit);
        if (lines.length > 0) await transaction.insertInto('audit').values(lines).execute();
        return { result, lines };
      });
      this.chain.commit(lines);
      return result;
    } catch (error) {
      this.chain.restart();
      throw error;
    }
  }

  private async inTime<T>(work: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('the database did not answer in time')), LONGEST_TRANSACTION_MS);
    try {
      const result = await Promise.race([work, late]);
      this.worked();
      return result;
    } catch (error) {
      throw this.failed(error);
    } finally {
      clearTimeout(timer);
    }
  }

  private worked(): void {
    if (this.failing) this.logger.info('the ledger is available again');
    this.failing = false;
    this.lastLine = -Infinity;
  }

  private failed(error: unknown): Error {
    if (NOT_UNIQUE.has((error as { code?: unknown }).code)) return new LedgerConflict('not unique', { cause: error });
    this.failing = true;
    if (performance.now() - this.lastLine >= LINE_INTERVAL_MS) {
      this.lastLine = performance.now();
      const { code = null } = error as { code?: string | number | null };
      this.logger.error({ code, error }, 'the ledger is not available: writes are refused');
    }
    return new GatewayError('ledger_unavailable', { cause: error });
  }
}
