import { SettingFault, integer, setting, type SettingValues } from '../config/setting.js';

// A day: nobody thinks of a longer window, and timers cannot wait for more than 24 of them.
const LONGEST_WINDOW_SECONDS = 86_400;

const maxInFlight = setting('GATEWAY_MAX_IN_FLIGHT', integer(1, 1_000_000), {
  description:
    'Requests in flight at any time; what comes above is answered with 503 before it is read. The gateway lowers the ' +
    'limit by itself while it cannot keep up.',
  default: '1000',
});
const rateLimit = setting('GATEWAY_RATE_LIMIT', parseRateLimit, {
  description: 'Requests per caller as `<count>/<seconds>`, or `off`. A caller with several keys has one limit.',
  default: '6000/60',
});

export const OVERLOAD_SETTINGS = [maxInFlight, rateLimit];

/** How many requests a caller may send within a window. */
export interface RateLimitPolicy {
  readonly count: number;
  readonly seconds: number;
}

export interface OverloadConfig {
  readonly maxInFlight: number;
  /** Null when callers are not limited. */
  readonly rateLimit: RateLimitPolicy | null;
}

export function loadOverloadSettings(values: SettingValues): OverloadConfig {
  const limit = values.get(rateLimit) ?? 'off';
  return { maxInFlight: values.get(maxInFlight) ?? 1000, rateLimit: limit === 'off' ? null : limit };
}

function parseRateLimit(text: string): RateLimitPolicy | 'off' {
  if (text === 'off') return text;
  const [, count = 0, seconds = 0] = (/^(\d{1,9})\/(\d{1,5})$/.exec(text) ?? []).map(Number);
  if (count < 1 || seconds < 1 || seconds > LONGEST_WINDOW_SECONDS) {
    throw new SettingFault(`must be \`<count>/<seconds>\` with up to ${LONGEST_WINDOW_SECONDS} seconds, or \`off\``);
  }
  return { count, seconds };
}
