import type { FastifyRequest } from 'fastify';
import type { Caller } from '../auth/api-keys.js';
import type { TraceHeaders } from '../tracing/trace-context.js';
import type { RequestTrace } from '../tracing/tracing.js';

/** What the gateway knows about an inbound request, from its first byte on. */
export interface RequestState {
  readonly id: string;
  /** W3C trace context to continue. */
  readonly traceHeaders: TraceHeaders;
  /** The span of this request; null while tracing is off. */
  readonly trace: RequestTrace | null;
  readonly startedAt: number;
  caller: Caller | null;
  /** Id of the request whose upstream call answered this one as well; null when it made its own or needed none. */
  sharedWith: string | null;
  /** Code of the problem that was answered, for the access log. */
  errorCode: string | null;
  /** Error behind an answer of ours, for the log. */
  error: unknown;
  /** The caller has hung up before the answer was out. */
  abandoned: boolean;
  /** Called when that happens. */
  onAbandoned: (() => void) | null;
}

declare module 'fastify' {
  interface FastifyRequest {
    gateway: RequestState;
  }
}

export type GatewayRequest = FastifyRequest;
