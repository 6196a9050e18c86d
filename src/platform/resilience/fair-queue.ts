/** Whoever waits. */
export interface Waiting {
  /** When its request began, by `performance.now()`. */
  readonly since: number;
}

/** Those of one caller, the oldest request first. */
interface Line<T> {
  readonly caller: string | null;
  readonly waiters: T[];
}

/**
 * Who waits, in lines of their own for each caller. The lines take turns, so that nobody waits behind all that another
 * one sent. In a line a call of an older request goes first: something may have been done for that already.
 */
export class FairQueue<T extends Waiting> {
  private lines: Line<T>[] = [];
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(caller: string | null, waiter: T): void {
    const line = this.lineOf(caller);
    if (line) line.waiters.splice(placeIn(line.waiters, waiter), 0, waiter);
    else this.lines.push({ caller, waiters: [waiter] });
    this.count++;
  }

  /** Takes out who is next. */
  take(): T | undefined {
    const line = this.lines.shift();
    if (!line) return undefined;
    const waiter = line.waiters.shift();
    if (line.waiters.length > 0) this.lines.push(line);
    this.count--;
    return waiter;
  }

  /** Takes one out that waits no longer; tells whether it was still there. */
  remove(caller: string | null, waiter: T): boolean {
    const line = this.lineOf(caller);
    const place = line?.waiters.indexOf(waiter) ?? -1;
    if (!line || place < 0) return false;
    line.waiters.splice(place, 1);
    if (line.waiters.length === 0) this.lines = this.lines.filter((other) => other !== line);
    this.count--;
    return true;
  }

  /**
   * Who has to go when a request comes and there is no room: the newest of the longest line, if the caller's own stays
   * shorter; else the newest of its own, if the request is older. A queue for one is too short to be shared.
   */
  newestOfLongest(caller: string | null, since: number): T | undefined {
    const own = this.lineOf(caller)?.waiters ?? [];
    const longest = this.lines.reduce<readonly T[]>(
      (most, { waiters }) => (waiters.length > most.length ? waiters : most),
      [],
    );
    if (longest.length > own.length + 1) return longest.at(-1);
    const newest = own.at(-1);
    return newest && newest.since > since ? newest : undefined;
  }

  private lineOf(caller: string | null): Line<T> | undefined {
    return this.lines.find((line) => line.caller === caller);
  }
}

function placeIn(waiters: readonly Waiting[], { since }: Waiting): number {
  let place = waiters.length;
  while (place > 0 && (waiters[place - 1] as Waiting).since > since) place--;
  return place;
}
