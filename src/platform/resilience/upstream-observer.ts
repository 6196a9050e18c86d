import type { UpstreamError } from '../http/upstream-error.js';
import type { CircuitName } from './circuit.js';
import type { CallKind } from './failure-rules.js';

/** Hears of what happens between the gateway and the providers. Must not throw and must be quick. */
export interface UpstreamObserver {
  /** An attempt has ended; `error` is null after a readable answer with a good status. */
  attemptEnded(provider: string, kind: CallKind, error: UpstreamError | null, durationMs: number): void;
  /** A failed attempt of a call of the operation is about to be repeated. */
  retried(provider: string, operation: string, error: UpstreamError): void;
  circuitChanged(provider: string, kind: CallKind, state: CircuitName): void;
}
