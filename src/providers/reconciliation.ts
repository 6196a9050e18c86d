import type { OperationRecord } from '../platform/ledger/operation-record.js';
import type { Mapped, OperationContext } from './provider.js';
import type { Operation } from './operations.js';

/**
 * What a write looked like, as far as it takes to recognise its effect at the provider later: an e-mail address, an
 * external id, the ids that were there before. Remembered sealed, before anything is sent.
 */
export type Evidence = Readonly<Record<string, string | number | boolean | null | readonly string[]>>;

/** A write of which nobody knows whether it happened. */
export interface OpenWrite {
  readonly operation: Operation;
  /** The record it was about, by the provider’s own id; null for one that makes a new record. */
  readonly target: string | null;
  readonly evidence: Evidence;
  /** When it was sent at the earliest; instants of a provider may differ by the skew of its clock. */
  readonly startedAt: Date;
  /**
   * Those of the provider’s ids, given oldest first, that were made in the time of this write and did not come out of
   * another write of this gateway. None when one of them may be the effect of a write that is open too and asked for
   * something else. Without clues a record may be anybody’s.
   */
  unclaimed(ids: readonly string[], clues?: Clues): Promise<readonly string[]>;
  /** Whether another write of the same operation on the same record is open, whatever else it asked for. */
  hasCompany(): Promise<boolean>;
}

/** By what a record that was found is told from the effects of other writes. */
export interface Clues {
  /** When the record with this id was made, as the provider says; null when it does not. */
  createdAt(id: string): string | null;
  /** Whether it may be the effect of another write, by the evidence of that one. */
  mayBeOf(id: string, evidence: Evidence): boolean;
}

/** What reading the provider says about an open write. */
export type Finding =
  /** It happened; this is the record as it would have been answered, and the provider’s id of what it made. */
  | { readonly kind: 'done'; readonly id: string; readonly mapped: Mapped<object> }
  /** Its effect is not there. Whether that proves anything depends on the operation and on how long ago it was. */
  | { readonly kind: 'absent' }
  /** The provider shows nothing by which it could be told, or more than one effect that fits. */
  | { readonly kind: 'undecided'; readonly detail: string };

/** Finds out what became of a write by reading the provider; sends no write itself. Throws as every operation does. */
export type Reconcile = (write: OpenWrite, call: OperationContext) => Promise<Finding>;

/** How a provider’s write is found out, and what its absence is worth. */
export interface Reconciliation {
  readonly find: Reconcile;
  /**
   * True when the provider itself refuses the same thing twice, or the effect is idempotent and would still be seen, so
   * that a write whose effect is not there some time after its deadline may be sent again. Never true for money.
   */
  readonly absenceProves: boolean;
}

/** What a provider’s clock may be behind ours, or ahead of it. */
const CLOCK_SKEW_MS = 120_000;

/** What it must be off at least before a date alone says that something is not what somebody else has asked for. */
export const LARGE_SKEW_MS = 3_600_000;

/** The earliest moment, in milliseconds since 1970, at which a provider may say that the effect of a write was made. */
export function earliestOf({ startedAt }: Pick<OpenWrite, 'startedAt'>): number {
  return startedAt.getTime() - CLOCK_SKEW_MS;
}

/** Whether the time of a write includes the instant at which something was made; one that is not known may be in it. */
export function isInTimeOf(
  { startedAt, settleBy }: Pick<OperationRecord, 'startedAt' | 'settleBy'>,
  { aftermathMs, skewMs = CLOCK_SKEW_MS }: { readonly aftermathMs: number; readonly skewMs?: number },
  createdAt: string | null,
): boolean {
  if (createdAt === null) return true;
  const instant = Date.parse(createdAt);
  return instant >= startedAt - skewMs && instant <= settleBy + aftermathMs + skewMs;
}

/** Whether a record can be the effect of a write; one that does not say when it was made may be. */
export function isSince(
  { createdAt }: { readonly createdAt: string | null },
  write: Pick<OpenWrite, 'startedAt'>,
): boolean {
  return createdAt === null || Date.parse(createdAt) >= earliestOf(write);
}
