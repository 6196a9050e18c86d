import { ROOT_CONTEXT, createTraceState, trace, type Context, type SpanContext } from '@opentelemetry/api';

/** The headers of W3C Trace Context that a request came with, as far as they are valid. */
export interface TraceHeaders {
  readonly traceparent: string | null;
  /** Null without a valid `traceparent`. */
  readonly tracestate: string | null;
}

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NOTHING: TraceHeaders = { traceparent: null, tracestate: null };

/** The valid part of the trace headers of a caller. */
export function toTraceHeaders(headers: Readonly<Record<string, unknown>>): TraceHeaders {
  // The usual case: nobody traces.
  if (headers['traceparent'] === undefined) return NOTHING;
  const traceparent = toTraceparent(headers['traceparent']);
  return traceparent === null ? NOTHING : { traceparent, tracestate: toTracestate(headers['tracestate']) };
}

/** The trace context of a valid `traceparent` as it came, else null. */
function toTraceparent(header: unknown): string | null {
  const [whole, version, traceId, parentId, , rest] = TRACEPARENT.exec(typeof header === 'string' ? header : '') ?? [];
  if (whole === undefined || version === 'ff' || /^0+$/.test(traceId ?? '') || /^0+$/.test(parentId ?? '')) return null;
  // Only later versions may have more parts.
  return version === '00' && rest !== undefined ? null : whole;
}

/** The members of a list that are in the form of the standard; null when none is. */
function toTracestate(header: unknown): string | null {
  return typeof header === 'string' ? createTraceState(header).serialize() || null : null;
}

/** The span of the caller as the parent of ours, or a new trace. */
export function parentContext({ traceparent, tracestate }: TraceHeaders): Context {
  const [, , traceId, spanId, flags] = TRACEPARENT.exec(traceparent ?? '') ?? [];
  if (traceId === undefined || spanId === undefined) return ROOT_CONTEXT;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags ?? '0', 16),
    isRemote: true,
    ...(tracestate !== null && { traceState: createTraceState(tracestate) }),
  });
}

/** The headers that make a span the parent of what the receiver does. */
export function toHeaders({ traceId, spanId, traceFlags, traceState }: SpanContext): Record<string, string> {
  const state = traceState?.serialize();
  return {
    traceparent: `00-${traceId}-${spanId}-${(traceFlags & 0xff).toString(16).padStart(2, '0')}`,
    ...(state && { tracestate: state }),
  };
}
