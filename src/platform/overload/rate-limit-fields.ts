import type { Quota } from './rate-limiter.js';
import type { RateLimitPolicy } from './overload.settings.js';

/** `RateLimit-Policy` of draft-ietf-httpapi-ratelimit-headers-11: a list of structured fields with one item. */
export function policyField({ count, seconds }: RateLimitPolicy): string {
  return `"default";q=${count};w=${seconds}`;
}

/** Both fields of an answer, names and values in turns. */
export function quotaFields(limit: { readonly policyField: string }, quota: Quota): string[] {
  return ['RateLimit-Policy', limit.policyField, 'RateLimit', quotaField(quota)];
}

/** `RateLimit` of the same draft: what is left, and the seconds until all of it is there again. */
function quotaField({ remaining, resetSeconds }: Quota): string {
  return `"default";r=${remaining};t=${resetSeconds}`;
}
