import { expect, it } from '@jest/globals';
import { CountingWatch } from './counting-watch.js';

/** What is said when so many answers come, all alike, one every `everyMs`. */
class Clock {
  private now = 5000;
  private readonly watch = new CountingWatch();

  answers(count: number, inTime: boolean, everyMs: number): string[] {
    return Array.from({ length: count }, () => this.watch.note(inTime, (this.now += everyMs))).filter(
      (said) => said !== null,
    );
  }
}

it('says once that answers miss their time, and once that they do not any more', () => {
  const clock = new Clock();
  expect(clock.answers(50, true, 100)).toEqual([]);
  expect(clock.answers(50, false, 100)).toEqual(['missing']);
  expect(clock.answers(50, true, 100)).toEqual(['in_time']);
  expect(clock.answers(50, false, 100)).toEqual(['missing']);
});

it('is not moved by a hiccup, either way', () => {
  const clock = new Clock();
  const hiccups = (usual: boolean) =>
    Array.from({ length: 100 }, (_, index) => clock.answers(1, (index % 8 !== 0) === usual, 100)).flat();
  expect(hiccups(true)).toEqual([]);
  expect(hiccups(false)).toEqual(['missing']);
  expect(hiccups(true)).toEqual(['in_time']);
});

it.each([
  ['many in a moment', 1000, 0.5],
  ['a few over a long time', 9, 60_000],
])('says nothing of %s', (_what, count, everyMs) => {
  expect(new Clock().answers(count, false, everyMs)).toEqual([]);
});

it('says nothing anew while half of them miss it', () => {
  const clock = new Clock();
  const inTurn = () => Array.from({ length: 100 }, (_, index) => clock.answers(1, index % 2 === 0, 100)).flat();
  expect(inTurn()).toEqual([]);
  clock.answers(50, false, 100);
  expect(inTurn()).toEqual([]);
});
