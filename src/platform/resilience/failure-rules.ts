import type { Deadline } from '../http/deadline.js';
import { retryAfterSeconds } from '../http/retry-after.js';
import { UpstreamError, type UpstreamFailure } from '../http/upstream-error.js';

/** Kinds of calls that are kept apart: each has a circuit and a bulkhead of its own. */
export const CALL_KINDS = ['read', 'write', 'auth'] as const;
/** `read` changes nothing at the provider, `write` does, `auth` gets a token. */
export type CallKind = (typeof CALL_KINDS)[number];

/** Failures before there was a connection. */
export const NO_CONNECTION: ReadonlySet<UpstreamFailure> = new Set([
  'connection_refused',
  'connect_timeout',
  'dns_failed',
  'tls_failed',
]);
const NOT_ANSWERED: ReadonlySet<UpstreamFailure> = new Set([...NO_CONNECTION, 'connection_lost']);
/** Statuses of a provider that may soon be well again. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 500, 502, 503, 504]);
const BUSY_STATUSES: ReadonlySet<number> = new Set([429, 503]);

/** `alive`: whatever the answer was, the provider works. `unclear`: the call ended before that could be known. */
export type Verdict = 'alive' | 'failing' | 'unclear';

/**
 * What a failed call says about the provider's health. Answers that are refusals or nonsense come from a live one.
 * `attemptTimeoutMs`: silence that is too long, whoever ends it; `silentBefore`: of an earlier attempt of the same call
 * that was given up.
 */
export function verdictOn(error: unknown, deadline: Deadline, attemptTimeoutMs: number, silentBefore = 0): Verdict {
  if (!(error instanceof UpstreamError)) return 'unclear';
  const { failure, status } = error;
  if (NOT_ANSWERED.has(failure)) return 'failing';
  if (failure === 'deadline' && !deadline.chosenByCaller) return 'failing';
  // We did not wait for what it would have said: a call that fails because of it ends with the deadline.
  if (failure === 'attempt_timeout') return 'unclear';
  if (failure === 'deadline' || failure === 'cancelled') {
    return silentBefore + error.silentMs >= attemptTimeoutMs ? 'failing' : 'unclear';
  }
  return failure === 'status' && status !== null && status >= 500 && status !== 501 ? 'failing' : 'alive';
}

/** Most attempts for a failure by its kind: what is known to pass soon gets more than what took long. */
export function mostAttempts(kind: CallKind, { failure, sent, status, retryAfter }: UpstreamError): number {
  if (failure === 'connection_refused') return 3;
  if (failure === 'connect_timeout') return 2;
  if (failure === 'connection_lost' && !sent) return 3;
  // Once a byte may have arrived, only what changes nothing is repeated.
  if (kind !== 'read') return 1;
  if (failure === 'connection_lost') return 3;
  if (failure === 'attempt_timeout') return 2;
  if (failure !== 'status' || status === null) return 1;
  if (status === 429) return retryAfter === null ? 1 : 2;
  return PASSING_STATUSES.has(status) ? 3 : 1;
}

/** Milliseconds that the provider asks to wait, or 0. Null when what it asks cannot be understood. */
export function askedPauseMs({ failure, status, retryAfter }: UpstreamError, now: Date): number | null {
  if (failure !== 'status' || retryAfter === null || !BUSY_STATUSES.has(status ?? 0)) return 0;
  const seconds = retryAfterSeconds(retryAfter, now);
  if (seconds !== null) return seconds * 1000;
  return status === 429 ? null : 0;
}

/** A random pause (full jitter), longer from attempt to attempt, in milliseconds. */
export function jitteredPauseMs(number: number, longestFirst: number, random: () => number): number {
  return random() * longestFirst * 2 ** (number - 1);
}
