import type { Ledger } from '../platform/ledger/ledger.js';
import type { OpenOperations } from '../platform/ledger/open-operations.js';
import type { OperationRecord } from '../platform/ledger/operation-record.js';
import type { Evidence, MayBeOf } from './reconciliation.js';

/** Which of the records at a provider can be the effect of one open write, and of no other write of this gateway. */
export class Unclaimed {
  /** Something was there that may as well be the effect of another open write. */
  ambiguous = false;

  constructor(
    private readonly record: OperationRecord,
    private readonly open: OpenOperations,
    private readonly ledger: Ledger,
  ) {}

  /** Of the ids, the oldest record’s first, those that are left. */
  async among(ids: readonly string[], mayBeOf: MayBeOf = () => true): Promise<readonly string[]> {
    // In this order: one that ends in between has claimed what it made.
    const rivals = await this.open.rivals(this.record);
    const free = await this.open.unclaimed(this.record, ids);
    for (const { id } of rivals.filter(({ asksTheSame }) => !asksTheSame)) {
      const evidence = (await this.ledger.evidenceOf(id)) as Evidence | null;
      if (free.some((one) => evidence === null || mayBeOf(one, evidence))) return this.nothingCertain();
    }
    const equals = rivals.filter(({ asksTheSame }) => asksTheSame).length;
    if (equals === 0 || free.length > equals + 1) return free;
    // One for each of them; the oldest may have been there before the others began.
    return free.length === equals + 1 ? free.slice(0, 1) : this.nothingCertain();
  }

  private nothingCertain(): readonly string[] {
    this.ambiguous = true;
    return [];
  }
}
