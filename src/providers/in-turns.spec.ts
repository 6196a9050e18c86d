import { expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { inTurns } from './in-turns.js';

function watched(failing?: number) {
  const seen = { begun: [] as number[], running: 0, most: 0 };
  const run = async (item: number) => {
    seen.begun.push(item);
    seen.most = Math.max(seen.most, ++seen.running);
    await delay(20 - item);
    seen.running--;
    if (item === failing) throw new Error(`item ${item}`);
    return item * 10;
  };
  return { seen, run };
}

it('gives the results in the order of the items, a few at a time', async () => {
  const { seen, run } = watched();
  expect(await inTurns([1, 2, 3, 4, 5, 6, 7], 3, run)).toEqual([10, 20, 30, 40, 50, 60, 70]);
  expect(seen.most).toBe(3);
});

it('begins nothing after a failure, and lets end what was under way', async () => {
  const { seen, run } = watched(2);
  await expect(inTurns([1, 2, 3, 4, 5, 6, 7, 8, 9], 3, run)).rejects.toThrow('item 2');
  expect(seen.running).toBe(0);
  expect(seen.begun.length).toBeLessThan(7);
});

it('does nothing for nothing', async () => {
  expect(await inTurns([], 3, () => Promise.reject(new Error('never')))).toEqual([]);
});
