/** The stamp of a subject under one data key; empty when there is none. */
export interface Stamp {
  readonly keyId: string;
  readonly stamp: string;
}

/** The stamps of a subject as one text. */
export function toStamps(stamps: readonly Stamp[]): string {
  return stamps.map(({ keyId, stamp }) => `${keyId}:${stamp}`).join(',');
}

/** The stamps of such a text alone. */
export function valuesOf(stamps: string): string[] {
  return stamps.split(',').map((entry) => entry.slice(entry.indexOf(':') + 1));
}

/**
 * Whether nothing has changed between two texts. Only keys that both know count: while keys are exchanged, an answer of
 * a replica that does not know the new one yet is as good as any other. No stamp is like none: it may have been lost.
 */
export function agree(one: string, other: string): boolean {
  const known = new Map(other.split(',').map((entry) => entry.split(':') as [string, string]));
  const common = one
    .split(',')
    .map((entry) => entry.split(':') as [string, string])
    .filter(([keyId]) => known.has(keyId));
  return common.length > 0 && common.every(([keyId, stamp]) => stamp !== '' && known.get(keyId) === stamp);
}
