import { describe, expect, it } from '@jest/globals';
import type { Card } from '../../../src/canonical/card.js';
import type { Customer } from '../../../src/canonical/customer.js';
import { COMMON_SCENARIOS } from '../../../src/platform/simulation/scenarios.js';
import { testCardNumber } from '../../../src/platform/simulation/simulated-records.js';
import { shapeFaults } from '../canonical-shape.js';
import type { Subject } from '../subject.js';
import { warningFaults } from './answers.js';
import { FAILURES } from './failures.js';

/** Scenarios after which a read still succeeds. */
const HARMLESS_TO_READS = [
  'latency:50',
  'connection-reset-after-write',
  'server-error-after-write',
  'late-after-write:1',
  'read-after-write-failed',
];
const ON_RECORDS = [
  'new-enum-value',
  'missing-blocks',
  'extra-fields',
  'renamed-field',
  'changed-types',
  'card-number-leak',
];

/** Every "yes" that a record holds: what must never be said by mistake. */
function permissions(data: unknown): string[] {
  return [data]
    .flat()
    .flatMap((record) => ('state' in (record as object) ? ofCard(record as Card) : ofCustomer(record as Customer)));
}

function ofCard({ state, allowedActions }: Card): string[] {
  return [...(state === 'active' ? ['state'] : []), ...allowedActions];
}

function ofCustomer({ status, verification }: Customer): string[] {
  const verified = [verification, ...verification.profiles].filter((part) => part.status === 'approved');
  return [
    ...(status === 'active' ? ['status'] : []),
    ...verified.map(() => 'verification'),
    ...(verification.termsOfService?.status === 'accepted' ? ['termsOfService'] : []),
  ];
}

/** A status of a provider that has no word for it comes from a flag, which an unknown word does not change. */
function withoutFlags(data: unknown): unknown[] {
  return [data].flat().map((record) => {
    const { status, statusNative } = record as Partial<Customer>;
    return status !== undefined && statusNative === null ? { ...(record as Customer), status: 'unknown' } : record;
  });
}

/** Records that are odd but usable are shown, and never as more than they are. */
export function describeRecordScenarios(subject: Subject): void {
  it('tries every scenario that all simulators know', () => {
    const tried = [...FAILURES.map(({ scenario }) => scenario), ...HARMLESS_TO_READS, ...ON_RECORDS];
    expect(new Set(tried.map((scenario) => scenario.split(':')[0]))).toEqual(new Set(Object.keys(COMMON_SCENARIOS)));
  });

  describe.each(subject.reads)('$operation of odd records', ({ operation, path, answer }) => {
    it.each(HARMLESS_TO_READS)('%s changes nothing', async (scenario) => {
      const [plain, odd] = [await subject.ask(path), await subject.ask(path, { scenario })];
      expect([odd.status, odd.body.data]).toEqual([200, plain.body.data]);
    });

    it.each(ON_RECORDS)('%s still gives a complete answer', async (scenario) => {
      const exchange = await subject.ask(path, { scenario });
      expect(exchange.status).toBe(200);
      expect(shapeFaults(exchange.body, answer)).toEqual([]);
      expect(warningFaults(exchange)).toEqual([]);
    });

    it('a value that no document lists allows nothing, and a warning says so', async () => {
      const { body } = await subject.ask(path, { scenario: 'new-enum-value' });
      expect(permissions(withoutFlags(body.data))).toEqual([]);
      // A list may show summaries without any such value.
      const warned = body.meta.warnings.map(({ code }) => code);
      if (operation !== 'listCustomers') expect(warned).toContain('unknown_value');
    });

    it('a record with nothing but its id allows nothing', async () => {
      const [plain, bare] = [await subject.ask(path), await subject.ask(path, { scenario: 'missing-blocks' })];
      expect(permissions(bare.body.data)).toEqual([]);
      const ids = (data: unknown) => [data].flat().map((record) => (record as Customer).id);
      expect(ids(bare.body.data)).toEqual(ids(plain.body.data));
    });

    it('unknown keys are ignored', async () => {
      const [plain, extended] = [await subject.ask(path), await subject.ask(path, { scenario: 'extra-fields' })];
      expect(extended.body.data).toEqual(plain.body.data);
      expect(extended.body.meta.warnings).toEqual(plain.body.meta.warnings);
    });

    it('a clear card number is dropped with a warning and is nowhere, the log included', async () => {
      const { text, body } = await subject.ask(path, { scenario: 'card-number-leak' });
      expect(body.meta.warnings.map(({ code }) => code)).toContain('card_number_dropped');
      expect(text).not.toContain(testCardNumber());
      expect(subject.world.gateway.rawLog()).not.toContain(testCardNumber());
    });
  });
}
