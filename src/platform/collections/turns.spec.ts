import { setImmediate as turn } from 'node:timers/promises';
import { expect, it, jest } from '@jest/globals';
import { useStillClock } from '../../../test/support/still-clock.js';
import { Turns } from './turns.js';

useStillClock();

const numbers = (length: number, first = 0) => Array.from({ length }, (_, index) => first + index);

it('does a heap in order, so many in a turn, and nothing at once', async () => {
  const done: number[] = [];
  const turns = new Turns(20);
  for (const number of numbers(45)) turns.add(() => done.push(number));
  const seen = [done.length];
  for (let count = 0; count < 4; count++) {
    await turn();
    seen.push(done.length);
  }
  expect(seen).toEqual([0, 20, 40, 45, 45]);
  expect(done).toEqual(numbers(45));
});

it('does what comes while it is at work, and begins again after a rest', async () => {
  const done: number[] = [];
  const turns = new Turns(20);
  for (const number of numbers(20)) {
    turns.add(() => {
      done.push(number);
      turns.add(() => done.push(number + 100));
    });
  }
  await turn();
  expect(done).toEqual(numbers(20));
  await turn();
  expect(done).toEqual([...numbers(20), ...numbers(20, 100)]);
  turns.add(() => done.push(7000));
  await turn();
  expect(done.at(-1)).toBe(7000);
});

it('does at once what is not done in time, and begins to count anew with the next heap', async () => {
  const done: number[] = [];
  const turns = new Turns(3, 200);
  for (const number of numbers(20)) turns.add(() => done.push(number));
  const seen: number[] = [];
  for (const milliseconds of [199, 0, 1]) {
    jest.advanceTimersByTime(milliseconds);
    await turn();
    seen.push(done.length);
  }
  expect(seen).toEqual([3, 6, 20]);
  for (const number of numbers(20, 100)) turns.add(() => done.push(number));
  await turn();
  expect(done).toHaveLength(23);
  jest.advanceTimersByTime(200);
  await turn();
  expect(done).toEqual([...numbers(20), ...numbers(20, 100)]);
});
