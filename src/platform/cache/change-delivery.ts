const MOST_UNDELIVERED = 10_000;
const BATCH = 500;

/** What of a subject has not been told: its changes from `first` to `latest`. */
interface Untold {
  readonly first: number;
  readonly latest: number;
}

/**
 * Changes that have to be told to others, and are told once however many ask for it: whoever asks joins the delivery
 * that is under way.
 */
export class ChangeDelivery {
  /** The subjects, in the order of their latest changes. */
  private readonly waiting = new Map<string, Untold>();
  private changes = 0;
  private underWay: Promise<void> | null = null;

  /** `send` tells of some subjects and rejects when that may have failed; they are then told again. */
  constructor(private readonly send: (subjects: readonly string[]) => Promise<void>) {}

  /** Whether everything has been told. */
  get isDone(): boolean {
    return this.waiting.size === 0;
  }

  /** Notes changes that the next delivery is to tell. */
  note(subjects: readonly string[]): void {
    for (const subject of subjects) {
      const latest = ++this.changes;
      const first = this.waiting.get(subject)?.first ?? latest;
      // A map leaves what it has already where it is.
      this.waiting.delete(subject);
      this.waiting.set(subject, { first, latest });
    }
  }

  /** Resolves once all has been told that was noted before the call; rejects with what `send` rejects with. */
  async run(): Promise<void> {
    const last = this.changes;
    while (this.waiting.values().some(({ first }) => first <= last)) await this.join();
  }

  /** Forgets the subjects whose latest changes are the oldest when there are too many. */
  limit(): void {
    for (const subject of this.waiting.keys()) {
      if (this.waiting.size <= MOST_UNDELIVERED) break;
      this.waiting.delete(subject);
    }
  }

  private join(): Promise<void> {
    return (this.underWay ??= this.deliverSome().finally(() => (this.underWay = null)));
  }

  private async deliverSome(): Promise<void> {
    const some = [...this.waiting.entries().take(BATCH)];
    await this.send(some.map(([subject]) => subject));
    for (const [subject, told] of some) {
      const now = this.waiting.get(subject);
      if (now?.latest === told.latest) this.waiting.delete(subject);
      // In its place, since the order is that of the latest changes.
      else if (now) this.waiting.set(subject, { ...now, first: told.latest + 1 });
    }
  }
}
