import type { WriteState } from '../../canonical/operation.js';

/** The answer to a write as it is given again. */
export interface RecordedAnswer {
  readonly status: number;
  /** Names and values in turns. */
  readonly headers: readonly string[];
  readonly text: string;
  /** Code of the problem; null for a success. */
  readonly code: string | null;
}

/** What a write is: said when it is recorded. */
interface WriteDescription {
  readonly caller: string;
  readonly provider: string;
  readonly operation: string;
  /** The record it is about, by the provider’s own id; null when it makes a new one. */
  readonly target: string | null;
  /** Path of the read by which a person finds out what became of it. */
  readonly checkPath: string;
  /** Path below which what comes out of it can be read. */
  readonly location: string | null;
  readonly successStatus: number;
  readonly requestId: string;
}

/** A write that is about to be sent, for the first time or again: what belongs to the request that sends it. */
export interface NewAttempt extends Pick<WriteDescription, 'checkPath' | 'requestId'> {
  /** Names of the fields that were sent, for the audit. */
  readonly fields: readonly string[];
  /** By what its effect can be recognised; sealed. */
  readonly evidence: unknown;
  /** What its effect looks like at the provider, in one text. */
  readonly effect: string;
  /** How long it may be under way, in ms. */
  readonly timeoutMs: number;
}

/** A write that is about to be sent for the first time. */
export interface NewOperation extends WriteDescription, NewAttempt {
  /** The idempotency key as the caller sent it; null without one. */
  readonly key: string | null;
  /** All that was asked, in one text; empty without a key, since nothing will be compared with it. */
  readonly asked: string;
}

/** A write in the ledger. */
export interface OperationRecord extends WriteDescription {
  readonly id: string;
  readonly state: WriteState;
  /** Why it is open, or why it was refused: a code. */
  readonly reason: string | null;
  /** Why the last look could not tell how it ended: a code, and more about it behind a colon. */
  readonly finding: string | null;
  readonly resultId: string | null;
  readonly attempts: number;
  readonly checks: number;
  readonly instance: string;
  readonly startedAt: number;
  readonly settleBy: number;
  readonly settledAt: number | null;
  readonly answerUntil: number;
}

/** A write whose key has come before. */
export interface Known {
  readonly kind: 'known';
  readonly record: OperationRecord;
  /** Whether the request is the same; null when that cannot be told. */
  readonly same: boolean | null;
  /** What it is answered with again; null when it has no end, or its answer has gone or cannot be read any more. */
  readonly answer: RecordedAnswer | null;
}

/** What is found when a write is to be recorded. */
export type Begun = { readonly kind: 'new'; readonly record: OperationRecord } | Known;

/** How a write ended, or how far it came. */
export interface Settlement {
  readonly state: Exclude<WriteState, 'sending'>;
  readonly reason: string | null;
  readonly resultId: string | null;
  /** Whether the result is something new, which no other write can have made. */
  readonly made?: boolean;
  /** Holds only of what is still `sending`: whatever else is known by now is known better. */
  readonly ifSending?: boolean;
  /** Found by reading the provider, and not told by its answer. */
  readonly found?: boolean;
  readonly answer: RecordedAnswer | null;
}

/** A write of which nothing came, or nobody knows what. */
export function withoutResult(state: 'not_done' | 'unknown', reason: string): Settlement {
  return { state, reason, resultId: null, answer: null };
}

/** A write of which nothing has left. */
export const NOT_SENT: Settlement = withoutResult('not_done', 'not_sent');
