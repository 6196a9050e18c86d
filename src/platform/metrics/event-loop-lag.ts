import { monitorEventLoopDelay } from 'node:perf_hooks';
import { Gauge, type Registry } from 'prom-client';

const RESOLUTION_MS = 10;
const QUANTILES: readonly (readonly [label: string, percentile: number])[] = [
  ['0.5', 50],
  ['0.99', 99],
  ['1', 100],
];

/** How late the event loop is, measured from `start` to `stop` and told anew with each scrape. */
export class EventLoopLag {
  private readonly delays = monitorEventLoopDelay({ resolution: RESOLUTION_MS });

  constructor(registry: Registry) {
    const { delays } = this;
    new Gauge({
      name: 'gateway_event_loop_lag_seconds',
      help: 'How late the event loop was since the last scrape; quantile 1 is the worst.',
      labelNames: ['quantile'],
      registers: [registry],
      collect() {
        this.reset();
        if (delays.count === 0) return;
        for (const [quantile, percentile] of QUANTILES) {
          // What is measured holds the time between two measurements.
          const late = delays.percentile(percentile) / 1e9 - RESOLUTION_MS / 1000;
          this.set({ quantile }, Math.max(0, late));
        }
        delays.reset();
      },
    });
  }

  start(): void {
    this.delays.enable();
  }

  stop(): void {
    this.delays.disable();
  }
}
