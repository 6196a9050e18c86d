import { SpanKind, SpanStatusCode, trace, type Context, type Span, type Tracer } from '@opentelemetry/api';
import type { UpstreamError } from '../http/upstream-error.js';
import { parentContext, toHeaders, type TraceHeaders } from './trace-context.js';

/** An inbound request at its beginning. */
export interface InboundRequest extends TraceHeaders {
  readonly requestId: string;
  readonly method: string;
  /** Template of the route, or null when none fits. */
  readonly route: string | null;
}

/** One attempt of an upstream call. */
export interface UpstreamAttempt {
  readonly method: string;
  readonly kind: string;
  /** Counted from 1. */
  readonly number: number;
}

/**
 * Spans of inbound requests and of the upstream calls they cause. There is none of these objects while tracing is off.
 * Attributes are names and numbers of our own: never an address, an id of a record or anything of a person.
 */
export class Tracing {
  constructor(private readonly tracer: Tracer) {}

  begin({ requestId, method, route, ...inbound }: InboundRequest): RequestTrace {
    const parent = parentContext(inbound);
    const attributes = {
      'gateway.request_id': requestId,
      'http.request.method': method,
      ...(route !== null && { 'http.route': route }),
    };
    const name = route === null ? method : `${method} ${route}`;
    const span = this.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
    return new RequestTrace(this.tracer, span, trace.setSpan(parent, span), requestId);
  }
}

/** The span of an inbound request. */
export class RequestTrace {
  /** What makes a log line findable from the trace, and the other way round. */
  readonly ids: { readonly traceId: string; readonly spanId: string };

  constructor(
    private readonly tracer: Tracer,
    private readonly span: Span,
    private readonly context: Context,
    private readonly requestId: string,
  ) {
    const { traceId, spanId } = span.spanContext();
    this.ids = { traceId, spanId };
  }

  end(status: number, errorCode: string | null): void {
    this.span.setAttribute('http.response.status_code', status);
    if (errorCode !== null) this.span.setAttribute('error.type', errorCode);
    // A refusal of what a caller sent is no failure of ours.
    if (status >= 500) this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }

  /** For the upstream calls of one operation. */
  ofOperation(provider: string, operation: string): OperationTrace {
    return new OperationTrace(this.tracer, this.context, { provider, operation, requestId: this.requestId });
  }
}

/** Makes the spans of the upstream calls of one operation. */
export class OperationTrace {
  constructor(
    private readonly tracer: Tracer,
    private readonly context: Context,
    private readonly about: { readonly provider: string; readonly operation: string; readonly requestId: string },
  ) {}

  attempt({ method, kind, number }: UpstreamAttempt): AttemptTrace {
    const { provider, operation, requestId } = this.about;
    const attributes = {
      'gateway.request_id': requestId,
      'gateway.provider': provider,
      'gateway.operation': operation,
      'gateway.call_kind': kind,
      'gateway.attempt': number,
      'http.request.method': method,
    };
    const name = `${method} ${provider} ${kind === 'auth' ? 'auth' : operation}`;
    return new AttemptTrace(this.tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, this.context));
  }
}

/** The span of one attempt. */
export class AttemptTrace {
  constructor(private readonly span: Span) {}

  /** The trace context that the provider is to continue. */
  get headers(): Record<string, string> {
    return toHeaders(this.span.spanContext());
  }

  succeeded(status: number): void {
    this.span.setAttribute('http.response.status_code', status);
    this.span.end();
  }

  /** Null for a fault of ours. */
  failed(error: UpstreamError | null): void {
    const { failure = 'internal_error', httpStatus = null, status = null } = error ?? {};
    if (httpStatus !== null) this.span.setAttribute('http.response.status_code', httpStatus);
    this.span.setAttribute('error.type', failure === 'status' ? `${status}` : failure);
    this.span.setStatus({ code: SpanStatusCode.ERROR });
    this.span.end();
  }
}
