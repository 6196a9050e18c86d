import type { Ledger } from '../platform/ledger/ledger.js';
import type { OpenOperations, Rival } from '../platform/ledger/open-operations.js';
import type { OperationRecord } from '../platform/ledger/operation-record.js';
import { leftFor, linked } from './one-each.js';
import { LARGE_SKEW_MS, isInTimeOf, type Clues, type Evidence } from './reconciliation.js';

const NO_CLUES: Clues = { createdAt: () => null, mayBeOf: () => true };

/** Which of the records at a provider can be the effect of one open write, and of no other write of this gateway. */
export class Unclaimed {
  /** Something was there that may as well be the effect of another open write. */
  ambiguous = false;

  constructor(
    private readonly record: OperationRecord,
    private readonly open: OpenOperations,
    private readonly ledger: Ledger,
    readonly aftermathMs: number,
  ) {}

  /** Of the ids, the oldest record’s first, those that are left. */
  async among(ids: readonly string[], clues = NO_CLUES): Promise<readonly string[]> {
    // In this order: one that ends in between has claimed what it made.
    const rivals = await this.open.rivals(this.record);
    const free = await this.open.unclaimed(this.record, ids);
    const own = free.filter((id) => isInTimeOf(this.record, this, clues.createdAt(id)));
    const equals: (readonly string[])[] = [];
    const others: (readonly string[])[] = [];
    for (const rival of rivals) {
      (rival.asksTheSame ? equals : others).push(await this.choicesOf(rival, free, clues));
    }
    const together = linked(own, equals);
    const pool = new Set(together.flat());
    const left = others.flat().some((id) => pool.has(id)) ? null : leftFor(together);
    if (left === null) this.ambiguous = true;
    return left ?? [];
  }

  /** Which of the ids a rival can have made. */
  private async choicesOf(rival: Rival, ids: readonly string[], clues: Clues): Promise<readonly string[]> {
    const { aftermathMs } = this;
    const reach = rival.asksTheSame ? { aftermathMs } : { aftermathMs, skewMs: LARGE_SKEW_MS };
    const inTime = ids.filter((id) => isInTimeOf(rival, reach, clues.createdAt(id)));
    if (inTime.length === 0) return [];
    const evidence = (await this.ledger.evidenceOf(rival.id)) as Evidence | null;
    return inTime.filter((id) => evidence === null || clues.mayBeOf(id, evidence));
  }
}
