import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Card } from '../../src/canonical/card.js';
import { Customer } from '../../src/canonical/customer.js';
import { COMMON_SCENARIOS } from '../../src/platform/simulation/scenarios.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { expectProblemDocument } from '../support/problem.js';
import { SEEDS } from '../support/sandbox-seeds.js';
import { PROVIDERS } from '../support/stubbed-gateway.js';

let gateway: TestGateway;
beforeAll(async () => {
  const timeouts = PROVIDERS.map((name) => [`${name.toUpperCase()}_TIMEOUT_MS`, '500']);
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    GATEWAY_RETRY_PAUSE_MS: '5',
    ...Object.fromEntries(timeouts),
  });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.simulators.forEach((simulator) => simulator.reset()));

const ARGUMENTS: Readonly<Record<string, readonly string[]>> = {
  latency: [':1', ':50'],
  'rate-limited': ['', ':7'],
  'token-expires': [':1'],
  'late-after-write': [':1'],
};
const COMMON = Object.keys(COMMON_SCENARIOS).flatMap((name) =>
  (ARGUMENTS[name] ?? ['']).map((argument) => name + argument),
);
const CARTEVO = ['list-meta', 'unpaginated', 'older-server', 'token-rejected', 'token-expires:1'];
const DECISIONS = {
  cartevo: ['pending', 'approved', 'rejected'],
  spherepay: ['incomplete', 'pending', 'approved', 'rejected', 'not-started', 'contradictory'],
  partner: ['processing', 'succeeded', 'failed', 'suspended', 'pending', 'approved', 'rejected'],
} as const;

const READS: Readonly<Record<(typeof PROVIDERS)[number], readonly string[]>> = {
  cartevo: [
    `/v1/cartevo/customers/${SEEDS.cartevo.cardShapeA}`,
    '/v1/cartevo/customers?limit=5',
    `/v1/cartevo/customers/${SEEDS.cartevo.cardStates}/cards`,
  ],
  spherepay: [`/v1/spherepay/customers/${SEEDS.spherepay.original}`, '/v1/spherepay/customers?limit=5'],
  partner: [`/v1/partner/customers/${SEEDS.partner.full}`, '/v1/partner/customers?externalId=ext-0002'],
};

/** Expected codes; every other scenario must succeed. */
const FAILURES: Readonly<Record<string, readonly [status: number, code: string]>> = {
  timeout: [504, 'provider_timeout'],
  'rate-limited': [503, 'provider_rate_limited'],
  'server-error': [502, 'provider_error'],
  unavailable: [503, 'provider_unavailable'],
  'bad-gateway': [502, 'provider_error'],
  html: [502, 'provider_contract_violation'],
  redirect: [502, 'provider_contract_violation'],
  'connection-reset': [502, 'provider_connection_lost'],
  unauthorized: [502, 'provider_auth_failed'],
  refused: [502, 'provider_error'],
  'truncated-json': [502, 'provider_contract_violation'],
  'empty-body': [502, 'provider_contract_violation'],
  oversized: [502, 'provider_contract_violation'],
  'token-rejected': [502, 'provider_auth_failed'],
};

describe.each(PROVIDERS)('the sandbox of %s', (provider) => {
  const scenarios = [
    ...COMMON,
    ...DECISIONS[provider].map((decision) => `kyc:${decision}`),
    ...(provider === 'cartevo' ? CARTEVO : []),
  ];

  test.each(scenarios)('scenario %s gives an answer that the contract knows', async (scenario) => {
    for (const path of READS[provider]) {
      const answer = await gateway.call(path, { headers: { 'x-sandbox-scenario': scenario } });
      const name = scenario.split(':')[0] ?? '';
      const [status, code] = FAILURES[name] ?? [200, undefined];
      // A record is compared with the one that was asked for; a list asks for none.
      const compared = name === 'wrong-record' && !path.includes('limit=');
      expect({ path, status: answer.status, code: answer.body.code }).toEqual({
        path,
        status: compared ? 502 : status,
        code: compared ? 'provider_contract_violation' : code,
      });
      expect(answer.headers.get('x-gateway-mode')).toBe('sandbox');
      if (answer.status !== 200) expectProblemDocument(answer);
      else {
        const shape = path.endsWith('/cards') ? Card : Customer;
        for (const record of [answer.body.data].flat()) expectCanonical(shape, record);
      }
    }
    const calls = gateway.simulators.flatMap((simulator) => simulator.calls);
    expect(calls.some(({ path }) => path.includes('must-never-be-called'))).toBe(false);
  });

  test('an unknown scenario is no internal error', async () => {
    for (const path of READS[provider]) {
      const answer = await gateway.call(path, { headers: { 'x-sandbox-scenario': 'nonsense' } });
      expectProblemDocument(answer);
      expect(answer.body.code).not.toBe('internal_error');
    }
  });
});

test('a scenario is no setting of live mode: the header goes nowhere', async () => {
  const simulator = gateway.simulators.find(({ provider }) => provider === 'spherepay');
  const live = await startTestGateway({ ...simulator?.environment });
  const answer = await live.call(READS.spherepay[0] ?? '', { headers: { 'x-sandbox-scenario': 'server-error' } });
  await live.stop();
  expect(answer.status).toBe(200);
  expect(answer.headers.has('x-gateway-mode')).toBe(false);
  expect(simulator?.calls.at(-1)?.headers).not.toHaveProperty('x-sandbox-scenario');
});
