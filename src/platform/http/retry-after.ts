const LONGEST_SECONDS = 300;
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/**
 * Seconds that a `Retry-After` header asks for, as a number or an HTTP date (RFC 9110); null when it is absent,
 * negative or not to be understood. Never more than five minutes.
 */
export function retryAfterSeconds(value: string | null, now: Date): number | null {
  if (value === null) return null;
  const asked = value.trim();
  const seconds = HTTP_DATE.test(asked) ? Math.ceil((Date.parse(asked) - now.getTime()) / 1000) : wholeNumber(asked);
  if (!Number.isFinite(seconds) || seconds < 0) return null;
  return Math.min(Math.max(seconds, 1), LONGEST_SECONDS);
}

function wholeNumber(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}
