import { OPEN } from './index-conditions.js';
import { auditOf, outcomeOf, toRecord } from './ledger-rows.js';
import type { Ledger } from './ledger.js';
import type { LedgerTransactions } from './ledger-transactions.js';
import { withoutResult } from './operation-record.js';

/** The end of a process as the ledger sees it. */
export class Departure {
  constructor(
    private readonly transactions: LedgerTransactions,
    private readonly ledger: Ledger,
    private readonly now: () => number = Date.now,
  ) {}

  /** Writes that are at their provider, also those whose callers have hung up, and those whose end is not recorded yet. */
  get underWay(): number {
    return this.ledger.own.count;
  }

  /** Writes down ends that could not be written down before. Throws `ledger_unavailable`. */
  flush(): Promise<void> {
    return this.ledger.flush();
  }

  /**
   * Writes down that nobody knows how it ends, for all that is still under way, and lets nothing more begin. Other
   * processes need not wait for this one to have been silent for a while. Throws `ledger_unavailable`.
   */
  async leave(): Promise<void> {
    this.ledger.closed = true;
    await this.ledger.flush();
    if (this.ledger.own.count === 0) return;
    const { instance } = this.ledger;
    const now = this.now();
    const cutOff = withoutResult('unknown', 'process_ended');
    const { state, reason } = cutOff;
    await this.transactions.change(async (transaction) => {
      const rows = await transaction
        .updateTable('operations')
        .set({ state, reason, next_check_at: now })
        .where(OPEN)
        .where('instance', '=', instance)
        .where('state', '=', 'sending')
        .returningAll()
        .execute();
      await transaction.deleteFrom('instances').where('id', '=', instance).execute();
      const outcome = outcomeOf(cutOff);
      return {
        result: undefined,
        audit: rows.map((row) => auditOf(toRecord(row), now, { action: 'write_settled', outcome })),
      };
    });
  }
}
