import { expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { Deadline } from './deadline.js';

it('tells everyone once when the time is up, and whoever comes later at once', async () => {
  const told: string[] = [];
  const deadline = new Deadline(15);
  deadline.onExpiry(() => told.push('a'));
  deadline.onExpiry(() => told.push('b'));
  expect([deadline.expired, told]).toEqual([false, []]);
  await sleep(40);
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
  await sleep(30);
  expect([told, one.expired, other.expired]).toEqual([[], true, false]);
});
