import { UpstreamError } from '../http/upstream-error.js';
import type { OperationTrace, UpstreamAttempt } from './tracing.js';

/** The trace context that a provider is to continue. */
export type ProviderTraceHeaders = Readonly<Record<string, string>>;

/** Runs one attempt of an upstream call inside its span. */
export async function inSpan<T extends { readonly status: number }>(
  trace: OperationTrace,
  attempt: UpstreamAttempt,
  run: (headers: ProviderTraceHeaders) => Promise<T>,
): Promise<T> {
  const span = trace.attempt(attempt);
  try {
    const answer = await run(span.headers);
    span.succeeded(answer.status);
    return answer;
  } catch (error) {
    span.failed(error instanceof UpstreamError ? error : null);
    throw error;
  }
}
