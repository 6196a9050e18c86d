import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, jest } from '@jest/globals';
import { useStillClock } from '../../../test/support/still-clock.js';
import { Batches } from './batches.js';

useStillClock();

const numbers = (length: number, first = 0) => Array.from({ length }, (_, index) => first + index);

it('runs tasks in order, so many in a turn, and none at once', async () => {
  const done: number[] = [];
  const batches = new Batches(20);
  for (const number of numbers(45)) batches.add(() => done.push(number));
  const seen = [done.length];
  for (let count = 0; count < 4; count++) {
    jest.advanceTimersByTime(10_000);
    await turn();
    seen.push(done.length);
  }
  expect(seen).toEqual([0, 20, 40, 45, 45]);
  expect(done).toEqual(numbers(45));
});

it('runs what comes while it is at work, and begins again after a rest', async () => {
  const done: number[] = [];
  const batches = new Batches(20);
  for (const number of numbers(20)) {
    batches.add(() => {
      done.push(number);
      batches.add(() => done.push(number + 100));
    });
  }
  await turn();
  expect(done).toEqual(numbers(20));
  await turn();
  expect(done).toEqual([...numbers(20), ...numbers(20, 100)]);
  batches.add(() => done.push(7000));
  await turn();
  expect(done.at(-1)).toBe(7000);
});

it('takes more in a turn the longer tasks have been waiting, and begins anew after a rest', async () => {
  const done: number[] = [];
  const batches = new Batches(3, 100);
  for (const number of numbers(20)) batches.add(() => done.push(number));
  const seen: number[] = [];
  for (const milliseconds of [99, 1, 100, 0]) {
    jest.advanceTimersByTime(milliseconds);
    await turn();
    seen.push(done.length);
  }
  expect(seen).toEqual([3, 9, 18, 20]);
  for (const number of numbers(20, 100)) batches.add(() => done.push(number));
  await turn();
  expect(done).toEqual([...numbers(20), ...numbers(3, 100)]);
});
