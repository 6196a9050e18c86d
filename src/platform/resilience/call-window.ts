const SECONDS = 30;
/** Failures further apart than this are no row: nobody knows what would have been in between. */
const IDLE_MS = 2000;

interface Slot {
  second: number;
  calls: number;
  failures: number;
}

/** Counts the calls of the last 30 s, by the second, and those that have failed since the last good one. */
export class CallWindow {
  private slots = newSlots();
  private failuresInARow = 0;
  /** All by `performance.now()`. */
  private goodAt = 0;
  private failingSince = 0;
  private failedAt = 0;

  /** `silentMs`: how long the provider was silent until a call failed. */
  note(failed: boolean, silentMs = 0): void {
    const now = performance.now();
    if (failed) this.noteInARow(now, Math.max(this.goodAt, now - silentMs));
    else {
      this.failuresInARow = 0;
      this.goodAt = now;
    }
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

  /** True when nothing but failures has come for so long, and so many of them. */
  hasFailedFor(milliseconds: number, calls: number): boolean {
    return this.failuresInARow >= calls && performance.now() - this.failingSince >= milliseconds;
  }

  clear(): void {
    this.slots = newSlots();
    this.failuresInARow = 0;
  }

  private noteInARow(now: number, began: number): void {
    if (began > this.failedAt + IDLE_MS) this.failuresInARow = 0;
    this.failingSince = this.failuresInARow === 0 ? began : Math.min(this.failingSince, began);
    this.failuresInARow++;
    this.failedAt = now;
  }
}

function newSlots(): Slot[] {
  return Array.from({ length: SECONDS }, () => ({ second: 0, calls: 0, failures: 0 }));
}

// Not of the clock on the wall, which can be put back.
function secondOf(now: number): number {
  return Math.floor(now / 1000);
}
