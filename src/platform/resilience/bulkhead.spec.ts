import { expect, it } from '@jest/globals';
import { Deadline } from '../http/deadline.js';
import { Bulkhead, deadlineError } from './bulkhead.js';

const patient = () => new Deadline(60_000);
const longest = () => 0;
const settled = () => new Promise((resolve) => setImmediate(resolve));

it('lets in as many as there are places, then as many wait, and the next is refused', async () => {
  const bulkhead = new Bulkhead(2, 2, longest);
  const deadlines = Array.from({ length: 5 }, patient);
  const [, , third, fourth] = deadlines.slice(0, 4).map((deadline) => bulkhead.enter(deadline));
  expect([bulkhead.inFlight, bulkhead.queued, bulkhead.isFullFor(null, Infinity)]).toEqual([2, 2, true]);
  expect(() => bulkhead.enter(deadlines[4] as Deadline)).toThrow(
    expect.objectContaining({ failure: 'bulkhead_full', sent: false, message: expect.stringMatching(/\w/) }),
  );
  const order: string[] = [];
  void third?.then(() => order.push('third'));
  void fourth?.then(() => order.push('fourth'));
  bulkhead.leave();
  await settled();
  expect([order, bulkhead.inFlight, bulkhead.queued, bulkhead.isFullFor(null, Infinity)]).toEqual([
    ['third'],
    2,
    1,
    false,
  ]);
  bulkhead.leave();
  await settled();
  expect(order).toEqual(['third', 'fourth']);
  bulkhead.leave();
  bulkhead.leave();
  expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 0]);
  deadlines.forEach((deadline) => deadline.clear());
});

it('whoever waits leaves the queue after half of its time, or when nobody wants it any more; its place goes to the next', async () => {
  const bulkhead = new Bulkhead(1, 3, longest);
  const [first, short, left, last] = [patient(), new Deadline(400), patient(), patient()];
  const startedAt = performance.now();
  expect(bulkhead.enter(first)).toBeUndefined();
  const late = bulkhead.enter(short);
  const gone = bulkhead.enter(left);
  const next = bulkhead.enter(last);
  left.cancel();
  await expect(gone).rejects.toMatchObject({ failure: 'cancelled', sent: false, message: expect.stringMatching(/\w/) });
  await expect(late).rejects.toMatchObject({
    failure: 'bulkhead_full',
    sent: false,
    message: 'no place for the call was free while it waited',
  });
  expect(performance.now() - startedAt).toBeGreaterThan(190);
  expect(short.expired).toBe(false);
  expect([bulkhead.inFlight, bulkhead.queued]).toEqual([1, 1]);
  bulkhead.leave();
  await next;
  expect([bulkhead.inFlight, bulkhead.queued]).toEqual([1, 0]);
  bulkhead.leave();
  expect(bulkhead.inFlight).toBe(0);
  [first, short, left, last].forEach((deadline) => deadline.clear());
});

it('those who came together leave up to a tenth of their time earlier, by chance', async () => {
  const chances = [0, 1, 0.5];
  const bulkhead = new Bulkhead(1, 3, () => chances.shift() ?? 0);
  const holder = patient();
  void bulkhead.enter(holder);
  const order: number[] = [];
  const deadlines = [0, 1, 2].map(() => new Deadline(400));
  const leaving = deadlines.map((deadline, index) => bulkhead.enter(deadline)?.catch(() => order.push(index)));
  await Promise.all(leaving);
  expect(order).toEqual([1, 2, 0]);
  deadlines.forEach((deadline) => deadline.clear());
  holder.clear();
});

it('a deadline that passes after the place was given takes nothing back', async () => {
  const bulkhead = new Bulkhead(1, 1, longest);
  const [first, second] = [patient(), patient()];
  void bulkhead.enter(first);
  const waiting = bulkhead.enter(second);
  bulkhead.leave();
  second.cancel();
  await expect(waiting).resolves.toBeUndefined();
  expect(bulkhead.inFlight).toBe(1);
  first.clear();
});

it('whoever was let in leaves nothing with its deadline, which all calls of a request share', async () => {
  class CountingDeadline extends Deadline {
    listening = 0;
    override onExpiry(listener: () => void): () => void {
      this.listening++;
      const forget = super.onExpiry(listener);
      return () => {
        this.listening--;
        forget();
      };
    }
  }
  const bulkhead = new Bulkhead(1, 1, longest);
  const deadline = new CountingDeadline(60_000);
  void bulkhead.enter(deadline);
  const waiting = bulkhead.enter(deadline);
  expect(deadline.listening).toBe(1);
  bulkhead.leave();
  await waiting;
  expect(deadline.listening).toBe(0);
  deadline.clear();
});

it('callers take turns, and a full queue has room for whoever has least in it', async () => {
  const bulkhead = new Bulkhead(1, 4, longest);
  const deadline = patient();
  void bulkhead.enter(deadline, 'greedy');
  const order: string[] = [];
  const ask = (caller: string, name: string) =>
    bulkhead.enter(deadline, caller)?.then(
      () => order.push(name),
      ({ failure }: { failure: string }) => order.push(`${name} ${failure}`),
    );
  for (const number of [1, 2, 3, 4]) void ask('greedy', `greedy ${number}`);
  expect([bulkhead.isFullFor('greedy', Infinity), bulkhead.isFullFor('modest', Infinity)]).toEqual([true, false]);
  void ask('modest', 'modest 1');
  void ask('modest', 'modest 2');
  // Each has half of the queue now.
  expect([bulkhead.queued, bulkhead.isFullFor('greedy', Infinity), bulkhead.isFullFor('modest', Infinity)]).toEqual([
    4,
    true,
    true,
  ]);
  expect(() => ask('modest', 'modest 3')).toThrow(expect.objectContaining({ failure: 'bulkhead_full', sent: false }));
  for (let place = 0; place < 5; place++) bulkhead.leave();
  await settled();
  const refused = ['greedy 4 bulkhead_full', 'greedy 3 bulkhead_full'];
  expect(order).toEqual(expect.arrayContaining(refused));
  const served = ['greedy 1', 'modest 1', 'greedy 2', 'modest 2'];
  expect(order.filter((name) => !refused.includes(name))).toEqual(served);
  expect([bulkhead.inFlight, bulkhead.queued]).toEqual([0, 0]);
  deadline.clear();
});

it('a call of an older request is not refused for one of a newer', async () => {
  const bulkhead = new Bulkhead(1, 1, longest);
  const older = patient();
  while (performance.now() === older.beganAt);
  const newer = patient();
  void bulkhead.enter(newer, 'one');
  const waiting = bulkhead.enter(newer, 'one');
  expect([bulkhead.isFullFor('one', newer.beganAt), bulkhead.isFullFor('one', older.beganAt)]).toEqual([true, false]);
  const ahead = bulkhead.enter(older, 'one');
  await expect(waiting).rejects.toMatchObject({
    failure: 'bulkhead_full',
    sent: false,
    message: 'another call was given its place in the queue while it waited',
  });
  bulkhead.leave();
  await ahead;
  [older, newer].forEach((deadline) => deadline.clear());
});

it('without a queue every call past the places is refused', () => {
  const bulkhead = new Bulkhead(1, 0, longest);
  const deadline = patient();
  expect(bulkhead.isFullFor(null, Infinity)).toBe(false);
  void bulkhead.enter(deadline);
  expect(bulkhead.isFullFor(null, Infinity)).toBe(true);
  expect(() => bulkhead.enter(deadline)).toThrow();
  deadline.clear();
});

it('a call that ends before anything was sent is late, or nobody waits for it', () => {
  const deadline = patient();
  expect(deadlineError(deadline, 'too late')).toMatchObject({ failure: 'deadline', sent: false, message: 'too late' });
  deadline.cancel();
  expect(deadlineError(deadline, 'too late')).toMatchObject({
    failure: 'cancelled',
    sent: false,
    message: 'nobody waits for the answer any more',
  });
});
