import { expect, it } from '@jest/globals';
import { FairQueue } from './fair-queue.js';

function queueOf(...waiters: readonly string[]): FairQueue<string> {
  const queue = new FairQueue<string>();
  for (const waiter of waiters) queue.add(waiter[0] ?? null, waiter);
  return queue;
}

function rest(queue: FairQueue<string>): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next);
  return taken;
}

it('callers take turns, each in the order of its own', () => {
  const queue = queueOf('a1', 'a2', 'a3', 'b1', 'c1', 'c2');
  expect(queue.size).toBe(6);
  expect(rest(queue)).toEqual(['a1', 'b1', 'c1', 'a2', 'c2', 'a3']);
  expect([queue.size, queue.take()]).toEqual([0, undefined]);
});

it('whoever comes during a turn is in it once', () => {
  const queue = queueOf('a1', 'a2');
  expect(queue.take()).toBe('a1');
  queue.add('a', 'a3');
  queue.add('b', 'b1');
  expect(rest(queue)).toEqual(['a2', 'b1', 'a3']);
});

it('what waits no longer is taken out once, and its line with it', () => {
  const queue = queueOf('a1', 'b1', 'b2');
  expect([queue.remove('a', 'a1'), queue.remove('a', 'a1'), queue.remove('b', 'a1')]).toEqual([true, false, false]);
  expect([queue.remove('b', 'b1'), queue.size]).toEqual([true, 1]);
  expect(rest(queue)).toEqual(['b2']);
});

it('the last of the longest line makes room for a caller whose own stays shorter', () => {
  const queue = queueOf('a1', 'b1', 'b2', 'b3', 'c1', 'c2');
  expect(queue.lastOfLongest('d')).toBe('b3');
  expect(queue.lastOfLongest('a')).toBe('b3');
  expect([queue.lastOfLongest('b'), queue.lastOfLongest('c')]).toEqual([undefined, undefined]);
  expect(queue.lastOfLongest(null)).toBe('b3');
  expect(queueOf().lastOfLongest('a')).toBeUndefined();
  expect(queueOf('a1', 'b1').lastOfLongest('c')).toBeUndefined();
});
