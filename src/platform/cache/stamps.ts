/** The stamp of a subject under one data key; null when it has not changed for long. */
export interface Stamp {
  readonly keyId: string;
  readonly stamp: Buffer | null;
}

/** The stamps of a subject as one text. */
export function toStamps(stamps: readonly Stamp[]): string {
  return stamps.map(({ keyId, stamp }) => `${keyId}:${stamp?.toString() ?? ''}`).join(',');
}

/**
 * Whether nothing has changed between two texts. Only keys that both know count: while keys are exchanged, an answer of
 * a replica that does not know the new one yet is as good as any other.
 */
export function agree(one: string, other: string): boolean {
  if (one === other) return true;
  const known = new Map(other.split(',').map((entry) => entry.split(':') as [string, string]));
  const common = one
    .split(',')
    .map((entry) => entry.split(':') as [string, string])
    .filter(([keyId]) => known.has(keyId));
  return common.length > 0 && common.every(([keyId, stamp]) => known.get(keyId) === stamp);
}
