import { Injectable } from '@nestjs/common';

/**
 * `serving`: all is well. `leaving`: readiness says 503 so that balancers stop sending, requests are still answered.
 * `closing`: work in flight is finished, new requests are refused.
 */
export type Phase = 'serving' | 'leaving' | 'closing';

/** Where the process stands between its first and its last request. */
@Injectable()
export class Lifecycle {
  phase: Phase = 'serving';
  private inFlight = 0;
  private begunSoFar = 0;
  private idle: (() => void) | null = null;

  /** Requests that were let in and are not answered yet. */
  get active(): number {
    return this.inFlight;
  }

  /** Requests that were let in since the start. */
  get begun(): number {
    return this.begunSoFar;
  }

  began(): void {
    this.begunSoFar++;
    this.inFlight++;
  }

  ended(): void {
    this.inFlight--;
    if (this.inFlight === 0) this.idle?.();
  }

  /** Waits until nothing is in flight, but not longer than `milliseconds`; tells whether all work was finished. */
  async drained(milliseconds: number): Promise<boolean> {
    if (this.inFlight === 0) return true;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const timer = setTimeout(() => resolve(false), milliseconds);
    const finish = () => resolve(true);
    this.idle = finish;
    const finished = await promise;
    clearTimeout(timer);
    return finished;
  }
}
