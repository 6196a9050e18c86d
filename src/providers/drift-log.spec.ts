import { expect, it } from '@jest/globals';
import type { GatewayLogger } from '../platform/logging/logger.js';
import { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import { DriftLog, MOST_DRIFT_ENTRIES } from './drift-log.js';
import type { Difference } from './mapping/inspect-record.js';

const difference = (path: string, seen: string | null = 'string'): Difference => ({
  kind: 'new_key',
  path,
  expected: null,
  seen,
});

function driftLog() {
  const lines: object[] = [];
  const logger = { warn: (fields: object) => void lines.push(fields) } as unknown as GatewayLogger;
  return { log: new DriftLog(logger, new GatewayMetrics()), lines };
}

it('counts a difference by provider, record, place and type, and logs it once', () => {
  const { log, lines } = driftLog();
  log.note('one', 'customer', difference('a'));
  log.note('one', 'customer', difference('a'));
  log.note('one', 'customer', difference('a', 'number'));
  log.note('one', 'card', difference('a'));
  log.note('two', 'customer', difference('a'));
  expect(log.list('one').entries.map(({ record, seen, count }) => [record, seen, count])).toEqual([
    ['customer', 'string', 2],
    ['customer', 'number', 1],
    ['card', 'string', 1],
  ]);
  expect(log.list('two').entries).toHaveLength(1);
  expect(lines).toHaveLength(4);
  expect(lines[0]).toEqual({ provider: 'one', record: 'customer', drift: 'new_key', path: 'a', seen: 'string' });
});

it('knows nothing of a provider that nobody has asked', () => {
  expect(driftLog().log.list('one')).toMatchObject({ entries: [], notListed: 0 });
});

it('is bounded: what was seen once makes place, what lasts stays, and all of it is counted', () => {
  const { log, lines } = driftLog();
  log.note('one', 'customer', difference('lasting'));
  log.note('one', 'customer', difference('lasting'));
  for (let index = 0; index < 10_000; index++) log.note('one', 'customer', difference(`key${index}`));
  log.note('one', 'customer', difference('lasting'));
  const { entries, notListed } = log.list('one');
  expect([entries.length, lines.length]).toEqual([MOST_DRIFT_ENTRIES, MOST_DRIFT_ENTRIES]);
  expect(entries[0]).toMatchObject({ path: 'lasting', count: 3 });
  expect(entries.at(-1)?.path).toBe('key9999');
  expect(entries.reduce((sum, { count }) => sum + count, notListed)).toBe(10_003);
});

it('is full when everything in it was seen again', () => {
  const { log } = driftLog();
  for (let round = 0; round < 2; round++) {
    for (let index = 0; index < MOST_DRIFT_ENTRIES; index++) log.note('one', 'customer', difference(`key${index}`));
  }
  log.note('one', 'customer', difference('late'));
  expect(log.list('one').entries.some(({ path }) => path === 'late')).toBe(false);
  expect(log.list('one').notListed).toBe(1);
});
