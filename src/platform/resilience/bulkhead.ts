import { TurnoverMap } from '../collections/turnover-map.js';
import type { Deadline } from '../http/deadline.js';
import { UpstreamError } from '../http/upstream-error.js';

interface Waiter {
  readonly enter: () => void;
}

/** The part of its time that a call waits for a place: the rest is for the call itself. */
const WAITS_AT_MOST = 0.5;
/** How much of that may be taken off by chance: who came together would else leave together, again and again. */
const SPREAD = 0.2;

/**
 * Bounds the calls in flight to one provider, so that a slow one cannot take everything. A bounded number waits in
 * order of arrival, each for up to half of the time that it has; whoever comes after that is refused at once.
 *
 * Own code: cockatiel's bulkhead keeps what was aborted in its queue, where it takes a place and never hears of its end.
 */
export class Bulkhead {
  private active = 0;
  private readonly waiting = new TurnoverMap<Waiter, true>();

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

  /** True when the next call would be refused. */
  get full(): boolean {
    return this.active >= this.capacity && this.waiting.size >= this.queueLimit;
  }

  /** Takes a place, or waits for one; throws `bulkhead_full`, `deadline` or `cancelled`. Each place must be left. */
  enter(deadline: Deadline): Promise<void> | undefined {
    if (this.active < this.capacity) {
      this.active++;
      return undefined;
    }
    if (this.full) throw this.refusal();
    return this.wait(deadline);
  }

  /** The error of a call that finds no place. */
  refusal(): UpstreamError {
    return new UpstreamError('bulkhead_full', 'too many calls to the provider are in flight', { sent: false });
  }

  /** Gives the place to the one who waits longest. */
  leave(): void {
    const [next] = this.waiting.first() ?? [];
    if (next) next.enter();
    else this.active--;
  }

  private async wait(deadline: Deadline): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const waiter = { enter: () => void (this.waiting.delete(waiter), resolve()) };
    const leave = (error: UpstreamError) => {
      if (this.waiting.delete(waiter)) reject(error);
    };
    this.waiting.set(waiter, true);
    const share = WAITS_AT_MOST * (1 - SPREAD * this.random());
    const patience = setTimeout(() => leave(this.refusal()), deadline.remainingMs * share);
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
