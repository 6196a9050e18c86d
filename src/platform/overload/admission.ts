import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { GatewayLogger } from '../logging/logger.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { InFlightLimit } from './in-flight-limit.js';
import { LoopDelay } from './loop-delay.js';
import { RefusalTemplate } from './refusal-template.js';
import { Shares, type Share } from './shares.js';

/** Median delay of the event loop, in milliseconds, above which less is let in. */
const LOOP_DELAY_BOUND_MS = 50;
const READING_INTERVAL_MS = 250;
/** Part of a lowered limit that is let in for each provider, whatever is in flight for others; its callers divide it. */
const FAIR_SHARE = 0.5;
/** Timers do not run while one turn of the loop goes on and on, as it does when more than a thousand sockets are ready each time. */
const OVERDUE_MS = 1.2 * READING_INTERVAL_MS;
const SUMMARY_INTERVAL_MS = 1000;
const HEALTH_CHECK = /^\/health\/(?:live|ready)(?:\?|$)/;

export interface AdmissionOptions {
  readonly maxInFlight: number;
  /** Names of the enabled providers, as in their routes. */
  readonly providers: readonly string[];
  /** Name of the caller, or null when nobody is recognized. */
  readonly callerOf: (request: IncomingMessage) => string | null;
  readonly lifecycle: Lifecycle;
  readonly logger: GatewayLogger;
  readonly metrics: GatewayMetrics;
  readonly standingHeaders: Readonly<Record<string, string>>;
}

/**
 * Decides about every request before anything else does: it counts those in flight and refuses what is over the limit
 * while its body has not been read. Health checks are always let in.
 */
export class Admission {
  private readonly limit: InFlightLimit;
  private readonly loop = new LoopDelay();
  private readonly refusal: RefusalTemplate;
  private readonly reading: NodeJS.Timeout;
  private summary: NodeJS.Timeout | null = null;
  private refusedSoFar = 0;
  private refusedAndLogged = 0;
  private delayMs = 0;
  private readAt = performance.now();

  constructor(private readonly options: AdmissionOptions) {
    this.limit = new InFlightLimit(options.maxInFlight, LOOP_DELAY_BOUND_MS);
    this.refusal = new RefusalTemplate(options.standingHeaders);
    this.reading = setInterval(() => this.readLoop(), READING_INTERVAL_MS).unref();
  }

  /** Requests that were refused since the start. */
  get refused(): number {
    return this.refusedSoFar;
  }

  /** How many may be in flight now. */
  get currentLimit(): number {
    return this.limit.current;
  }

  get inFlight(): number {
    return this.options.lifecycle.active;
  }

  /** Median delay of the event loop at the last reading, in milliseconds. */
  get loopDelayMs(): number {
    return this.delayMs;
  }

  /** The handler behind this door. */
  before(handler: RequestListener): RequestListener {
    const { lifecycle, providers, callerOf } = this.options;
    const shares = new Shares(providers, () => lifecycle.ended());
    return (request, response) => {
      const url = request.url ?? '';
      const share = shares.of(url, callerOf(request));
      if (performance.now() - this.readAt > OVERDUE_MS) this.readOverdue();
      if (this.isFull(share) && !HEALTH_CHECK.test(url)) {
        this.refuse(request, response);
        return;
      }
      share.begin();
      lifecycle.began();
      // Fires once the answer is out, and also when the caller hangs up before.
      response.once('close', share.ended);
      return handler(request, response);
    };
  }

  stop(): void {
    clearInterval(this.reading);
    this.loop.stop();
    if (this.summary) this.writeSummary();
  }

  private isFull(share: Share): boolean {
    const { inFlight } = this;
    if (inFlight < this.limit.current) return false;
    return inFlight >= this.options.maxInFlight || share.isUsedUp(this.limit.current * FAIR_SHARE);
  }

  private refuse(request: IncomingMessage, response: ServerResponse): void {
    this.refusedSoFar++;
    this.options.metrics.requestRefused('in_flight');
    this.summary ??= setTimeout(() => this.writeSummary(), SUMMARY_INTERVAL_MS).unref();
    this.refusal.send(request, response);
  }

  private readOverdue(): void {
    // Or its own reading would follow at once, and see nothing.
    this.reading.refresh();
    this.readLoop();
  }

  private readLoop(): void {
    this.readAt = performance.now();
    this.delayMs = this.loop.take();
    this.limit.follow(this.delayMs, this.inFlight);
  }

  /** One line for all refusals of a second: a line for each would be a load of its own. */
  private writeSummary(): void {
    clearTimeout(this.summary ?? undefined);
    this.summary = null;
    const refused = this.refusedSoFar - this.refusedAndLogged;
    this.refusedAndLogged = this.refusedSoFar;
    const { inFlight, currentLimit, delayMs } = this;
    this.options.logger.warn(
      { refused, inFlight, limit: currentLimit, loopDelayMs: Math.round(delayMs), errorCode: 'overloaded' },
      'requests refused: too much in flight',
    );
  }
}
