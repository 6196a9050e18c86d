import { expect, it } from '@jest/globals';
import { FairQueue } from './fair-queue.js';

interface Named {
  readonly name: string;
  readonly since: number;
}

/** Waiters by the letter of their caller and a number; all of requests that began together. */
const known = new Map<string, Named>();
function named(name: string): Named {
  const waiter = known.get(name) ?? { name, since: 0 };
  known.set(name, waiter);
  return waiter;
}

function queueOf(...names: readonly string[]): FairQueue<Named> {
  const queue = new FairQueue<Named>();
  for (const name of names) queue.add(name[0] ?? null, named(name));
  return queue;
}

function rest(queue: FairQueue<Named>): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next !== undefined; next = queue.take()) taken.push(next.name);
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
  expect(queue.take()?.name).toBe('a1');
  queue.add('a', named('a3'));
  queue.add('b', named('b1'));
  expect(rest(queue)).toEqual(['a2', 'b1', 'a3']);
});

it('what waits no longer is taken out once, and its line with it', () => {
  const queue = queueOf('a1', 'b1', 'b2');
  expect([queue.remove('a', named('a1')), queue.remove('a', named('a1')), queue.remove('b', named('a1'))]).toEqual([
    true,
    false,
    false,
  ]);
  expect([queue.remove('b', named('b1')), queue.size]).toEqual([true, 1]);
  expect(rest(queue)).toEqual(['b2']);
});

it('the last of the longest line makes room for a caller whose own stays shorter', () => {
  const queue = queueOf('a1', 'b1', 'b2', 'b3', 'c1', 'c2');
  expect(queue.newestOfLongest('d', 0)?.name).toBe('b3');
  expect(queue.newestOfLongest('a', 0)?.name).toBe('b3');
  expect([queue.newestOfLongest('b', 0), queue.newestOfLongest('c', 0)]).toEqual([undefined, undefined]);
  expect(queue.newestOfLongest(null, 0)?.name).toBe('b3');
  expect(queueOf().newestOfLongest('a', 0)).toBeUndefined();
  expect(queueOf('a1', 'b1').newestOfLongest('c', 0)).toBeUndefined();
});

it('a call of an older request goes before those of newer ones of its caller, and is not the one to go', () => {
  const queue = new FairQueue<Named>();
  const of = (name: string, since: number) => ({ name, since });
  for (const waiter of [of('first', 10), of('third', 30), of('second', 20), of('fourth', 30)]) queue.add('a', waiter);
  expect(queue.newestOfLongest('b', 90)?.name).toBe('fourth');
  expect(queue.newestOfLongest('a', 25)?.name).toBe('fourth');
  expect(queue.newestOfLongest('a', 30)).toBeUndefined();
  expect(rest(queue)).toEqual(['first', 'second', 'third', 'fourth']);
});
