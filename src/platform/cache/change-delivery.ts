const MOST_UNDELIVERED = 10_000;
const BATCH = 500;

/**
 * Changes that have to be told to others, and are told once however many ask for it: whoever asks joins the delivery
 * that is under way.
 */
export class ChangeDelivery {
  /** The subjects, each with the number of its latest change. */
  private readonly waiting = new Map<string, number>();
  private changes = 0;
  private underWay: Promise<void> | null = null;

  /** `send` tells of some subjects and rejects when that may have failed; they are then told again. */
  constructor(private readonly send: (subjects: readonly string[]) => Promise<void>) {}

  /** Whether everything has been told. */
  get isDone(): boolean {
    return this.waiting.size === 0;
  }

  /** Notes changes that the next delivery is to tell, the one that is under way included. */
  note(subjects: readonly string[]): void {
    for (const subject of subjects) this.waiting.set(subject, ++this.changes);
  }

  /** Resolves once everything has been told; rejects with what `send` rejects with. */
  run(): Promise<void> {
    if (this.isDone) return Promise.resolve();
    return (this.underWay ??= this.deliver());
  }

  /** Forgets the oldest changes when there are too many. */
  limit(): void {
    for (const subject of this.waiting.keys()) {
      if (this.waiting.size <= MOST_UNDELIVERED) break;
      this.waiting.delete(subject);
    }
  }

  private async deliver(): Promise<void> {
    try {
      while (!this.isDone) await this.deliverSome([...this.waiting.entries().take(BATCH)]);
    } finally {
      // In the same turn as the last look at what waits, so that no change slips in between.
      this.underWay = null;
    }
  }

  private async deliverSome(some: readonly (readonly [subject: string, change: number])[]): Promise<void> {
    await this.send(some.map(([subject]) => subject));
    for (const [subject, change] of some) {
      if (this.waiting.get(subject) === change) this.waiting.delete(subject);
    }
  }
}
