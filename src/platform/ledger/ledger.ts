import { randomUUID } from 'node:crypto';
import { GatewayError } from '../../canonical/errors.js';
import type { OperationTable } from '../database/tables.js';
import type { LedgerSeals } from './ledger-seals.js';
import {
  LedgerConflict,
  LedgerUnavailable,
  type LedgerTransaction,
  type LedgerTransactions,
} from './ledger-transactions.js';
import { insertUnlessKnown, noteAlive, updateToEnd, updateToSending } from './ledger-changes.js';
import { auditOf, newRow, outcomeOf, resumed, resumption, toRecord } from './ledger-rows.js';
import {
  type Begun,
  type Known,
  type NewAttempt,
  type NewOperation,
  type OperationRecord,
  type RecordedAnswer,
  type Settlement,
} from './operation-record.js';
import { OwnWrites } from './own-writes.js';

/** A process that has said nothing for so long is gone; it says so every `BEAT_MS` while it writes. */
export const SILENCE_MS = 15_000;
export const BEAT_MS = 4000;

/**
 * The book of all writes: one row for each, made before anything is sent and settled when its end is known. Every change
 * is one transaction, with its line in the audit. Throws `ledger_unavailable`.
 */
export class Ledger {
  /** This process, as other replicas see it. */
  readonly instance = randomUUID();
  readonly own = new OwnWrites();
  /** The process is about to end: it takes no more writes. */
  closed = false;

  constructor(
    private readonly transactions: LedgerTransactions,
    private readonly seals: LedgerSeals,
    private readonly answerLifeMs: number,
    private readonly now: () => number = Date.now,
  ) {}

  /** The write with this key, if there is one. */
  async findByKey(caller: string, key: string, asked: string): Promise<Known | null> {
    const keyHash = this.seals.keyHash(key);
    const row = await this.transactions.read((db) => {
      const rows = db.selectFrom('operations').selectAll();
      return rows.where('caller', '=', caller).where('key_hash', '=', keyHash).executeTakeFirst();
    });
    return row ? this.known(row, asked) : null;
  }

  /** Records a write before it is sent, unless its key is known. */
  async begin(asked: NewOperation): Promise<Begun> {
    const row = newRow(asked, this.seals, {
      instance: this.instance,
      now: this.now(),
      answerLifeMs: this.answerLifeMs,
    });
    this.requireOpen();
    const record = toRecord(row);
    this.own.add(record);
    try {
      const known = await this.transactions.change(async (transaction) => {
        await this.beat(transaction);
        const before = await insertUnlessKnown(transaction, row);
        if (before) return { result: before, audit: [] };
        const line = { action: 'write_begun', outcome: 'sending', fields: asked.fields } as const;
        return { result: null, audit: [auditOf(record, this.now(), line)] };
      });
      if (known === null) return { kind: 'new', record };
      this.own.remove(record);
      return this.known(known, asked.asked);
    } catch (error) {
      this.neverSent(record, error);
      throw error;
    }
  }

  /**
   * Sends a write again that changed nothing; null when somebody else does so already. Of this process one request at a
   * time: what becomes of a commit that was lost on the way must be told of that one alone.
   */
  async resume(record: OperationRecord, asked: NewAttempt): Promise<OperationRecord | null> {
    this.requireOpen();
    if (this.own.has(record)) return null;
    const { instance, answerLifeMs } = this;
    const change = resumption(record, asked, this.seals, { instance, now: this.now(), answerLifeMs });
    const again = resumed(record, change);
    // Before it can be seen as `sending`.
    this.own.add(again);
    try {
      const taken = await this.transactions.change(async (transaction) => {
        await this.beat(transaction);
        const done = await updateToSending(transaction, record, change);
        const line = { action: 'write_begun', outcome: 'sending', fields: asked.fields } as const;
        return { result: done, audit: done ? [auditOf(again, again.startedAt, line)] : [] };
      });
      // An earlier one of this number can be written no more.
      if (taken) this.own.forgetUnsent(again);
      else this.own.remove(again);
      return taken ? again : null;
    } catch (error) {
      this.neverSent(again, error);
      throw error;
    }
  }

  /**
   * Writes down how a write ended. Whoever has seen the provider’s answer knows better than who has not, so an `unknown`
   * may still become anything else; an end is never changed. False when there was one already.
   */
  async settle(record: OperationRecord, settlement: Settlement): Promise<boolean> {
    try {
      return await this.writeEnd(record, settlement);
    } catch (error) {
      if (!(error instanceof LedgerConflict)) throw error;
      // Another write has the record already: what was only found by looking may be that one’s.
      return settlement.found ? false : this.writeEnd(record, { ...settlement, made: false });
    }
  }

  private async writeEnd(record: OperationRecord, settlement: Settlement): Promise<boolean> {
    const now = this.now();
    const answer = settlement.answer && this.seals.sealAnswer(record.id, settlement.answer);
    const settled = await this.transactions.change(async (transaction) => {
      const done = await updateToEnd(transaction, record, settlement, { answer, now });
      const line = { action: 'write_settled', outcome: outcomeOf(settlement), subject: settlement.resultId } as const;
      return { result: done, audit: done ? [auditOf(record, now, line)] : [] };
    });
    this.own.remove(record);
    if (settled) this.own.forgetUnsent(record);
    return settled;
  }

  /** Settles as soon as there is a database; until then this process counts as busy with it. */
  settleLater(record: OperationRecord, settlement: Settlement): void {
    this.own.settleLater(record, settlement);
  }

  /** Writes down what could not be written down when it ended. Throws `ledger_unavailable`. */
  async flush(): Promise<void> {
    for (const { record, settlement } of this.own.unsettled) await this.settle(record, settlement);
  }

  async get(id: string): Promise<OperationRecord | null> {
    const row = await this.row(id);
    return row ? toRecord(row) : null;
  }

  /** The answer that a settled write is given again with; null when it has gone or cannot be read any more. */
  async answerOf(id: string): Promise<RecordedAnswer | null> {
    const row = await this.row(id);
    return row ? this.answerIn(row) : null;
  }

  /** What was remembered to recognise the effect; null when it cannot be read any more. */
  async evidenceOf(id: string): Promise<unknown> {
    const row = await this.row(id);
    return row ? this.seals.openEvidence(id, row.evidence) : null;
  }

  /** Whether the process that sent it still works on it. */
  async isUnderWay(record: OperationRecord): Promise<boolean> {
    if (record.state !== 'sending') return false;
    if (record.instance === this.instance) return this.own.has(record);
    const seen = await this.transactions.read((db) => {
      return db.selectFrom('instances').select('seen_at').where('id', '=', record.instance).executeTakeFirst();
    });
    return seen !== undefined && seen.seen_at > this.now() - SILENCE_MS;
  }

  /** Says that this process is there, unless it has nothing under way or has left; also to see whether a database is back. */
  async keepAlive(): Promise<void> {
    if (this.closed || (this.own.count === 0 && !this.transactions.isFailing)) return;
    await this.transactions.change(async (transaction) => {
      await this.beat(transaction);
      return { result: undefined, audit: [] };
    });
  }

  private requireOpen(): void {
    if (this.closed) throw new GatewayError('overloaded', { detail: 'The gateway is shutting down.' });
  }

  /** It may have been written all the same: nothing was sent, and that is told as soon as there is a database again. */
  private neverSent(record: OperationRecord, error: unknown): void {
    if (error instanceof LedgerUnavailable && !error.mayBeWritten) this.own.remove(record);
    else this.own.neverSent(record);
  }

  private known(row: OperationTable, asked: string): Known {
    const same = this.seals.sameRequest(row.fingerprint, asked);
    return { kind: 'known', record: toRecord(row), same, answer: this.answerIn(row) };
  }

  private answerIn({ id, answer }: OperationTable): RecordedAnswer | null {
    return answer === null ? null : this.seals.openAnswer(id, answer);
  }

  private row(id: string): Promise<OperationTable | undefined> {
    return this.transactions.read((db) => {
      return db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst();
    });
  }

  private beat(transaction: LedgerTransaction): Promise<void> {
    return noteAlive(transaction, this.instance, this.now());
  }
}
