import type { OperationTrace } from '../tracing/tracing.js';
import type { Deadline } from './deadline.js';

/** What every upstream call of one inbound request shares. */
export interface CallContext {
  readonly requestId: string;
  /** Operation of the catalogue that the call is a part of. */
  readonly operation: string;
  /** Name of the caller of the request; none for what the gateway does by itself. */
  readonly caller?: string | null;
  /** W3C trace context to continue, or null. */
  readonly traceparent: string | null;
  readonly tracestate?: string | null;
  /** Makes the spans of the calls; nothing while tracing is off. */
  readonly trace?: OperationTrace | null;
  /** Sandbox only: the outcome that the simulators are asked to force. */
  readonly scenario: string | null;
  readonly deadline: Deadline;
}
