import { BEAT_MS, type Ledger } from './ledger.js';

/** Tells other processes that this one is there, whatever else it waits for: silence would cost it its writes. */
export class Heartbeat {
  private timer: NodeJS.Timeout | null = null;
  private stopped = false;

  constructor(private readonly ledger: Ledger) {}

  start(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      // The ledger tells of a database that is away.
      void this.ledger
        .keepAlive()
        .catch(() => undefined)
        .finally(() => this.start());
    }, BEAT_MS).unref();
  }

  stop(): void {
    this.stopped = true;
    if (this.timer) clearTimeout(this.timer);
  }
}
