import { describe, expect, it } from '@jest/globals';
import { CustomerAnswer } from '../../../src/canonical/answers.js';
import type { Customer } from '../../../src/canonical/customer.js';
import type { ErrorCode } from '../../../src/canonical/error-catalogue.js';
import type { Outcome } from '../../../src/canonical/errors.js';
import { shapeFaults } from '../canonical-shape.js';
import { customerPath, type Subject } from '../subject.js';
import type { Exchange } from '../world.js';
import { expectProblem } from './failures.js';

export interface FailedWrite {
  readonly scenario: string;
  readonly code: ErrorCode;
  readonly outcome: Outcome;
  readonly hasty?: boolean;
}

/** Scenarios by which a write fails, and what the caller must be told. */
export const FAILED_WRITES: readonly FailedWrite[] = [
  { scenario: 'rate-limited', code: 'provider_rate_limited', outcome: 'rejected' },
  { scenario: 'server-error', code: 'provider_error', outcome: 'unknown' },
  { scenario: 'bad-gateway', code: 'provider_error', outcome: 'unknown' },
  { scenario: 'unavailable', code: 'provider_unavailable', outcome: 'unknown' },
  { scenario: 'html', code: 'provider_contract_violation', outcome: 'unknown' },
  { scenario: 'redirect', code: 'provider_contract_violation', outcome: 'unknown' },
  { scenario: 'truncated-json', code: 'provider_contract_violation', outcome: 'unknown' },
  { scenario: 'empty-body', code: 'provider_contract_violation', outcome: 'unknown' },
  { scenario: 'oversized', code: 'provider_contract_violation', outcome: 'unknown' },
  { scenario: 'connection-reset', code: 'provider_connection_lost', outcome: 'unknown' },
  { scenario: 'connection-reset-after-write', code: 'provider_connection_lost', outcome: 'unknown' },
  { scenario: 'server-error-after-write', code: 'provider_error', outcome: 'unknown' },
  { scenario: 'timeout', code: 'provider_timeout', outcome: 'unknown', hasty: true },
  { scenario: 'late-after-write:1', code: 'provider_timeout', outcome: 'unknown', hasty: true },
];

/** The write went well, only reading it back did not. */
const UNREADABLE_AFTER_WRITE = [
  'read-after-write-failed',
  'wrong-record;method=GET',
  'server-error;method=GET',
  'html;method=GET',
];

/** How often the provider was written to. */
export function writesIn({ upstream }: Exchange): number {
  return upstream.filter(({ method }) => method !== 'GET').length;
}

/** A write is sent once, whatever happens, and its outcome is never guessed. */
export function describeWrites(subject: Subject): void {
  const { create } = subject.descriptor;
  if (!subject.has('createCustomer')) return;
  if (!create) throw new Error(`the descriptor of ${subject.name} needs a create`);
  let created = 0;
  const write = async (scenario = '', hasty = false): Promise<Exchange<Customer>> => {
    await subject.warmUp(hasty);
    created += 1;
    return subject.ask<Customer>('/customers', { body: create(`${created}`), scenario, hasty });
  };

  describe('createCustomer', () => {
    it('answers 201 with the whole record, which can be read back', async () => {
      const exchange = await write();
      expect(exchange.status).toBe(201);
      expect(shapeFaults(exchange.body, CustomerAnswer)).toEqual([]);
      const { data, meta } = exchange.body;
      expect(meta.warnings.map(({ code }) => code)).not.toContain('read_after_create_failed');
      expect(data.id).toBe(`${subject.name}:${data.providerId}`);
      expect(exchange.headers.get('location')).toBe(`/v1/${subject.name}${customerPath(data.providerId)}`);
      expect((await subject.ask(customerPath(data.providerId))).body.data).toEqual(data);
      expect(writesIn(exchange)).toBe(1);
    });

    it.each(FAILED_WRITES)('$scenario: sent once, $code, outcome $outcome', async (failed) => {
      const exchange = await write(failed.scenario, failed.hasty);
      expect(writesIn(exchange)).toBe(1);
      expectProblem(exchange, subject.name, failed.code);
      expect(exchange.problem.outcome).toBe(failed.outcome);
      expect(exchange.problem.retry.safe).toBe(failed.outcome !== 'unknown');
    });

    it.each(UNREADABLE_AFTER_WRITE)('%s: still created, with a warning', async (scenario) => {
      const exchange = await write(scenario);
      expect(exchange.status).toBe(201);
      expect(writesIn(exchange)).toBe(1);
      expect(shapeFaults(exchange.body, CustomerAnswer)).toEqual([]);
      expect(exchange.body.meta.warnings.map(({ code }) => code)).toContain('read_after_create_failed');
    });

    it('a body that cannot be right is never sent', async () => {
      const { status, problem, upstream } = await subject.ask('/customers', { body: { id: 'mine' } });
      expect([status, problem.code, upstream.length]).toEqual([422, 'validation_failed', 0]);
    });
  });
}
