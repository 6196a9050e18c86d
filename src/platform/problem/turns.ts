/** So many that a turn of the event loop stays short. */
const PER_TURN = 20;

/** Deals with what comes in heaps, a few in each turn of the event loop, so that requests are served in between. */
export class Turns<T> {
  private waiting: T[] = [];
  private next = 0;

  constructor(private readonly handle: (item: T) => void) {}

  add(item: T): void {
    if (this.waiting.push(item) === 1) setImmediate(() => this.take());
  }

  private take(): void {
    const end = Math.min(this.waiting.length, this.next + PER_TURN);
    try {
      while (this.next < end) this.handle(this.waiting[this.next++] as T);
    } finally {
      if (this.next < this.waiting.length) setImmediate(() => this.take());
      else [this.waiting, this.next] = [[], 0];
    }
  }
}
