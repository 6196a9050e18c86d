import { ERROR_CATALOGUE, type ErrorCode, type ErrorOrigin } from '../../canonical/error-catalogue.js';
import type { FieldProblem, GatewayError, Outcome, ProviderReport } from '../../canonical/errors.js';
import { withoutCardData } from '../privacy/card-data.js';

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';
const LONGEST_INSTANCE = 256;
const NOT_IN_A_PATH = /%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%]/gu;

/** A problem document (RFC 9457) with the gateway's own members. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly code: ErrorCode;
  readonly requestId: string;
  readonly origin: ErrorOrigin;
  readonly outcome: Outcome;
  readonly retry: { readonly safe: boolean; readonly afterSeconds: number | null };
  readonly provider: ProviderReport | null;
  readonly errors: readonly FieldProblem[];
}

/** The document of an error; `url` is the request's own, of which only the path is shown. */
export function toProblem(error: GatewayError, requestId: string, url: string): ProblemDocument {
  return {
    type: `/errors/${error.code}`,
    title: ERROR_CATALOGUE[error.code].title,
    status: error.status,
    detail: error.message,
    instance: toInstance(url),
    code: error.code,
    requestId,
    origin: error.origin,
    outcome: error.outcome,
    retry: { safe: error.retrySafe, afterSeconds: error.retryAfterSeconds },
    provider: error.provider,
    errors: error.problems,
  };
}

/** The path of a request as a URI reference, whatever was sent: what RFC 3986 does not allow is encoded. */
export function toInstance(url: string): string {
  const path = withoutCardData((url.split(/[?#]/)[0] ?? '').slice(0, LONGEST_INSTANCE));
  return path.replace(NOT_IN_A_PATH, (character) => encodeURIComponent(character.toWellFormed()));
}

/** Headers that go with a problem document. */
export function problemHeaders(error: GatewayError): Record<string, string> {
  return {
    'Content-Type': PROBLEM_TYPE,
    'Cache-Control': 'no-store',
    ...(error.retryAfterSeconds !== null && { 'Retry-After': `${error.retryAfterSeconds}` }),
    ...error.headers,
  };
}
