import { describe, expect, it } from '@jest/globals';
import { ERROR_CATALOGUE, type ErrorCode } from '../../../src/canonical/error-catalogue.js';
import type { Operation } from '../../../src/providers/operations.js';
import { startTestGateway } from '../../support/gateway.js';
import { customerPath, type Subject } from '../subject.js';
import type { Exchange } from '../world.js';

export interface Failure {
  readonly scenario: string;
  readonly code: ErrorCode;
  /** Operations that the scenario does not touch. */
  readonly notAt?: readonly Operation[];
  /** Only a short deadline makes it a failure. */
  readonly hasty?: boolean;
}

/** Scenarios by which a read fails, and what the caller must be told. */
export const FAILURES: readonly Failure[] = [
  { scenario: 'timeout', code: 'provider_timeout', hasty: true },
  { scenario: 'rate-limited', code: 'provider_rate_limited' },
  { scenario: 'rate-limited:17', code: 'provider_rate_limited' },
  { scenario: 'server-error', code: 'provider_error' },
  { scenario: 'bad-gateway', code: 'provider_error' },
  { scenario: 'unavailable', code: 'provider_unavailable' },
  { scenario: 'html', code: 'provider_contract_violation' },
  { scenario: 'redirect', code: 'provider_contract_violation' },
  { scenario: 'truncated-json', code: 'provider_contract_violation' },
  { scenario: 'empty-body', code: 'provider_contract_violation' },
  { scenario: 'oversized', code: 'provider_contract_violation' },
  { scenario: 'wrong-record', code: 'provider_contract_violation', notAt: ['listCustomers'] },
  { scenario: 'connection-reset', code: 'provider_connection_lost' },
  { scenario: 'unauthorized', code: 'provider_auth_failed' },
  { scenario: 'refused', code: 'provider_error' },
];

/** What every problem document of a provider's failure must hold. */
export function expectProblem(exchange: Exchange, provider: string, code: ErrorCode): void {
  const { status, headers, problem, requestId } = exchange;
  expect([status, problem.code]).toEqual([ERROR_CATALOGUE[code].status, code]);
  expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
  expect(problem).toEqual({
    type: `/errors/${code}`,
    title: ERROR_CATALOGUE[code].title,
    status,
    detail: expect.stringContaining(provider),
    instance: expect.stringMatching(new RegExp(`^/v1/${provider}/customers`)),
    code,
    requestId,
    origin: 'provider',
    outcome: expect.stringMatching(/^(?:not_sent|rejected|unknown)$/),
    retry: { safe: expect.any(Boolean), afterSeconds: problem.retry.afterSeconds },
    provider: expect.objectContaining({ name: provider }),
    errors: expect.any(Array),
  });
  expect(headers.get('retry-after')).toBe(problem.retry.afterSeconds?.toString() ?? null);
  if (status === 503) expect(problem.retry.afterSeconds).toBeGreaterThan(0);
}

/** Whatever goes wrong at the provider, the caller gets the code of the contract and nothing of the provider's page. */
export function describeFailures(subject: Subject): void {
  describe.each(subject.reads)('$operation fails as the contract says', ({ operation, path }) => {
    const failures = FAILURES.filter(({ notAt }) => !notAt?.includes(operation));

    it.each(failures)('$scenario is $code', async ({ scenario, code, hasty = false }) => {
      const exchange = await subject.ask(path, { scenario, hasty });
      expectProblem(exchange, subject.name, code);
      expect(exchange.problem.outcome).not.toBe('unknown');
      expect(exchange.text).not.toMatch(/<html|Scheduled maintenance|padding/i);
      const asked = /^rate-limited:(\d+)$/.exec(scenario)?.[1];
      if (asked) expect(exchange.headers.get('retry-after')).toBe(asked);
    });

    it('a redirect is not followed', () => {
      const followed = subject.world.simulator(subject.name).calls.filter(({ path: to }) => to.includes('never'));
      expect(followed).toEqual([]);
    });
  });

  it('credentials that the provider refuses are 502 provider_auth_failed, never a 401 or 403 of ours', async () => {
    const secrets = subject.registration.settings.filter(({ secret }) => secret).map(({ name }) => name);
    const accepted = Object.entries(subject.world.simulator(subject.name).environment);
    const environment = Object.fromEntries(
      accepted.map(([name, value]) => [name, secrets.includes(name) ? 'not-the-right-one' : value]),
    );
    const gateway = await startTestGateway(environment, { registered: subject.world.registered });
    try {
      const { status, body } = await gateway.call(`/v1/${subject.name}${customerPath(subject.descriptor.known)}`);
      expect([status, body]).toMatchObject([502, { code: 'provider_auth_failed', retry: { safe: false } }]);
    } finally {
      await gateway.stop();
    }
  });
}
