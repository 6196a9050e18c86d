import { Registry, collectDefaultMetrics } from 'prom-client';
import type { ErrorCode } from '../../canonical/error-catalogue.js';
import type { WarningCode } from '../../canonical/enums.js';
import type { UpstreamError } from '../http/upstream-error.js';
import type { CircuitName } from '../resilience/circuit.js';
import type { CallKind } from '../resilience/failure-rules.js';
import type { UpstreamObserver } from '../resilience/upstream-observer.js';
import { EventLoopLag } from './event-loop-lag.js';
import { HotCounter, HotHistogram } from './hot-metrics.js';
import { addGauges, type MetricSources } from './metric-sources.js';

/** What became of a read that may be answered from the cache. `shared`: it waited for a call that was under way. */
export type CacheOutcome = 'hit' | 'miss' | 'stale' | 'shared';
/** Why a request was refused before anybody looked at what it asks for. */
export const REFUSAL_REASONS = ['in_flight', 'rate_limit', 'not_http'] as const;
export type RefusalReason = (typeof REFUSAL_REASONS)[number];
/** Why a process counts a caller by itself: Redis is away and not asked, or gave no answer in time. */
export const LOCAL_COUNT_REASONS = ['away', 'unanswered'] as const;
export type LocalCountReason = (typeof LOCAL_COUNT_REASONS)[number];

/** Seconds: from a read out of memory to the longest deadline of a read, in steps of about 2. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const UNAVAILABLE = 503;
const METHODS: ReadonlySet<string> = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/**
 * Everything that the gateway counts. Labels hold names from our own code only (provider, operation, kind, code, state,
 * route template), never ids, paths or anything that a caller or a provider has chosen, so that their number is bounded.
 */
export class GatewayMetrics implements UpstreamObserver {
  readonly registry = new Registry();
  private sources: MetricSources | null = null;
  private readonly eventLoop = new EventLoopLag(this.registry);
  private readonly requests = this.counter(
    'gateway_http_requests_total',
    'Requests of callers by route and status; 499 when the caller hung up before the answer.',
    ['method', 'route', 'status'],
  );
  private readonly requestSeconds = this.histogram(
    'gateway_http_request_duration_seconds',
    'Time from the head of a request to the end of its answer.',
    ['method', 'route'],
  );
  private readonly refusals = this.counter(
    'gateway_http_refusals_total',
    'Requests that were refused unread: `in_flight` (too many), `rate_limit` (of the caller) or `not_http`. Only those of the rate limit are also in `gateway_http_requests_total`.',
    ['reason'],
  );
  private readonly localCounts = this.counter(
    'gateway_rate_limit_local_total',
    'Requests that this process alone has counted for the rate limit although it has a Redis: `away`, or `unanswered` in time.',
    ['reason'],
  );
  private readonly operations = this.counter(
    'gateway_operations_total',
    'Operations on providers by outcome: `ok`, or the code of the problem.',
    ['provider', 'operation', 'code'],
  );
  private readonly operationSeconds = this.histogram(
    'gateway_operation_duration_seconds',
    'Time of an operation on a provider, all of its upstream calls, attempts and pauses included.',
    ['provider', 'operation'],
  );
  private readonly warnings = this.counter(
    'gateway_warnings_total',
    'Values of a provider that were not understood or dropped, by the code of the warning.',
    ['provider', 'code'],
  );
  private readonly drift = this.counter(
    'gateway_drift_sightings_total',
    'Differences between records of a provider and its field table, by their kind.',
    ['provider', 'kind'],
  );
  private readonly attemptSeconds = this.histogram(
    'gateway_upstream_attempt_duration_seconds',
    'Time of one attempt of a call to a provider; `outcome` is `ok`, the class of the status, or how it failed.',
    ['provider', 'kind', 'outcome'],
  );
  private readonly retries = this.counter(
    'gateway_upstream_retries_total',
    'Attempts that were repeated, by the outcome of the attempt before.',
    ['provider', 'operation', 'reason'],
  );
  private readonly circuitChanges = this.counter(
    'gateway_upstream_circuit_changes_total',
    'Changes of a circuit breaker, by the state it went into.',
    ['provider', 'kind', 'state'],
  );
  private readonly cacheLookups = this.counter(
    'gateway_cache_lookups_total',
    'Reads that may be answered from the cache: `hit`, `miss`, `stale` (used because the provider failed) or `shared` (waited for the same call).',
    ['provider', 'operation', 'outcome'],
  );

  private turnedAwaySoFar = 0;

  constructor() {
    addGauges(this.registry, () => this.sources);
    for (const reason of REFUSAL_REASONS) this.refusals.expect(reason);
    for (const reason of LOCAL_COUNT_REASONS) this.localCounts.expect(reason);
  }

  /** Tells the gauges where to read from. */
  connect(sources: MetricSources): void {
    this.sources = sources;
  }

  /** Starts what measures the process all the time; for a gateway whose metrics are served. */
  watchProcess(): void {
    this.eventLoop.start();
    collectDefaultMetrics({ register: this.registry });
  }

  stop(): void {
    this.eventLoop.stop();
  }

  /** Makes the series of a provider known before its first call. */
  expectProvider(provider: string, operations: readonly string[]): void {
    for (const operation of operations) {
      this.operations.expect(provider, operation, 'ok');
      this.operationSeconds.expect(provider, operation);
    }
  }

  /** Requests that were answered with 503 since the start, those at the door included. */
  get turnedAway(): number {
    return this.turnedAwaySoFar;
  }

  /** `route`: the template of the route, or null when none fits. */
  requestEnded(method: string, route: string | null, status: number, milliseconds: number): void {
    const name = METHODS.has(method) ? method : 'other';
    const place = route ?? 'none';
    if (status === UNAVAILABLE) this.turnedAwaySoFar++;
    this.requests.inc(name, place, STATUS_TEXTS[status] ?? `${status}`);
    this.requestSeconds.observe(milliseconds / 1000, name, place);
  }

  requestRefused(reason: RefusalReason): void {
    if (reason === 'in_flight') this.turnedAwaySoFar++;
    this.refusals.inc(reason);
  }

  countedAlone(reason: LocalCountReason): void {
    this.localCounts.inc(reason);
  }

  operationEnded(provider: string, operation: string, code: ErrorCode | 'ok', milliseconds: number): void {
    this.operations.inc(provider, operation, code);
    this.operationSeconds.observe(milliseconds / 1000, provider, operation);
  }

  warned(provider: string, code: WarningCode): void {
    this.warnings.inc(provider, code);
  }

  driftSeen(provider: string, kind: string): void {
    this.drift.inc(provider, kind);
  }

  cacheOutcome(provider: string, operation: string, outcome: CacheOutcome): void {
    this.cacheLookups.inc(provider, operation, outcome);
  }

  attemptEnded(provider: string, kind: CallKind, error: UpstreamError | null, milliseconds: number): void {
    this.attemptSeconds.observe(milliseconds / 1000, provider, kind, error === null ? 'ok' : outcomeOf(error));
  }

  retried(provider: string, operation: string, error: UpstreamError): void {
    this.retries.inc(provider, operation, outcomeOf(error));
  }

  circuitChanged(provider: string, kind: CallKind, state: CircuitName): void {
    this.circuitChanges.inc(provider, kind, state);
  }

  private counter(name: string, help: string, labels: readonly string[]): HotCounter {
    return new HotCounter({ registry: this.registry, name, help, labels });
  }

  private histogram(name: string, help: string, labels: readonly string[]): HotHistogram {
    return new HotHistogram({ registry: this.registry, name, help, labels }, SECONDS);
  }
}

// A number as text for each request would be garbage for each request.
const STATUS_TEXTS = Array.from({ length: 600 }, (_, status) => `${status}`);
const STATUS_CLASSES = ['status', '1xx', '2xx', '3xx', '4xx', '5xx'];

/** A status inside a body may be any number, so only its class is a label. */
function outcomeOf({ failure, status }: UpstreamError): string {
  if (failure !== 'status') return failure;
  return STATUS_CLASSES[Math.trunc((status ?? 0) / 100)] ?? 'status';
}
