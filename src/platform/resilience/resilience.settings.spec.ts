import { describe, expect, it, test } from '@jest/globals';
import { SettingValues } from '../config/setting.js';
import { RESILIENCE_SETTINGS, loadResilienceSettings } from './resilience.settings.js';

const load = (environment: Record<string, string> = {}) => {
  const values = new SettingValues(environment);
  const config = loadResilienceSettings(values);
  return { config, problems: values.problems.map(({ variable }) => variable) };
};

describe('the settings of resilience', () => {
  it('have defaults that repeat within a fifth and open a circuit at half of 20 calls', () => {
    expect(load()).toEqual({
      config: {
        attempts: 3,
        retryPauseMs: 300,
        retryShare: 0.2,
        breaker: { share: 0.5, calls: 20, openMs: 15_000 },
      },
      problems: [],
    });
  });

  it('are read from their variables', () => {
    const environment = {
      GATEWAY_RETRY_ATTEMPTS: '1',
      GATEWAY_RETRY_PAUSE_MS: '0',
      GATEWAY_RETRY_BUDGET_PERCENT: '0',
      GATEWAY_BREAKER: 'on',
      GATEWAY_BREAKER_PERCENT: '99',
      GATEWAY_BREAKER_CALLS: '7',
      GATEWAY_BREAKER_OPEN_MS: '600000',
    };
    expect(load(environment).config).toEqual({
      attempts: 1,
      retryPauseMs: 0,
      retryShare: 0,
      breaker: { share: 0.99, calls: 7, openMs: 600_000 },
    });
    expect(RESILIENCE_SETTINGS.map(({ name }) => name)).toEqual(Object.keys(environment));
  });

  it('can be without circuit breakers', () => {
    expect(load({ GATEWAY_BREAKER: 'off' }).config.breaker).toBeNull();
  });

  test.each([
    ['GATEWAY_RETRY_ATTEMPTS', '0'],
    ['GATEWAY_RETRY_ATTEMPTS', '4'],
    ['GATEWAY_RETRY_PAUSE_MS', '60001'],
    ['GATEWAY_RETRY_BUDGET_PERCENT', '101'],
    ['GATEWAY_BREAKER', 'maybe'],
    ['GATEWAY_BREAKER_PERCENT', '100'],
    ['GATEWAY_BREAKER_CALLS', '0'],
    ['GATEWAY_BREAKER_OPEN_MS', '0'],
  ])('%s cannot be %s', (variable, value) => {
    expect(load({ [variable]: value }).problems).toEqual([variable]);
  });

  test.each(RESILIENCE_SETTINGS.map((setting) => [setting.name, setting] as const))('%s is explained', (_name, one) => {
    expect(one.description).toMatch(/^[A-Z].{20,}\.$/s);
    expect(one.secret).toBe(false);
  });
});
