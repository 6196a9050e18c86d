import type { HttpService } from '@nestjs/axios';
import type { AxiosRequestConfig } from 'axios';
import type { Attempt, ProviderResilience } from '../resilience/provider-resilience.js';
import type { CallKind } from '../resilience/failure-rules.js';
import type { CallContext } from './call-context.js';
import { readAnswer, type JsonAnswer } from './json-reader.js';

export interface UpstreamRequest {
  readonly method: 'GET' | 'POST';
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

  async send(request: UpstreamRequest, call: CallContext): Promise<JsonAnswer> {
    const kind = request.kind ?? (request.method === 'GET' ? 'read' : 'write');
    const url = this.toPath(request);
    const headers = { ...this.commonHeaders(call), ...request.headers };
    const { deadline } = call;
    return this.resilience.run({ kind, deadline, staged: call.scenario !== null }, ({ timeoutMs }: Attempt) =>
      this.attempt({ method: request.method, url, headers, data: request.body, deadline, attemptTimeoutMs: timeoutMs }),
    );
  }

  private async attempt(config: AxiosRequestConfig): Promise<JsonAnswer> {
    const response = await this.http.axiosRef.request<Buffer>(config);
    return readAnswer(response.status, response.headers as Record<string, unknown>, response.data);
  }

  private toPath(request: UpstreamRequest): string {
    const segments = request.path.map((segment) => {
      // Dots survive percent-encoding, and a URL parser would climb with them.
      if (segment === '' || segment === '.' || segment === '..') throw new Error('a path segment must name something');
      return encodeURIComponent(segment);
    });
    const query = request.query ? `?${new URLSearchParams(request.query).toString()}` : '';
    return `${this.basePath}/${segments.join('/')}${query}`;
  }

  private commonHeaders(call: CallContext): Record<string, string> {
    const headers: Record<string, string> = {
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'unified-customer-gateway',
      'x-request-id': call.requestId,
    };
    if (call.traceparent) headers['traceparent'] = call.traceparent;
    if (call.scenario) headers['x-sandbox-scenario'] = call.scenario;
    return headers;
  }
}
