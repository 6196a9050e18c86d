import { describe, expect, it, test } from '@jest/globals';
import { readScenario, scenarioChoices } from './scenarios.js';
import type { ScenarioCatalogue } from './scenarios.js';

const KNOWN: ScenarioCatalogue = {
  timeout: 'none',
  latency: 'number',
  'rate-limited': 'optional-number',
  kyc: ['approved', 'rejected'],
};

describe('readScenario', () => {
  it.each([undefined, '', '  '])('takes %p as no scenario', (header) => {
    expect(readScenario(header, KNOWN)).toEqual({ scenario: null, problem: null });
  });

  it.each([
    ['timeout', { name: 'timeout', argument: null, method: null }],
    ['Timeout; method=post', { name: 'timeout', argument: null, method: 'POST' }],
    ['timeout;method=put', { name: 'timeout', argument: null, method: 'PUT' }],
    ['timeout;method=PATCH', { name: 'timeout', argument: null, method: 'PATCH' }],
    ['latency:250;method=GET', { name: 'latency', argument: '250', method: 'GET' }],
    ['rate-limited', { name: 'rate-limited', argument: null, method: null }],
    ['rate-limited:7', { name: 'rate-limited', argument: '7', method: null }],
    ['kyc:Approved', { name: 'kyc', argument: 'approved', method: null }],
  ])('reads %p', (header, scenario) => {
    expect(readScenario(header, KNOWN)).toEqual({ scenario, problem: null });
  });

  it.each(['time-out', 'timeout;method=DELETE', 'timeout;now', ':5', 'constructor'])(
    'lists the names for %p',
    (header) => {
      const { scenario, problem } = readScenario(header, KNOWN);
      expect(scenario).toBeNull();
      expect(problem).toBe('Unknown scenario; known are: timeout, latency, rate-limited, kyc');
    },
  );

  it.each([
    ['timeout:5', 'Scenario timeout takes no argument'],
    ['latency', 'Scenario latency takes a whole number, as in name:5'],
    ['latency:soon', 'Scenario latency takes a whole number, as in name:5'],
    ['rate-limited:-1', 'Scenario rate-limited takes no argument or a whole number, as in name:5'],
    ['kyc:maybe', 'Scenario kyc takes one of: approved, rejected'],
  ])('says what %p lacks', (header, problem) => {
    expect(readScenario(header, KNOWN)).toEqual({ scenario: null, problem });
  });
});

test('the choices name every argument, or one that shows its form, and all of them can be asked for', () => {
  const choices = scenarioChoices(KNOWN);
  expect(choices).toEqual(['timeout', 'latency:60', 'rate-limited:60', 'kyc:approved', 'kyc:rejected']);
  for (const choice of choices) expect(readScenario(choice, KNOWN).problem).toBeNull();
});
