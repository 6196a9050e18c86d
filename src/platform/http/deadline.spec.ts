import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, jest } from '@jest/globals';
import { pass, useStillClock } from '../../../test/support/still-clock.js';
import { Deadline } from './deadline.js';

useStillClock();

it('tells everyone once when the time is up, and whoever comes later at once', async () => {
  const told: string[] = [];
  const deadline = new Deadline(15);
  deadline.onExpiry(() => told.push('a'));
  deadline.onExpiry(() => told.push('b'));
  expect([deadline.expired, told]).toEqual([false, []]);
  await pass(40);
  expect([deadline.expired, told]).toEqual([true, ['a', 'b']]);
  deadline.onExpiry(() => told.push('late'));
  expect(told).toEqual(['a', 'b', 'late']);
});

it('tells nobody who has taken it back, and nobody after it was cleared', async () => {
  const told: string[] = [];
  const [one, other] = [new Deadline(10), new Deadline(10)];
  one.onExpiry(() => told.push('taken back'))();
  other.onExpiry(() => told.push('cleared'));
  other.clear();
  await pass(30);
  expect([told, one.expired, other.expired]).toEqual([[], true, false]);
});

it('that is taken back twice, or by whoever was told, still tells the others', () => {
  const told: string[] = [];
  const deadline = new Deadline(60_000);
  const takeBack = deadline.onExpiry(() => told.push('taken back'));
  deadline.onExpiry(() => told.push('stays'));
  takeBack();
  takeBack();
  deadline.cancel();
  expect(told).toEqual(['stays']);
});

it('can be moved to later and never to earlier', async () => {
  const deadline = new Deadline(20);
  deadline.extendTo(performance.now() + 80);
  deadline.extendTo(performance.now() + 1);
  await pass(45);
  expect(deadline.expired).toBe(false);
  expect(deadline.remainingMs).toBeGreaterThan(10);
  await pass(60);
  expect([deadline.expired, deadline.cancelled, deadline.remainingMs]).toEqual([true, false, 0]);
});

it('that a caller chose is the provider’s own once it serves somebody who chose nothing', () => {
  const shared = new Deadline(1000, true);
  const [hasty, gone, patient] = [new Deadline(5000, true), new Deadline(9000), new Deadline(9000)];
  gone.cancel();
  for (const [other, chosen, longest] of [
    [hasty, true, 5000],
    [gone, true, 5000],
    [patient, false, 9000],
    [hasty, false, 9000],
  ] as const) {
    shared.shareWith(other);
    expect(shared.chosenByCaller).toBe(chosen);
    expect(shared.remainingMs).toBeGreaterThan(longest - 500);
    expect(shared.remainingMs).toBeLessThanOrEqual(longest);
  }
  for (const deadline of [shared, hasty, patient]) deadline.clear();
});

it('ends at once when nobody waits any more, and only once', async () => {
  const told: string[] = [];
  const deadline = new Deadline(10, true);
  deadline.onExpiry(() => told.push('ended'));
  deadline.cancel();
  deadline.extendTo(performance.now() + 1000);
  await pass(30);
  expect([told, deadline.expired, deadline.cancelled, deadline.remainingMs, deadline.chosenByCaller]).toEqual([
    ['ended'],
    true,
    true,
    0,
    true,
  ]);
});

it('waits for work until it ends, and decides once whether it was in time', async () => {
  const deadline = new Deadline(20);
  const late = () => new Error('late');
  await expect(deadline.inTime(Promise.resolve('done'), late)).resolves.toBe('done');
  await expect(deadline.inTime(Promise.reject(new Error('failed')), late)).rejects.toThrow('failed');
  const tooLate = deadline.inTime(new Promise(() => undefined), late);
  await Promise.all([expect(tooLate).rejects.toThrow('late'), pass(20)]);
  await expect(deadline.inTime(Promise.resolve('done'), late)).resolves.toBe('done');
  await expect(deadline.inTime(new Promise(() => undefined), late)).rejects.toThrow('late');
});

it('says what was given from the beginning, and that nobody chose it unless somebody did', () => {
  const plain = new Deadline(1000);
  const late = new Deadline(1000, true, 3000);
  expect([plain.givenMs, plain.chosenByCaller, plain.expired, plain.cancelled]).toEqual([1000, false, false, false]);
  expect([late.givenMs, late.chosenByCaller]).toEqual([3000, true]);
  for (const deadline of [plain, late]) {
    expect(deadline.remainingMs).toBeGreaterThan(500);
    expect(deadline.remainingMs).toBeLessThanOrEqual(1000);
    deadline.clear();
  }
});

it('that has ended by itself was not cancelled, and cannot be any more', async () => {
  const told: string[] = [];
  const deadline = new Deadline(5);
  deadline.onExpiry(() => told.push('ended'));
  await pass(30);
  deadline.cancel();
  expect([told, deadline.expired, deadline.cancelled]).toEqual([['ended'], true, false]);
});

it('has no time left once it was cancelled, however far its end was', () => {
  const deadline = new Deadline(60_000);
  deadline.cancel();
  expect([deadline.remainingMs, deadline.expired]).toEqual([0, true]);
});

it('tells nobody of its end once it was cleared, not even when it is cancelled then', () => {
  const told: string[] = [];
  const deadline = new Deadline(60_000);
  deadline.onExpiry(() => told.push('ended'));
  deadline.clear();
  deadline.cancel();
  expect(told).toEqual([]);
});

it('gives up waiting for work once it is cancelled', async () => {
  const deadline = new Deadline(60_000);
  const waiting = deadline.inTime(new Promise(() => undefined), () => new Error('late'));
  deadline.cancel();
  await expect(waiting).rejects.toThrow('late');
});

it('many that end in the same moment do so a few in each turn of the event loop, in their order', async () => {
  const told: number[] = [];
  const many = Array.from({ length: 10 }, (_none, index) => {
    const deadline = new Deadline(20);
    deadline.onExpiry(() => told.push(index));
    return deadline;
  });
  jest.advanceTimersByTime(20);
  const seen = [told.length];
  for (let count = 0; count < 3; count++) {
    if (count === 1) many[5]?.clear();
    if (count === 1) many[6]?.extendTo(performance.now() + 30);
    await turn();
    seen.push(told.length);
  }
  expect([seen, told]).toEqual([
    [0, 4, 6, 8],
    [0, 1, 2, 3, 4, 7, 8, 9],
  ]);
  await pass(30);
  expect([told.at(-1), many[5]?.expired]).toEqual([6, false]);
});

it('whose turn to end has not come lets nothing begin any more', async () => {
  const told: string[] = [];
  const many = Array.from({ length: 10 }, () => new Deadline(20));
  const last = many.at(-1) as Deadline;
  last.onExpiry(() => told.push('before'));
  jest.advanceTimersByTime(20);
  expect([told, last.expired, last.remainingMs]).toEqual([[], true, 0]);
  last.onExpiry(() => told.push('after'));
  expect(told).toEqual(['after']);
  const other = new Deadline(500);
  other.shareWith(last);
  expect(other.remainingMs).toBe(500);
  for (let count = 0; count < 3; count++) await turn();
  expect(told).toEqual(['after', 'before']);
});
