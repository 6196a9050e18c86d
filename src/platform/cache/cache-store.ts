import type { KeptAnswer } from './kept-answer.js';

/** Injection token of the process’s store. */
export const CACHE_STORE = Symbol('cache store');

/** Where an answer belongs. */
export interface Place {
  /** What was asked. It can hold personal data, so a store outside the process must not see it. */
  readonly key: string;
  /** What the answer is about: whatever is kept under a subject goes when it changes. */
  readonly subject: string;
}

/**
 * When a read began, in the store’s own words. An answer is only kept if its subject has not changed since; null when
 * the store cannot tell, and then nothing is kept.
 */
export type ReadBegin = string | number | null;

/** What a store knows about a place. */
export interface Found {
  readonly answer: KeptAnswer | null;
  /** For the read that follows when there is no answer. */
  readonly begin: ReadBegin;
}

/**
 * Keeps answers between reads. A store never throws and never holds anybody up for long: what it cannot do in time is
 * not done, and what it does not have is read again.
 */
export interface CacheStore {
  /** The answer kept at a place, if its subject has not changed since. */
  find(place: Place): Found | Promise<Found>;
  /** Takes note that a read begins. */
  begin(place: Place): ReadBegin | Promise<ReadBegin>;
  /** Keeps an answer, unless its subject has changed since the read began. */
  keep(place: Place, begin: ReadBegin, answer: KeptAnswer): void;
  /** Subjects that have changed: nothing that was read before is given out any more, by any gateway of this store. */
  invalidate(subjects: readonly string[]): void | Promise<void>;
  /** How often the store could not do what it was asked, since the start. */
  readonly failures: number;
  /** Forgets what is in the process. */
  close?(): void;
}
