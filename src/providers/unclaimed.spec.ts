import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { LedgerBook, success } from '../../test/support/ledger-book.js';
import type { NewOperation, OperationRecord } from '../platform/ledger/operation-record.js';
import type { Clues } from './reconciliation.js';
import { Unclaimed } from './unclaimed.js';

const AFTERMATH_MS = 30_000;
/** A write of ten seconds, with the aftermath and the skew of two clocks. */
const REACH_MS = 10_000 + AFTERMATH_MS + 120_000;
const UNKNOWN = { state: 'unknown', reason: 'provider_timeout', resultId: null, answer: null } as const;

let book: LedgerBook;
beforeEach(async () => {
  book = await LedgerBook.at('sqlite::memory:');
});
afterEach(() => book.close());

/** A write that is lost so many milliseconds after the first one. */
function lost(afterMs: number, changes: Partial<NewOperation> = {}): Promise<OperationRecord> {
  book.now = Date.UTC(2026, 0, 1) + afterMs;
  return book.ended(UNKNOWN, changes);
}

const other = { asked: 'a card with other money' } as const;

/** What is left for a write of what was made so many milliseconds after the first one; null says no instant. */
async function leftFor(record: OperationRecord, made: Record<string, number | null>) {
  const candidates = new Unclaimed(record, book.open, book.ledger, AFTERMATH_MS);
  const clues: Clues = {
    createdAt: (id) => (made[id] == null ? null : new Date(Date.UTC(2026, 0, 1) + made[id]).toISOString()),
    mayBeOf: (id, evidence) => !(evidence['known'] as string[]).includes(id),
  };
  const left = await candidates.among(Object.keys(made), clues);
  return candidates.ambiguous ? 'ambiguous' : left;
}

describe.each([
  ['asked for something else', other, 3_600_000],
  ['asked for the same', {}, 120_000],
] as const)('an open write that has never arrived, and %s', (_what, changes, skewMs) => {
  const reachMs = 10_000 + AFTERMATH_MS + skewMs;

  it('cannot have made what was made after its time', async () => {
    const rival = await lost(0, changes);
    const own = await lost(reachMs);
    expect(await leftFor(own, { card: reachMs + 1 })).toEqual(['card']);
    expect(await leftFor(own, { card: reachMs })).toBe('ambiguous');
    expect(await leftFor(rival, { card: reachMs + 1 })).toEqual([]);
  });

  it('nor what was made before it', async () => {
    const own = await lost(0);
    await lost(skewMs + 1000, changes);
    expect(await leftFor(own, { card: 999 })).toEqual(['card']);
    expect(await leftFor(own, { card: 1000 })).toBe('ambiguous');
  });

  it.each([
    ['on the edge of its time', REACH_MS],
    ['at an instant that nobody knows', null],
  ])('may have made what was made %s', async (_when, at) => {
    const rival = await lost(0, changes);
    const own = await lost(REACH_MS);
    for (const record of [rival, own]) expect(await leftFor(record, { card: at })).toBe('ambiguous');
  });

  it('nor what it has seen itself before it was sent', async () => {
    const own = await lost(0);
    const rival = await lost(1000, { ...changes, evidence: { known: ['card'] } });
    expect(await leftFor(own, { card: 0 })).toEqual(['card']);
    expect(await leftFor(rival, { newer: 1000 })).toBe('ambiguous');
  });

  it('does not matter when there is nothing', async () => {
    const own = await lost(0);
    await lost(1000, changes);
    expect(await leftFor(own, {})).toEqual([]);
  });
});

describe('open writes that asked for the same', () => {
  it('are given one each in turn, also when each has seen what the one before has made', async () => {
    const writes = [await lost(0), await lost(1000, { evidence: { known: ['one'] } })] as const;
    expect(await leftFor(writes[1], { two: 1000 })).toBe('ambiguous');
    expect(await leftFor(writes[0], { one: 0, two: 1000 })).toEqual(['one']);
    await book.ledger.settle(writes[0], success('one'));
    expect(await leftFor(writes[1], { two: 1000 })).toEqual(['two']);
  });

  it('are given nothing when what is left for another one may be that of a write that asked for something else', async () => {
    const own = await lost(0);
    await lost(REACH_MS);
    const made = { one: REACH_MS - 1000, two: REACH_MS + 119_000 };
    expect(await leftFor(own, made)).toEqual(['one']);
    await lost(2 * REACH_MS, other);
    expect(await leftFor(own, made)).toBe('ambiguous');
  });
});
