import type { HttpService } from '@nestjs/axios';
import type { AxiosRequestConfig } from 'axios';
import type { Attempt, ProviderResilience } from '../resilience/provider-resilience.js';
import type { CallKind } from '../resilience/failure-rules.js';
import { inSpan } from '../tracing/traced-attempt.js';
import type { CallContext } from './call-context.js';
import { readAnswer, type JsonAnswer } from './json-reader.js';
import type { WireAnswer } from './undici-adapter.js';
import { UpstreamError } from './upstream-error.js';

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Path segments below the provider’s base address; each one is percent-encoded. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Bytes to send, with their content type among the headers. Sent from where they are, once for every attempt. */
  readonly body?: string | Iterable<Uint8Array>;
  /** Defaults to what is usual for the method. */
  readonly kind?: CallKind;
}

/**
 * The one way to a provider: builds an address that cannot leave the configured one, adds the headers that every call
 * carries, reads the answer strictly, and repeats what failed where that is safe. Throws `UpstreamError` only.
 */
export class ProviderHttp {
  private readonly basePath: string;

  constructor(
    private readonly http: HttpService,
    baseUrl: URL,
    private readonly resilience: ProviderResilience,
  ) {
    this.basePath = baseUrl.pathname.replace(/\/$/, '');
  }

  async send({ body, ...request }: UpstreamRequest, call: CallContext): Promise<JsonAnswer> {
    const { method } = request;
    const data = typeof body === 'object' ? new Sendable(body) : body;
    const kind = request.kind ?? (method === 'GET' ? 'read' : 'write');
    const url = this.toPath(request);
    const wireHeaders = headersOf(request, call);
    const { operation, caller = null, deadline, trace, scenario } = call;
    const attempt = ({ number, timeoutMs, giveUp, leave }: Attempt) => {
      const config = { method, url, wireHeaders, data, deadline, attemptTimeoutMs: timeoutMs, giveUp, leave };
      if (!trace) return this.attempt(config);
      return inSpan(trace, { method, kind, number }, (traceHeaders) =>
        this.attempt({ ...config, wireHeaders: headersOf(request, { ...call, tracestate: null, ...traceHeaders }) }),
      );
    };
    try {
      return await this.resilience.run({ kind, operation, caller, deadline, staged: scenario !== null }, attempt);
    } finally {
      if (data instanceof Sendable) data.drop();
    }
  }

  private async attempt(config: AxiosRequestConfig): Promise<JsonAnswer> {
    const { data } = await this.http.axiosRef.request<WireAnswer | UpstreamError>(config);
    if (data instanceof UpstreamError) throw data;
    return readAnswer(data.status, data.headers, data.bytes);
  }

  private toPath(request: WithoutBody): string {
    const segments = request.path.map((segment) => {
      // Dots survive percent-encoding, and a URL parser would climb with them.
      if (segment === '' || segment === '.' || segment === '..') throw new Error('a path segment must name something');
      return encodeURIComponent(segment);
    });
    const query = request.query ? `?${new URLSearchParams(request.query).toString()}` : '';
    return `${this.basePath}/${segments.join('/')}${query}`;
  }
}

type WithoutBody = Omit<UpstreamRequest, 'body'>;

/** Bytes for as long as they may be sent: what was left may wait for a connection after its caller, and keeps no files. */
class Sendable implements Iterable<Uint8Array> {
  constructor(private parts: Iterable<Uint8Array>) {}

  [Symbol.iterator](): Iterator<Uint8Array> {
    return this.parts[Symbol.iterator]();
  }

  /** To be called when nothing more is sent. */
  drop(): void {
    this.parts = [];
  }
}

/** The headers that every call carries, and those of this one; names and values in turns. */
function headersOf(
  { headers: own = {} }: WithoutBody,
  { requestId, traceparent, tracestate, scenario }: CallContext,
): string[] {
  const headers = ['accept', 'application/json', 'accept-encoding', 'identity'];
  headers.push('user-agent', 'unified-customer-gateway', 'x-request-id', requestId);
  if (traceparent) headers.push('traceparent', traceparent);
  if (tracestate) headers.push('tracestate', tracestate);
  if (scenario) headers.push('x-sandbox-scenario', scenario);
  for (const name in own) headers.push(name, own[name] as string);
  return headers;
}
