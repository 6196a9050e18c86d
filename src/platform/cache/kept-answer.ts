/**
 * An answer as it is kept: the parts of its JSON that are the same for every caller, so that nothing has to be written
 * again when it is given out.
 */
export interface KeptAnswer {
  /** JSON of `data`. */
  readonly data: string;
  /** JSON of `meta.warnings`. */
  readonly warnings: string;
  /** JSON of the further members of `meta`, each behind a comma. */
  readonly rest: string;
  readonly entityTag: string;
  /** When the provider said so, in milliseconds since 1970. */
  readonly asOf: number;
}

/** What an answer differs by from caller to caller. */
export interface Asked {
  readonly requestId: string;
  /** The header `If-None-Match`. */
  readonly ifNoneMatch: string | undefined;
}

/** An answer as it is sent; without text when the caller has it already (304). */
export interface PresentedAnswer {
  readonly status: 200 | 304;
  /** Names and values in turns. */
  readonly headers: readonly string[];
  readonly text: string | undefined;
}

/** Age of an answer in milliseconds; clocks of replicas differ, so an answer from the future is new. */
export function ageOf({ asOf }: KeptAnswer, now = Date.now()): number {
  return Math.max(0, now - asOf);
}

// JSON of one line holds no line feed.
const SEPARATOR = '\n';

/** An answer, and what else has to be kept with it, as one text. */
export function encodeKept(answer: KeptAnswer, note: string): string {
  const { data, warnings, rest, entityTag, asOf } = answer;
  return [note, entityTag, asOf, warnings, rest, data].join(SEPARATOR);
}

/** Reads what `encodeKept` wrote; null for anything else. */
export function decodeKept(text: string): { readonly answer: KeptAnswer; readonly note: string } | null {
  const parts = text.split(SEPARATOR);
  if (parts.length !== 6) return null;
  const [note, entityTag, asOf, warnings, rest, data] = parts as [string, string, string, string, string, string];
  return { note, answer: { data, warnings, rest, entityTag, asOf: Number(asOf) } };
}
