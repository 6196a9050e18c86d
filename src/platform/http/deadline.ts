import { Batches } from '../collections/batches.js';

const TIME_IS_UP = Symbol('time is up');
const ENDS_PER_TURN = 4;
/** Turns are long while the event loop is busy, and nobody should hear much too late that the time is up. */
const MORE_ENDS_EACH_MS = 100;

/** All calls in flight to a provider that hangs end together, and each end is an answer, and the next call begun. */
const ends = new Batches(ENDS_PER_TURN, MORE_ENDS_EACH_MS);

/**
 * The time that one inbound request may take, every upstream call and attempt included. One timer for all of them.
 */
export class Deadline {
  // A list: there are two or three, and a `Set` is a table for each request and another one when it is emptied.
  private listeners: (() => void)[] = [];
  private timer: NodeJS.Timeout;
  /** By `performance.now()`. */
  readonly beganAt = performance.now();
  private endsAt: number;
  private over = false;
  private left = false;
  private cleared = false;
  private chosen: boolean;

  /** `givenMs`: what was given from the beginning of the request, part of which may have passed. */
  constructor(
    milliseconds: number,
    chosenByCaller = false,
    readonly givenMs: number = milliseconds,
  ) {
    this.chosen = chosenByCaller;
    this.endsAt = this.beganAt + milliseconds;
    this.timer = this.startTimer(milliseconds);
  }

  /** True once the time is up, or nobody waits any more. */
  get expired(): boolean {
    // Its listeners may hear of it some turns of the event loop later; nothing must be begun in between.
    return this.over || (!this.cleared && performance.now() >= this.endsAt);
  }

  /** True when it ended because nobody waits any more. */
  get cancelled(): boolean {
    return this.left;
  }

  /** Shorter than the provider’s own time, so that its passing says nothing about the provider. */
  get chosenByCaller(): boolean {
    return this.chosen;
  }

  /** Milliseconds that are left, never less than 0. */
  get remainingMs(): number {
    return this.over ? 0 : Math.max(0, this.endsAt - performance.now());
  }

  /** Calls `listener` when the time is up (at once if it is); the returned function takes it back. */
  onExpiry(listener: () => void): () => void {
    if (this.expired) listener();
    else this.listeners.push(listener);
    return () => this.forget(listener);
  }

  /** Waits for work, but not past the end: then throws what `late` gives. The work goes on for whoever else wants it. */
  async inTime<T>(work: Promise<T>, late: () => Error): Promise<T> {
    const end = Promise.withResolvers<typeof TIME_IS_UP>();
    const forget = this.onExpiry(() => end.resolve(TIME_IS_UP));
    try {
      const first = await Promise.race([work, end.promise]);
      // Decided here and not when the time is up: work that is done must not count as late as well.
      if (first === TIME_IS_UP) throw late();
      return first;
    } finally {
      forget();
    }
  }

  /** Moves the end to a later moment of `performance.now()`; an earlier one changes nothing. */
  extendTo(moment: number): void {
    if (!this.over && moment > this.endsAt) this.endsAt = moment;
  }

  /** Serves one more caller as well: until its end, and as the provider’s own time if that is what it gives. */
  shareWith({ expired, remainingMs, chosenByCaller }: Deadline): void {
    if (expired) return;
    this.extendTo(performance.now() + remainingMs);
    if (!chosenByCaller) this.chosen = false;
  }

  /** Ends it now, because nobody waits any more. */
  cancel(): void {
    if (this.over) return;
    this.left = true;
    this.expire();
  }

  /** Must be called when the request has been answered. */
  clear(): void {
    this.cleared = true;
    clearTimeout(this.timer);
    this.listeners = [];
  }

  private forget(listener: () => void): void {
    const place = this.listeners.indexOf(listener);
    if (place >= 0) this.listeners.splice(place, 1);
  }

  private startTimer(milliseconds: number): NodeJS.Timeout {
    return setTimeout(() => ends.add(() => this.expireWhenDue()), milliseconds);
  }

  private expireWhenDue(): void {
    if (this.over || this.cleared) return;
    const remaining = this.endsAt - performance.now();
    // A timer may fire a fraction of a millisecond early.
    if (remaining >= 1) this.timer = this.startTimer(remaining);
    else this.expire();
  }

  private expire(): void {
    this.over = true;
    clearTimeout(this.timer);
    const { listeners } = this;
    this.listeners = [];
    for (const listener of listeners) listener();
  }
}
