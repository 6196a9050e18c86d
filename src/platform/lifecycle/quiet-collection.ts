import type { GatewayLogger } from '../logging/logger.js';
import type { Lifecycle } from './lifecycle.js';

const LOOKS_EVERY_MS = 5000;
/** Looks in a row at which hardly anything has come. */
const QUIET_LOOKS = 3;
/** Between two looks; what asks for health and metrics is less. */
const HARDLY_ANYTHING = 10;
/** Requests turned away between two looks that make an overload; health checks that fail are less. */
const OVERLOAD = 100;
const BYTES_OF_A_MIB = 1_048_576;

export interface QuietCollectionOptions {
  readonly lifecycle: Lifecycle;
  readonly logger: GatewayLogger;
  /** Requests that were answered with 503 since the start. */
  readonly turnedAway: () => number;
  /** V8’s own; none when the process was started without `--expose-gc`. */
  readonly collect?: NodeJS.GCFunction | undefined;
}

/**
 * Gives back the memory that an overload has left. V8 collects when something is allocated: a process that nobody calls
 * any more keeps the garbage, and the pages of its highest hour. A collection that compacts takes a fifth of a second,
 * and code that was optimised for what is gone is compiled again, for seconds under full load: so only while nobody
 * calls, and not after ordinary work.
 */
export class QuietCollection {
  private readonly timer = setInterval(() => this.look(), LOOKS_EVERY_MS).unref();
  private seen = 0;
  private quietLooks = 0;
  private turnedAwaySeen = 0;
  private wasOverloaded = false;

  constructor(private readonly options: QuietCollectionOptions) {}

  stop(): void {
    clearInterval(this.timer);
  }

  private look(): void {
    const { lifecycle, turnedAway, collect } = this.options;
    const came = lifecycle.begun - this.seen;
    this.seen = lifecycle.begun;
    this.quietLooks = lifecycle.active === 0 && came <= HARDLY_ANYTHING ? this.quietLooks + 1 : 0;
    const refused = turnedAway();
    this.wasOverloaded ||= refused - this.turnedAwaySeen >= OVERLOAD;
    this.turnedAwaySeen = refused;
    if (!collect || !this.wasOverloaded || this.quietLooks < QUIET_LOOKS) return;
    this.wasOverloaded = false;
    this.giveBack(collect);
  }

  private giveBack(collect: NodeJS.GCFunction): void {
    const before = process.memoryUsage.rss();
    const startedAt = performance.now();
    // The only flavor that compacts.
    collect({ type: 'major', flavor: 'last-resort' });
    const durationMs = Math.round(performance.now() - startedAt);
    const freedMiB = Math.round((before - process.memoryUsage.rss()) / BYTES_OF_A_MIB);
    this.options.logger.info({ durationMs, freedMiB }, 'garbage of an overload collected');
  }
}
