import type { Deadline } from '../http/deadline.js';
import { UpstreamError } from '../http/upstream-error.js';
import { FairQueue, type Waiting } from './fair-queue.js';
import { spreadSeconds } from './spread-seconds.js';

interface Waiter extends Waiting {
  readonly enter: () => void;
  readonly leave: (error: UpstreamError) => void;
}

/** The part of its time that a call waits for a place: the rest is for the call itself. */
const WAITS_AT_MOST = 0.5;
/** How much of that may be taken off by chance: who came together would else leave together, again and again. */
const SPREAD = 0.2;
const RETRY_AFTER_SECONDS = 1;

/**
 * Bounds the calls in flight to one provider, so that a slow one cannot take everything. A bounded number waits, each
 * for up to half of the time that it has; callers take turns, each in the order of its requests. Past that number the
 * newest request of whoever has most in the queue is refused: the one that comes, or one that has waited.
 *
 * Own code: cockatiel's bulkhead keeps what was aborted in its queue, where it takes a place and never hears of its end,
 * and knows no callers.
 */
export class Bulkhead {
  private active = 0;
  private readonly waiting = new FairQueue<Waiter>();

  constructor(
    private readonly capacity: number,
    private readonly queueLimit: number,
    private readonly random: () => number,
  ) {}

  get inFlight(): number {
    return this.active;
  }

  get queued(): number {
    return this.waiting.size;
  }

  /**
   * True when a call of this caller would be refused whose request began then, by `performance.now()`; null stands for
   * all that no caller has asked for.
   */
  isFullFor(caller: string | null, since: number): boolean {
    return this.active >= this.capacity && this.queueIsFull && !this.waiting.newestOfLongest(caller, since);
  }

  /** Takes a place, or waits for one; throws `bulkhead_full`, `deadline` or `cancelled`. Each place must be left. */
  enter(deadline: Deadline, caller: string | null = null): Promise<void> | undefined {
    if (this.active < this.capacity) {
      this.active++;
      return undefined;
    }
    if (this.queueIsFull) this.makeRoom(caller, deadline.beganAt);
    return this.wait(deadline, caller);
  }

  /** The error of a call that finds no place. */
  refusal(message = 'too many calls to the provider are in flight'): UpstreamError {
    return new UpstreamError('bulkhead_full', message, {
      sent: false,
      retryAfter: spreadSeconds(RETRY_AFTER_SECONDS, this.random),
    });
  }

  /** Gives the place to the next one who waits. */
  leave(): void {
    const next = this.waiting.take();
    if (next) next.enter();
    else this.active--;
  }

  private get queueIsFull(): boolean {
    return this.waiting.size >= this.queueLimit;
  }

  /** Refuses one who waits in favour of a call, or the call. */
  private makeRoom(caller: string | null, since: number): void {
    const newest = this.waiting.newestOfLongest(caller, since);
    if (!newest) throw this.refusal();
    newest.leave(this.refusal('another call was given its place in the queue while it waited'));
  }

  private async wait(deadline: Deadline, caller: string | null): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (error: UpstreamError) => {
      if (this.waiting.remove(caller, waiter)) reject(error);
    };
    const waiter: Waiter = { since: deadline.beganAt, enter: resolve, leave };
    this.waiting.add(caller, waiter);
    const share = WAITS_AT_MOST * (1 - SPREAD * this.random());
    const patience = setTimeout(
      () => leave(this.refusal('no place for the call was free while it waited')),
      deadline.remainingMs * share,
    );
    const forget = deadline.onExpiry(() =>
      leave(deadlineError(deadline, 'the deadline passed before a place was free')),
    );
    try {
      await promise;
    } finally {
      clearTimeout(patience);
      forget();
    }
  }
}

/** The error of a call that ends before anything was sent. */
export function deadlineError(deadline: Deadline, message: string): UpstreamError {
  return deadline.cancelled
    ? new UpstreamError('cancelled', 'nobody waits for the answer any more', { sent: false })
    : new UpstreamError('deadline', message, { sent: false });
}
