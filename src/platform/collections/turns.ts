/** Does what comes in heaps a few at a time, so many in each turn of the event loop that requests are served in between. */
export class Turns {
  private waiting: (() => void)[] = [];
  private next = 0;

  constructor(private readonly perTurn: number) {}

  add(task: () => void): void {
    if (this.waiting.push(task) === 1) setImmediate(() => this.take());
  }

  private take(): void {
    const end = Math.min(this.waiting.length, this.next + this.perTurn);
    try {
      while (this.next < end) this.waiting[this.next++]?.();
    } finally {
      if (this.next < this.waiting.length) setImmediate(() => this.take());
      else [this.waiting, this.next] = [[], 0];
    }
  }
}
