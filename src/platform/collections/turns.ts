/** Does what comes in heaps a few at a time, so many in each turn of the event loop that requests are served in between. */
export class Turns {
  private waiting: (() => void)[] = [];
  private next = 0;
  private begunAt = 0;

  /** `withinMs`: a heap that is not done in this time, as the turns are long, is done at once. */
  constructor(
    private readonly perTurn: number,
    private readonly withinMs = Infinity,
  ) {}

  add(task: () => void): void {
    if (this.waiting.push(task) > 1) return;
    this.begunAt = performance.now();
    setImmediate(() => this.take());
  }

  private take(): void {
    const late = performance.now() - this.begunAt >= this.withinMs;
    const end = late ? this.waiting.length : Math.min(this.waiting.length, this.next + this.perTurn);
    try {
      while (this.next < end) this.waiting[this.next++]?.();
    } finally {
      if (this.next < this.waiting.length) setImmediate(() => this.take());
      else [this.waiting, this.next] = [[], 0];
    }
  }
}
