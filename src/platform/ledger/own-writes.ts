import { NOT_SENT, type OperationRecord, type Settlement } from './operation-record.js';

/** An end that could not be written down yet. */
export interface Unsettled {
  readonly record: OperationRecord;
  readonly settlement: Settlement;
}

const MOST_UNSENT = 1000;

/** Writes of this process that are under way, or have ended and could not be written down. */
export class OwnWrites {
  private readonly attempts = new Map<string, number>();
  private readonly ends = new Map<string, Unsettled>();
  /** Attempts that were not sent since their commit was lost on the way, until they are seen; the oldest first. */
  private readonly unsent = new Set<string>();

  /** Both kinds. */
  get count(): number {
    return this.attempts.size;
  }

  get unsettled(): readonly Unsettled[] {
    return [...this.ends.values()];
  }

  has({ id }: Pick<OperationRecord, 'id'>): boolean {
    return this.attempts.has(id);
  }

  add({ id, attempts }: OperationRecord): void {
    this.attempts.set(id, attempts);
  }

  /** Its end is written down; one that is being sent again meanwhile stays. */
  remove({ id, attempts }: OperationRecord): void {
    if (this.attempts.get(id) !== attempts) return;
    this.attempts.delete(id);
    this.ends.delete(id);
  }

  /** It may have been written all the same, now or when the database comes round: there was nothing to be found out. */
  neverSent(record: OperationRecord): void {
    this.unsent.add(attemptOf(record));
    const [oldest] = this.unsent;
    // Of one that is forgotten nobody knows whether it was sent, which is safe.
    if (this.unsent.size > MOST_UNSENT && oldest !== undefined) this.unsent.delete(oldest);
    this.settleLater(record, { ...NOT_SENT, ifSending: true });
  }

  /** The attempt is about to be sent after all, or its end has been seen in the ledger. */
  forgetUnsent(record: OperationRecord): void {
    this.unsent.delete(attemptOf(record));
  }

  wasNeverSent(record: OperationRecord): boolean {
    return this.unsent.has(attemptOf(record));
  }

  settleLater(record: OperationRecord, settlement: Settlement): void {
    this.add(record);
    this.ends.set(record.id, { record, settlement });
  }
}

function attemptOf({ id, attempts }: OperationRecord): string {
  return `${id} ${attempts}`;
}
