import { Counter, Gauge, type Registry } from 'prom-client';
import type { CacheStore } from '../cache/cache-store.js';
import type { Lifecycle } from '../lifecycle/lifecycle.js';
import type { LaneState } from '../resilience/provider-resilience.js';
import type { ResilienceRegistry } from '../resilience/resilience.registry.js';
import type { UploadBudget } from '../upload/upload-budget.js';

/** What the ledger says of itself. */
export interface LedgerState {
  readonly isFailing: boolean;
  /** Writes of all processes of which nobody knows whether they happened, at the last look; null before the first. */
  readonly openWrites: number | null;
}

/** What the gauges read from, at the moment when they are asked. */
export interface MetricSources {
  readonly lifecycle: Lifecycle;
  readonly resilience: ResilienceRegistry;
  readonly uploads: UploadBudget;
  readonly cache: CacheStore;
  readonly ledger: LedgerState;
}

type ReadSources = () => MetricSources | null;
type LaneValues = readonly (readonly [labels: Readonly<Record<string, string>>, value: number])[];

const CIRCUIT_STATES = ['closed', 'open', 'half_open'] as const;

/** Defines the gauges; until their sources are known they have no values. */
export function addGauges(registry: Registry, sources: ReadSources): void {
  const plain = (name: string, help: string, read: (from: MetricSources) => number) =>
    void new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        const from = sources();
        if (from) this.set(read(from));
      },
    });
  plain(
    'gateway_http_requests_in_flight',
    'Requests of callers that are being worked on.',
    ({ lifecycle }) => lifecycle.active,
  );
  plain(
    'gateway_upload_memory_bytes',
    'Memory reserved for files that are being received.',
    ({ uploads }) => uploads.bytesInUse,
  );
  plain(
    'gateway_upload_memory_limit_bytes',
    'Memory that may be reserved for files at any time.',
    ({ uploads }) => uploads.totalBytes,
  );
  plain('gateway_uploads_waiting', 'Uploads that wait for memory.', ({ uploads }) => uploads.waiting);
  addLedgerGauges(plain);
  addLaneGauges(registry, sources);
  void new Counter({
    name: 'gateway_cache_failures_total',
    help: 'Accesses to the shared cache that failed or took too long; the reads went on without it.',
    registers: [registry],
    collect() {
      this.reset();
      this.inc(sources()?.cache.failures ?? 0);
    },
  });
}

type AddPlainGauge = (name: string, help: string, read: (from: MetricSources) => number) => void;

function addLedgerGauges(plain: AddPlainGauge): void {
  plain('gateway_ledger_available', 'Whether writes can be recorded: 1, or 0 while they are refused.', ({ ledger }) => {
    return ledger.isFailing ? 0 : 1;
  });
  plain(
    'gateway_writes_open',
    'Writes, of all replicas, of which nobody knows yet whether they happened.',
    ({ ledger }) => ledger.openWrites ?? 0,
  );
}

function addLaneGauges(registry: Registry, sources: ReadSources): void {
  const perLane = (name: string, help: string, more: readonly string[], read: (lane: LaneState) => LaneValues) =>
    void new Gauge({
      name,
      help,
      labelNames: ['provider', 'kind', ...more],
      registers: [registry],
      collect() {
        for (const resilience of sources()?.resilience.all() ?? []) {
          for (const lane of resilience.snapshot()) {
            const { provider } = resilience;
            for (const [labels, value] of read(lane)) this.set({ provider, kind: lane.kind, ...labels }, value);
          }
        }
      },
    });
  perLane('gateway_upstream_in_flight', 'Calls to a provider that hold a place of its bulkhead.', [], (lane) => [
    [{}, lane.inFlight],
  ]);
  perLane('gateway_upstream_queued', 'Calls to a provider that wait for a place of its bulkhead.', [], (lane) => [
    [{}, lane.queued],
  ]);
  perLane(
    'gateway_upstream_circuit_state',
    '1 for the state that the circuit breaker is in, 0 for the others.',
    ['state'],
    ({ circuit }) => CIRCUIT_STATES.map((state) => [{ state }, state === circuit ? 1 : 0]),
  );
}
