import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;

/** How late the event loop is, read a few times a second. */
export class LoopDelay {
  private readonly histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
  private takenAt = performance.now();
  private wasBlind = false;

  constructor() {
    this.histogram.enable();
  }

  /**
   * The median delay since the last reading, in milliseconds. The median, since one long pause (a garbage collection)
   * says nothing about load.
   */
  take(): number {
    const { histogram } = this;
    const now = performance.now();
    // A reset histogram counts from its second tick on. None at all: the loop came round once, or not even that. Twice in
    // a row that is load, once it may be a long pause.
    const blind = histogram.count === 0;
    const unseen = this.wasBlind ? (now - this.takenAt) / 2 : RESOLUTION_MS;
    const median = blind ? unseen : histogram.percentile(50) / 1e6;
    this.wasBlind = blind;
    histogram.reset();
    this.takenAt = now;
    return Math.max(0, median - RESOLUTION_MS);
  }

  stop(): void {
    this.histogram.disable();
  }
}
