import type { Change } from './change.js';

type Version = readonly [major: number, minor: number, patch: number];

/**
 * Why a version is too low for the changes since the released document, or null when it fits: a breaking change needs
 * another major version, an addition another minor one. A version may be higher than it has to be.
 */
export function versionFault(released: string, current: string, changes: readonly Change[]): string | null {
  const [before, now] = [toVersion(released), toVersion(current)];
  if (isBelow(now, before)) return `${current} is lower than the released ${released}`;
  if (changes.some((change) => change.breaking) && now[0] === before[0]) {
    return `a breaking change needs version ${before[0] + 1}.0.0, not ${current}`;
  }
  if (changes.length > 0 && now[0] === before[0] && now[1] === before[1]) {
    return `an addition needs version ${before[0]}.${before[1] + 1}.0, not ${current}`;
  }
  return null;
}

function toVersion(text: string): Version {
  const parts = /^(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number);
  if (!parts) throw new Error(`${text} is not a version such as 1.2.3`);
  return parts as unknown as Version;
}

function isBelow(one: Version, other: Version): boolean {
  const index = one.findIndex((number, at) => number !== other[at]);
  return index >= 0 && (one[index] as number) < (other[index] as number);
}
