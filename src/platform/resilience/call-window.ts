const SECONDS = 30;

interface Slot {
  second: number;
  calls: number;
  failures: number;
}

/** Counts the calls of the last 30 s, by the second. */
export class CallWindow {
  private slots = newSlots();

  note(failed: boolean): void {
    const second = currentSecond();
    const slot = this.slots[second % SECONDS] as Slot;
    if (slot.second !== second) Object.assign(slot, { second, calls: 0, failures: 0 });
    slot.calls++;
    if (failed) slot.failures++;
  }

  totals(): { readonly calls: number; readonly failures: number } {
    const oldest = currentSecond() - SECONDS + 1;
    let [calls, failures] = [0, 0];
    for (const slot of this.slots) {
      if (slot.second < oldest) continue;
      calls += slot.calls;
      failures += slot.failures;
    }
    return { calls, failures };
  }

  clear(): void {
    this.slots = newSlots();
  }
}

function newSlots(): Slot[] {
  return Array.from({ length: SECONDS }, () => ({ second: 0, calls: 0, failures: 0 }));
}

// Not of the clock on the wall, which can be put back.
function currentSecond(): number {
  return Math.floor(performance.now() / 1000);
}
