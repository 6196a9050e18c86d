import type { OperationRecord, Settlement } from './operation-record.js';

/** An end that could not be written down yet. */
export interface Unsettled {
  readonly record: OperationRecord;
  readonly settlement: Settlement;
}

/** Writes of this process that are under way, or have ended and could not be written down. */
export class OwnWrites {
  private readonly attempts = new Map<string, number>();
  private readonly ends = new Map<string, Unsettled>();

  /** Both kinds. */
  get count(): number {
    return this.attempts.size;
  }

  get unsettled(): readonly Unsettled[] {
    return [...this.ends.values()];
  }

  /** Those whose end is not known. */
  get sending(): number {
    return [...this.attempts.keys()].filter((id) => !this.ends.has(id)).length;
  }

  has({ id }: OperationRecord): boolean {
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

  settleLater(record: OperationRecord, settlement: Settlement): void {
    this.add(record);
    this.ends.set(record.id, { record, settlement });
  }
}
