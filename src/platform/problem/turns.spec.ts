import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { Turns } from './turns.js';

const numbers = (length: number, first = 0) => Array.from({ length }, (_, index) => first + index);

it('deals with a heap in order, twenty in a turn, and with nothing at once', async () => {
  const done: number[] = [];
  const turns = new Turns<number>((item) => done.push(item));
  for (const item of numbers(45)) turns.add(item);
  const seen = [done.length];
  for (let count = 0; count < 4; count++) {
    await turn();
    seen.push(done.length);
  }
  expect(seen).toEqual([0, 20, 40, 45, 45]);
  expect(done).toEqual(numbers(45));
});

it('deals with what comes while it is at work, and begins again after a rest', async () => {
  const done: number[] = [];
  const turns = new Turns<number>((item) => {
    done.push(item);
    if (item < 20) turns.add(item + 100);
  });
  for (const item of numbers(20)) turns.add(item);
  await turn();
  await turn();
  expect(done).toEqual([...numbers(20), ...numbers(20, 100)]);
  turns.add(7000);
  await turn();
  expect(done.at(-1)).toBe(7000);
});
