import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { pino } from 'pino';
import { useStillClock } from '../../../test/support/still-clock.js';
import { Lifecycle } from './lifecycle.js';
import { QuietCollection } from './quiet-collection.js';

let lifecycle: Lifecycle;
let collections: unknown[];
let turnedAway: number;
let quiet: QuietCollection;

useStillClock();
beforeEach(() => {
  lifecycle = new Lifecycle();
  collections = [];
  turnedAway = 0;
  const options = { lifecycle, logger: pino({ enabled: false }), turnedAway: () => turnedAway };
  const collect = ((how: unknown) => void collections.push(how)) as NodeJS.GCFunction;
  quiet = new QuietCollection({ ...options, collect });
});
afterEach(() => quiet.stop());

function serve(requests: number): void {
  for (let request = 0; request < requests; request++) {
    lifecycle.began();
    lifecycle.ended();
  }
}

/** Seconds of which each has so many requests. */
function pass(seconds: number, requestsASecond = 0): void {
  for (let second = 0; second < seconds; second++) {
    serve(requestsASecond);
    jest.advanceTimersByTime(1000);
  }
}

test('an overload is followed by one collection that compacts, beside health checks', () => {
  turnedAway = 1000;
  pass(20, 100);
  expect(collections).toEqual([]);
  pass(14, 2);
  expect(collections).toEqual([]);
  pass(120, 2);
  expect(collections).toEqual([{ type: 'major', flavor: 'last-resort' }]);
  turnedAway = 2000;
  pass(20);
  expect(collections).toHaveLength(2);
});

test('nothing is collected while there are callers, or a request is in flight', () => {
  turnedAway = 1000;
  pass(120, 3);
  expect(collections).toEqual([]);
  lifecycle.began();
  pass(60);
  expect(collections).toEqual([]);
  lifecycle.ended();
  pass(20);
  expect(collections).toHaveLength(1);
});

test('ordinary work with refusals now and then is no overload, however many there are in the end', () => {
  for (let minute = 0; minute < 60; minute++) {
    turnedAway += 99;
    pass(60, 100);
  }
  pass(60);
  expect(collections).toEqual([]);
});
