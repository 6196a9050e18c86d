/** Runs tasks in batches, one in each turn of the event loop, so that requests are served in between. */
export class Batches {
  private waiting: (() => void)[] = [];
  private next = 0;
  private beganAt = 0;

  /** `size`: tasks in a batch. `growsEachMs`: as often as that passes with tasks waiting, a batch has `size` more. */
  constructor(
    private readonly size: number,
    private readonly growsEachMs = Infinity,
  ) {}

  add(task: () => void): void {
    if (this.waiting.push(task) > 1) return;
    this.beganAt = performance.now();
    setImmediate(() => this.take());
  }

  private take(): void {
    const growth = Math.floor((performance.now() - this.beganAt) / this.growsEachMs);
    const end = Math.min(this.waiting.length, this.next + this.size * (1 + growth));
    try {
      while (this.next < end) this.waiting[this.next++]?.();
    } finally {
      if (this.next < this.waiting.length) setImmediate(() => this.take());
      else [this.waiting, this.next] = [[], 0];
    }
  }
}
