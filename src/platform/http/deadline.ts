/**
 * The time that one inbound request may take, every upstream call included. One timer for all of them.
 */
export class Deadline {
  private readonly listeners = new Set<() => void>();
  private readonly timer: NodeJS.Timeout;
  private passed = false;

  constructor(milliseconds: number) {
    this.timer = setTimeout(() => this.expire(), milliseconds);
  }

  get expired(): boolean {
    return this.passed;
  }

  /** Calls `listener` when the time is up (at once if it is); the returned function takes it back. */
  onExpiry(listener: () => void): () => void {
    if (this.passed) listener();
    else this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Must be called when the request has been answered. */
  clear(): void {
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  private expire(): void {
    this.passed = true;
    for (const listener of this.listeners) listener();
    this.listeners.clear();
  }
}
