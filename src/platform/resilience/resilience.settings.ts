import { choice, integer, setting, type SettingValues } from '../config/setting.js';

const attempts = setting('GATEWAY_RETRY_ATTEMPTS', integer(1, 3), {
  description: 'Most attempts of one upstream call, where repeating it is safe: 1, which repeats nothing, to 3.',
  default: '3',
});
const retryPause = setting('GATEWAY_RETRY_PAUSE_MS', integer(0, 60_000), {
  description:
    'Longest pause before the second attempt, doubled for each further one, in milliseconds; the real one is random.',
  default: '300',
});
const retryBudget = setting('GATEWAY_RETRY_BUDGET_PERCENT', integer(0, 100), {
  description: 'Repeated attempts that a provider may get on top of its calls, in percent of them.',
  default: '20',
});
const breaker = setting('GATEWAY_BREAKER', choice(['on', 'off']), {
  description: 'Circuit breakers in front of the providers, one for each kind of call.',
  default: 'on',
});
const breakerPercent = setting('GATEWAY_BREAKER_PERCENT', integer(1, 99), {
  description:
    'Share of failed calls within 30 s at which a circuit opens, in percent. It opens as well when nothing but failures comes for 5 s, 20 of them or more.',
  default: '50',
});
const breakerCalls = setting('GATEWAY_BREAKER_CALLS', integer(1, 1_000_000), {
  description: 'Calls within 30 s that are needed to judge by the share; if more than 20, also failures in a row.',
  default: '20',
});
const breakerOpen = setting('GATEWAY_BREAKER_OPEN_MS', integer(1, 600_000), {
  description:
    'How long a circuit stays open before a trial, in milliseconds; doubled after each failed trial, up to four times this.',
  default: '15000',
});

/** The settings of retries and circuit breakers. */
export const RESILIENCE_SETTINGS = [
  attempts,
  retryPause,
  retryBudget,
  breaker,
  breakerPercent,
  breakerCalls,
  breakerOpen,
];

export interface ResilienceConfig {
  readonly attempts: number;
  /** Milliseconds. */
  readonly retryPauseMs: number;
  /** Tokens that a call earns for repeated attempts: 0.2 allows one for five calls. */
  readonly retryShare: number;
  /** Null without circuit breakers. */
  readonly breaker: BreakerConfig | null;
}

export interface BreakerConfig {
  /** Between 0 and 1. */
  readonly share: number;
  readonly calls: number;
  /** Milliseconds. */
  readonly openMs: number;
}

export function loadResilienceSettings(values: SettingValues): ResilienceConfig {
  const on = values.get(breaker) !== 'off';
  const circuit = {
    share: (values.get(breakerPercent) ?? 50) / 100,
    calls: values.get(breakerCalls) ?? 20,
    openMs: values.get(breakerOpen) ?? 15_000,
  };
  return {
    attempts: values.get(attempts) ?? 3,
    retryPauseMs: values.get(retryPause) ?? 300,
    retryShare: (values.get(retryBudget) ?? 20) / 100,
    breaker: on ? circuit : null,
  };
}
