/**
 * What is known of a write. `sending`: recorded, and from then on it may have reached the provider. `not_done`: it
 * changed nothing and may be sent again. `unknown`: it may have happened, and nobody has found out yet.
 */
export const OPERATION_STATES = ['sending', 'succeeded', 'rejected', 'not_done', 'unknown'] as const;
export type OperationState = (typeof OPERATION_STATES)[number];

/** The answer to a write as it is given again. */
export interface RecordedAnswer {
  readonly status: number;
  /** Names and values in turns. */
  readonly headers: readonly string[];
  readonly text: string;
  /** Code of the problem; null for a success. */
  readonly code: string | null;
}

/** A write that is about to be sent. */
export interface NewOperation {
  readonly caller: string;
  /** The idempotency key as the caller sent it; null without one. */
  readonly key: string | null;
  /** All that was asked, in one text. */
  readonly asked: string;
  /** Names of the fields that were sent, for the audit. */
  readonly fields: readonly string[];
  readonly provider: string;
  readonly operation: string;
  readonly target: string | null;
  readonly checkPath: string;
  readonly location: string | null;
  readonly successStatus: number;
  readonly requestId: string;
  /** By what its effect can be recognised; sealed. */
  readonly evidence: unknown;
  /** What its effect looks like at the provider, in one text. */
  readonly effect: string;
  /** How long it may be under way, in ms. */
  readonly timeoutMs: number;
}

/** A write in the ledger. */
export interface OperationRecord {
  readonly id: string;
  readonly caller: string;
  readonly provider: string;
  readonly operation: string;
  readonly target: string | null;
  readonly checkPath: string;
  readonly location: string | null;
  readonly successStatus: number;
  readonly requestId: string;
  readonly state: OperationState;
  /** Why it is open, or why it was refused: a code. */
  readonly reason: string | null;
  readonly resultId: string | null;
  readonly attempts: number;
  readonly checks: number;
  readonly instance: string;
  readonly startedAt: number;
  readonly settleBy: number;
  readonly settledAt: number | null;
  readonly nextCheckAt: number | null;
  readonly answerUntil: number;
}

/** How a write ended, or how far it came. */
export interface Settlement {
  readonly state: Exclude<OperationState, 'sending'>;
  readonly reason: string | null;
  readonly resultId: string | null;
  /** Whether the result is something new, which no other write can have made. */
  readonly made?: boolean;
  /** Found by reading the provider, and not told by its answer. */
  readonly found?: boolean;
  readonly answer: RecordedAnswer | null;
}
