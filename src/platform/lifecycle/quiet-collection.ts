import type { GatewayLogger } from '../logging/logger.js';
import type { Lifecycle } from './lifecycle.js';

const LOOKS_EVERY_MS = 5000;
/** Looks in a row at which hardly anything has come. */
const QUIET_LOOKS = 3;
/** Between two looks; what asks for health and metrics is less. */
const HARDLY_ANYTHING = 10;
/** Requests whose garbage is worth a collection. */
const WORTH_IT = 1000;
const BYTES_OF_A_MIB = 1_048_576;

/**
 * Gives back what a rush has left. V8 collects when something is allocated: a process that nobody calls any more keeps
 * the garbage, and the pages of its highest hour. A collection that compacts takes a tenth of a second, so it is done
 * while there is nobody whom it could delay.
 */
export class QuietCollection {
  private readonly timer = setInterval(() => this.look(), LOOKS_EVERY_MS).unref();
  private seen = 0;
  private uncollected = 0;
  private quietLooks = 0;

  /** `collect`: none when the process was started without `--expose-gc`. */
  constructor(
    private readonly lifecycle: Lifecycle,
    private readonly logger: GatewayLogger,
    private readonly collect: NodeJS.GCFunction | undefined = globalThis.gc,
  ) {}

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { begun, active } = this.lifecycle;
    const came = begun - this.seen;
    this.seen = begun;
    this.uncollected += came;
    this.quietLooks = active === 0 && came <= HARDLY_ANYTHING ? this.quietLooks + 1 : 0;
    if (!this.collect || this.quietLooks < QUIET_LOOKS || this.uncollected < WORTH_IT) return;
    this.uncollected = 0;
    this.collectWith(this.collect);
  }

  private collectWith(collect: NodeJS.GCFunction): void {
    const before = process.memoryUsage.rss();
    const startedAt = performance.now();
    // The only flavor that compacts.
    collect({ type: 'major', flavor: 'last-resort' });
    const durationMs = Math.round(performance.now() - startedAt);
    const freedMiB = Math.round((before - process.memoryUsage.rss()) / BYTES_OF_A_MIB);
    this.logger.info({ durationMs, freedMiB }, 'garbage collected while nothing was to be done');
  }
}
