const SECONDS = 30;

interface Slot {
  second: number;
  calls: number;
  failures: number;
}

/** Counts the calls of the last 30 s, by the second, and those that have failed since the last good one. */
export class CallWindow {
  private slots = newSlots();
  private failuresInARow = 0;
  /** By `performance.now()`. */
  private goodAt = performance.now();

  note(failed: boolean): void {
    const now = performance.now();
    this.failuresInARow = failed ? this.failuresInARow + 1 : 0;
    if (!failed) this.goodAt = now;
    const second = secondOf(now);
    const slot = this.slots[second % SECONDS] as Slot;
    if (slot.second !== second) Object.assign(slot, { second, calls: 0, failures: 0 });
    slot.calls++;
    if (failed) slot.failures++;
  }

  totals(): { readonly calls: number; readonly failures: number } {
    const oldest = secondOf(performance.now()) - SECONDS + 1;
    let [calls, failures] = [0, 0];
    for (const slot of this.slots) {
      if (slot.second < oldest) continue;
      calls += slot.calls;
      failures += slot.failures;
    }
    return { calls, failures };
  }

  /** True when so many calls have failed since the last good one, and that is so long ago but still in the window. */
  hasFailedFor(milliseconds: number, calls: number): boolean {
    const sinceGoodMs = performance.now() - this.goodAt;
    return this.failuresInARow >= calls && sinceGoodMs >= milliseconds && sinceGoodMs < SECONDS * 1000;
  }

  clear(): void {
    this.slots = newSlots();
  }
}

function newSlots(): Slot[] {
  return Array.from({ length: SECONDS }, () => ({ second: 0, calls: 0, failures: 0 }));
}

// Not of the clock on the wall, which can be put back.
function secondOf(now: number): number {
  return Math.floor(now / 1000);
}
