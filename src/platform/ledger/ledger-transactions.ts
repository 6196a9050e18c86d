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
/** SQLite’s codes for a commit that it has not made: busy, read-only, disk full. */
const NOT_COMMITTED: ReadonlySet<unknown> = new Set([5, 8, 13]);

/** Two rows would say the same that only one can say: the database is well, and nothing was changed. */
export class LedgerConflict extends Error {}

/** The change was not written, as far as is known. */
export class LedgerUnavailable extends GatewayError {
  constructor(
    /** It was being committed when the database was lost: it may be there all the same. */
    readonly mayBeWritten: boolean,
    cause?: unknown,
  ) {
    super('ledger_unavailable', { cause });
  }
}

const LONGEST_TRANSACTION_MS = 5000;
const LINE_INTERVAL_MS = 5000;
/** A failure that took so long is one of a database that hangs, and for so long nobody tries again. */
const LONG_MS = 1000;
const REST_MS = 2000;

type Kind = 'read' | 'change';

/** One change on its way. */
interface Turn {
  /** Nobody waits for it any more: it must not begin, nor be committed. */
  givenUp: boolean;
  committing: boolean;
}

/**
 * Changes of the ledger, one after the other, each together with its lines in the audit: both are written or neither is.
 * Nobody waits longer than five seconds; a database that is away is told of in the log and to callers as 503.
 */
export class LedgerTransactions {
  /** Set by whoever looks after them. */
  openWrites: number | null = null;
  private readonly chain = new AuditChain();
  private last: Promise<unknown> = Promise.resolve();
  /** What has failed last. A database that cannot be written may well be read. */
  private failing: Kind | null = null;
  private waiting = 0;
  private restsUntil = -Infinity;
  private lastLine = -Infinity;

  constructor(
    private readonly database: LedgerDatabase,
    private readonly logger: GatewayLogger,
  ) {}

  /** True after a failure until the same succeeds; a change shows that reads work as well. */
  get isFailing(): boolean {
    return this.failing !== null;
  }

  /** Throws `LedgerUnavailable`. */
  async change<T>(work: (transaction: LedgerTransaction) => Promise<Recorded<T>>): Promise<T> {
    // One waits to see whether the database is back; the others need not.
    const started = performance.now();
    if (this.isFailing && (this.waiting > 0 || started < this.restsUntil)) throw new LedgerUnavailable(false);
    const turn: Turn = { givenUp: false, committing: false };
    this.waiting++;
    const done = this.last.then(() => this.run(work, turn));
    this.last = done.catch(() => undefined).finally(() => this.waiting--);
    try {
      return await this.inTime('change', done);
    } catch (error) {
      turn.givenUp = true;
      if (performance.now() - started >= LONG_MS) this.restsUntil = performance.now() + REST_MS;
      throw this.failed('change', error, turn.committing && !NOT_COMMITTED.has(primaryCode(error)));
    }
  }

  /** Reads, at any time beside the changes. */
  async read<T>(work: (db: LedgerDatabase['db']) => Promise<T>): Promise<T> {
    try {
      return await this.inTime(
        'read',
        this.database.ready().then(() => work(this.database.db)),
      );
    } catch (error) {
      throw this.failed('read', error, false);
    }
  }

  private async run<T>(work: (transaction: LedgerTransaction) => Promise<Recorded<T>>, turn: Turn): Promise<T> {
    goOn(turn);
    try {
      await this.database.ready();
      const { result, lines } = await this.database.db.transaction().execute(async (transaction) => {
        const { result, audit } = await work(transaction);
        const lines = this.chain.link(audit);
        if (lines.length > 0) await transaction.insertInto('audit').values(lines).execute();
        goOn(turn);
        turn.committing = true;
        return { result, lines };
      });
      this.chain.commit(lines);
      return result;
    } catch (error) {
      this.chain.restart();
      throw error;
    }
  }

  private async inTime<T>(kind: Kind, work: Promise<T>): Promise<T> {
    const { promise: late, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(new Error('the database did not answer in time')), LONGEST_TRANSACTION_MS);
    try {
      const result = await Promise.race([work, late]);
      this.worked(kind);
      return result;
    } finally {
      clearTimeout(timer);
    }
  }

  private worked(kind: Kind): void {
    if (this.failing === null || (this.failing === 'change' && kind === 'read')) return;
    this.logger.info('the ledger is available again');
    this.failing = null;
    this.lastLine = -Infinity;
  }

  private failed(kind: Kind, error: unknown, mayBeWritten: boolean): Error {
    const { code = null } = error as { code?: string | number | null };
    if (NOT_UNIQUE.has(code)) return new LedgerConflict('not unique', { cause: error });
    this.database.noteFailure(error);
    if (this.failing !== 'change') this.failing = kind;
    if (performance.now() - this.lastLine >= LINE_INTERVAL_MS) {
      this.lastLine = performance.now();
      this.logger.error({ code, error }, 'the ledger is not available: writes are refused');
    }
    return new LedgerUnavailable(mayBeWritten, error);
  }
}

function goOn({ givenUp }: Turn): void {
  if (givenUp) throw new Error('the change came too late to be made');
}

/** SQLite’s code without what it says of the place; null for another database. */
function primaryCode(error: unknown): number | null {
  const { code } = error as { code?: unknown };
  return typeof code === 'number' ? code & 0xff : null;
}
