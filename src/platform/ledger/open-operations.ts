import type { LedgerDatabase } from '../database/database.js';
import type { OperationTable } from '../database/tables.js';
import { OPEN } from './index-conditions.js';
import { dropBefore, dropInstancesBefore, emptyBefore } from './ledger-expiry.js';
import type { LedgerTransaction, LedgerTransactions } from './ledger-transactions.js';
import { SILENCE_MS, type Ledger } from './ledger.js';
import { auditOf, toRecord } from './ledger-rows.js';
import { sameDigests } from './ledger-seals.js';
import { NOT_SENT, withoutResult, type OperationRecord } from './operation-record.js';

const MOST_AT_ONCE = 20;
const FIRST_PAUSE_MS = 2000;
const LONGEST_PAUSE_MS = 300_000;
/** How long the hash of a key is kept when its answer has gone: it must not be used for something else by accident. */
const KEY_LIFE_MS = 30 * 86_400_000;
/** Rows of one transaction that expire, and such transactions of one call. */
const BATCH = 500;
const MOST_BATCHES = 10;

const OF_A_RIVAL = ['id', 'caller', 'key_hash', 'fingerprint', 'effect', 'started_at', 'settle_by'] as const;

/** Another open write of the same operation. */
export interface Rival extends Pick<OperationRecord, 'id' | 'startedAt' | 'settleBy'> {
  /** It asks for the same in every field, so that it does not matter which effect is whose. */
  readonly asksTheSame: boolean;
}

/** The writes of which nobody knows how they ended, and the keeping of the book in order. */
export class OpenOperations {
  constructor(
    private readonly transactions: LedgerTransactions,
    private readonly ledger: Ledger,
    private readonly now: () => number = Date.now,
  ) {}

  /** Ends, or makes `unknown`, what nobody sends any more. */
  async takeOver(): Promise<void> {
    const now = this.now();
    const rows = await this.transactions.read((db) => {
      return db
        .selectFrom('operations')
        .selectAll('operations')
        .leftJoin('instances', 'instances.id', 'operations.instance')
        .where(OPEN)
        .where('operations.state', '=', 'sending')
        .where('operations.instance', '!=', this.ledger.instance)
        .where(({ eb, or }) => or([eb('seen_at', 'is', null), eb('seen_at', '<', now - SILENCE_MS)]))
        .limit(MOST_AT_ONCE)
        .execute();
    });
    for (const row of rows) await this.orphan(toRecord(row));
    for (const id of await this.strays()) {
      const record = await this.ledger.get(id);
      const { own, instance } = this.ledger;
      if (record?.state === 'sending' && record.instance === instance && !own.has(record)) await this.orphan(record);
    }
  }

  /** Makes one `unknown` that nobody works on any more, unless this process knows that it has never sent it. */
  async orphan(record: OperationRecord): Promise<void> {
    const { instance, own } = this.ledger;
    const neverSent = record.instance === instance && own.wasNeverSent(record);
    const end = neverSent ? NOT_SENT : withoutResult('unknown', 'process_lost');
    await this.ledger.settle(record, { ...end, ifSending: true });
  }

  /** Writes of this process that came to be seen when it had done with them: their commit was late. */
  private async strays(): Promise<readonly string[]> {
    const { instance, own } = this.ledger;
    const rows = await this.transactions.read((db) => {
      const sending = db.selectFrom('operations').select('id').where(OPEN).where('state', '=', 'sending');
      return sending.where('instance', '=', instance).execute();
    });
    return rows.filter((row) => !own.has(row)).map(({ id }) => id);
  }

  /** Those that are to be looked at now. */
  async due(): Promise<readonly OperationRecord[]> {
    const rows = await this.transactions.read((db) => {
      const open = db.selectFrom('operations').selectAll().where(OPEN).where('state', '=', 'unknown');
      return open.where('next_check_at', '<=', this.now()).orderBy('next_check_at').limit(MOST_AT_ONCE).execute();
    });
    return rows.map(toRecord);
  }

  /** Takes one for this process to look at; false when another has it. Doubles the pause to the next look. */
  async claim(record: OperationRecord): Promise<boolean> {
    const now = this.now();
    const next = now + Math.min(FIRST_PAUSE_MS * 2 ** record.checks, LONGEST_PAUSE_MS);
    return this.transactions.change(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('operations')
        // Whoever wants to know later can still ask; by itself the gateway looks for as long as answers are kept.
        .set({ checks: record.checks + 1, next_check_at: next > record.answerUntil ? null : next })
        .where('id', '=', record.id)
        .where('state', '=', 'unknown')
        .where('checks', '=', record.checks)
        .executeTakeFirst();
      return { result: numUpdatedRows > 0n, audit: [] };
    });
  }

  /** Says what a look has told of one that is still open; why it is open stays. */
  async explain(record: OperationRecord, finding: string): Promise<void> {
    if (record.finding === finding) return;
    await this.transactions.change(async (transaction) => {
      const { numUpdatedRows } = await transaction
        .updateTable('operations')
        .set({ finding })
        .where('id', '=', record.id)
        .where('state', '=', 'unknown')
        .executeTakeFirst();
      const line = auditOf(record, this.now(), { action: 'write_settled', outcome: `unknown: ${finding}` });
      return { result: undefined, audit: numUpdatedRows > 0n ? [line] : [] };
    });
  }

  /** Those of the provider’s ids that did not come out of another write of the same operation. */
  async unclaimed({ id, provider, operation }: OperationRecord, ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return [];
    const rows = await this.transactions.read((db) => {
      const claimed = db.selectFrom('operations').select('result_id').where('provider', '=', provider);
      const others = claimed.where('operation', '=', operation).where('id', '!=', id);
      return others.where('result_id', 'in', [...ids]).execute();
    });
    const taken = new Set(rows.map(({ result_id }) => result_id));
    return ids.filter((one) => !taken.has(one));
  }

  /** The other writes that are open and whose effect may look the same: what is found may be theirs. */
  async rivals(record: OperationRecord): Promise<readonly Rival[]> {
    const { id } = record;
    const rows = await this.transactions.read((db) => {
      return openLike(db, record)
        .select([...OF_A_RIVAL])
        .execute();
    });
    const own = rows.find((row) => row.id === id);
    return rows
      .filter((row) => row.id !== id && sameDigests(row.effect, own?.effect ?? '') !== false)
      .map((row) => {
        const { id: rival, started_at: startedAt, settle_by: settleBy } = row;
        return { id: rival, startedAt, settleBy, asksTheSame: own !== undefined && asksTheSame(row, own) };
      });
  }

  /** Whether another write of the same operation on the same record is open, whatever else it asked for. */
  async hasCompany(record: OperationRecord): Promise<boolean> {
    // Providers do not tell capitals apart in ids.
    const target = record.target?.toLowerCase() ?? null;
    const row = await this.transactions.read((db) => {
      const same = openLike(db, record).where(({ eb, fn }) => eb(fn('lower', ['target']), '=', target));
      return same.select('id').where('id', '!=', record.id).limit(1).executeTakeFirst();
    });
    return row !== undefined;
  }

  /** Counts them, for the metrics. */
  async count(): Promise<void> {
    const row = await this.transactions.read((db) => {
      const open = db.selectFrom('operations').where(OPEN).where('state', '=', 'unknown');
      return open.select(({ fn }) => fn.countAll<number>().as('count')).executeTakeFirstOrThrow();
    });
    this.transactions.openWrites = Number(row.count);
  }

  /**
   * Takes away answers whose time is over, then rows that only kept a key from being used again. A few at a time, so that
   * writes can go on beside it; false when there may be more.
   */
  async expire(): Promise<boolean> {
    const now = this.now();
    const emptied = await this.inBatches((transaction) => emptyBefore(transaction, now, BATCH));
    const dropped = await this.inBatches((transaction) => dropBefore(transaction, now - KEY_LIFE_MS, BATCH));
    await this.transactions.change(async (transaction) => {
      await dropInstancesBefore(transaction, now - KEY_LIFE_MS);
      return { result: undefined, audit: [] };
    });
    return emptied && dropped;
  }

  private async inBatches(work: (transaction: LedgerTransaction) => Promise<number>): Promise<boolean> {
    for (let left = MOST_BATCHES; left > 0; left--) {
      const done = await this.transactions.change(async (transaction) => {
        return { result: await work(transaction), audit: [] };
      });
      if (done < BATCH) return true;
    }
    return false;
  }
}

/** Writes of the same operation as this one, itself included, of which nobody knows how they end. */
function openLike(db: LedgerDatabase['db'], { provider, operation }: OperationRecord) {
  const open = db.selectFrom('operations').where(OPEN);
  return open.where('provider', '=', provider).where('operation', '=', operation);
}

type Asked = Pick<OperationTable, 'caller' | 'key_hash' | 'fingerprint'>;

/** What was asked without a key was not digested. */
function asksTheSame(one: Asked, other: Asked): boolean {
  if (one.caller !== other.caller || one.key_hash === null || other.key_hash === null) return false;
  return sameDigests(one.fingerprint, other.fingerprint) === true;
}
