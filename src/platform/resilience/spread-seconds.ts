/** Seconds by which those come apart at least who are told to come again. */
const LEAST_SPREAD = 3;
const SHARE_OF_THE_WAIT = 1 / 3;

/**
 * A `Retry-After` of at least so many seconds. Callers who are refused together would come together again, and take
 * that moment from everybody else.
 */
export function spreadSeconds(seconds: number, random: () => number): string {
  return `${seconds + Math.floor(random() * Math.max(LEAST_SPREAD, seconds * SHARE_OF_THE_WAIT))}`;
}
