import { HttpService } from '@nestjs/axios';
import axios, { type AxiosRequestConfig, type AxiosResponse } from 'axios';
import { Pool } from 'undici';
import { Deadline } from '../../src/platform/http/deadline.js';
import { MAX_ANSWER_BYTES } from '../../src/platform/http/json-reader.js';
import { ProviderHttp } from '../../src/platform/http/provider-http.js';
import { runOnUndici, type WireAnswer } from '../../src/platform/http/undici-adapter.js';
import { UpstreamError } from '../../src/platform/http/upstream-error.js';
import { ProviderResilience } from '../../src/platform/resilience/provider-resilience.js';
import type { OperationContext } from '../../src/providers/provider.js';
import { unobserved } from './unobserved.js';

/** How records are read when the caller asks for nothing special. */
export const PLAIN_READING = {
  operation: 'getCustomer',
  includeSensitive: false,
  explain: false,
  noteDifference: () => undefined,
} as const;

export interface RealHttp {
  /** Sends one request as the adapter does; rejects with what it failed with. */
  readonly request: (config: AxiosRequestConfig) => Promise<AxiosResponse<WireAnswer>>;
  readonly http: ProviderHttp;
  readonly pool: Pool;
  close(): Promise<void>;
}

/** The HTTP door to one address, built as the gateway builds it, without Nest around it. */
export function realHttp(
  url: string,
  options: Pool.Options = {},
  maxBytes = MAX_ANSWER_BYTES,
  resilience = noResilience(),
): RealHttp {
  const base = new URL(url);
  const pool = new Pool(base.origin, { connections: 128, pipelining: 1, maxHeaderSize: 16_384, ...options });
  const instance = axios.create();
  runOnUndici(instance, pool, maxBytes);
  return {
    request: async (sent) => {
      const response = await instance.request<WireAnswer | UpstreamError>(sent);
      if (response.data instanceof UpstreamError) throw response.data;
      return response as AxiosResponse<WireAnswer>;
    },
    http: new ProviderHttp(new HttpService(instance), base, resilience),
    pool,
    close: () => pool.destroy(),
  };
}

/** One attempt, and a circuit that never opens. */
export function noResilience(): ProviderResilience {
  const config = { attempts: 1, retryPauseMs: 0, retryShare: 0, breaker: null };
  return new ProviderResilience('test', config, { attemptTimeoutMs: 3000, concurrency: 1000, queue: 0 }, unobserved);
}

/** The context of one inbound request; its timer is cleared by the caller or dies with the process. */
export function callContext(milliseconds = 5000): OperationContext & { readonly deadline: Deadline } {
  const deadline = new Deadline(milliseconds);
  return { requestId: 'test-request', traceparent: null, scenario: null, deadline, ...PLAIN_READING };
}
