import { describe, expect, it } from '@jest/globals';
import { CircuitState } from 'cockatiel';
import { pass, useStillClock } from '../../../test/support/still-clock.js';
import { UpstreamError } from '../http/upstream-error.js';
import { ProviderBreaker } from './breaker.js';

it.each([7, 14, 28, 50, 55, 56])('opens at exactly %i of a hundred calls, if that is the share', (percent) => {
  const breaker = new ProviderBreaker({ share: percent / 100, calls: 20, openMs: 15_000 });
  for (let call = percent; call < 100; call++) breaker.success(CircuitState.Closed);
  const opened = Array.from({ length: percent }, () => breaker.failure(CircuitState.Closed));
  expect(opened.indexOf(true)).toBe(percent - 1);
});

const silence = (silentMs: number) => new UpstreamError('deadline', 'failed', { sent: true, silentMs });
const HALF_OF_20 = { share: 0.5, calls: 20, openMs: 15_000 };

it('forgets the failures of before once a trial has succeeded', () => {
  const breaker = new ProviderBreaker(HALF_OF_20);
  for (let call = 0; call < 20; call++) breaker.failure(CircuitState.Closed);
  breaker.success(CircuitState.HalfOpen);
  const opened = Array.from({ length: 19 }, () => breaker.failure(CircuitState.Closed));
  expect(opened.indexOf(true)).toBe(18);
});

it('keeps them while good answers come to a closed circuit', () => {
  const breaker = new ProviderBreaker(HALF_OF_20);
  for (let call = 0; call < 19; call++) breaker.failure(CircuitState.Closed);
  breaker.success(CircuitState.Closed);
  expect(breaker.failure(CircuitState.Closed)).toBe(true);
});

it.each([CircuitState.HalfOpen, CircuitState.Open])('takes one failed trial for enough (state %i)', (state) => {
  expect(new ProviderBreaker(HALF_OF_20).failure(state)).toBe(true);
});

describe('connections that cannot be made', () => {
  const noConnection = (breaker: ProviderBreaker) => {
    breaker.note(new UpstreamError('connection_refused', 'failed', { sent: false }));
    return breaker.failure(CircuitState.Closed);
  };

  it('open it at the fifth in a row', () => {
    const breaker = new ProviderBreaker(HALF_OF_20);
    const opened = Array.from({ length: 5 }, () => noConnection(breaker));
    expect(opened).toEqual([false, false, false, false, true]);
  });

  it.each([
    ['an answer', (breaker: ProviderBreaker) => breaker.success(CircuitState.Closed)],
    ['another failure', (breaker: ProviderBreaker) => breaker.failure(CircuitState.Closed)],
  ])('are counted anew after %s', (_what, between) => {
    const breaker = new ProviderBreaker(HALF_OF_20);
    for (let call = 0; call < 4; call++) noConnection(breaker);
    between(breaker);
    expect(noConnection(breaker)).toBe(false);
  });
});

describe('failures in a row, after hundreds of good calls', () => {
  useStillClock();
  const busyBreaker = async () => {
    const breaker = new ProviderBreaker({ share: 0.99, calls: 1, openMs: 15_000 });
    for (let call = 0; call < 1000; call++) breaker.success(CircuitState.Closed);
    await pass(10_000);
    return breaker;
  };

  it('are twenty, however few calls are enough to judge by the share', async () => {
    const breaker = await busyBreaker();
    const opened = Array.from({ length: 20 }, () => {
      breaker.note(silence(10_000));
      return breaker.failure(CircuitState.Closed);
    });
    expect(opened.indexOf(true)).toBe(19);
  });

  it('count from the longest silence of those that end in one turn', async () => {
    const breaker = await busyBreaker();
    for (const silentMs of [0, 5000, 0]) breaker.note(silence(silentMs));
    const opened = Array.from({ length: 20 }, () => breaker.failure(CircuitState.Closed));
    expect(opened.indexOf(true)).toBe(19);
  });
});
