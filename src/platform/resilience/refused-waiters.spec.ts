import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { pass, useStillClock } from '../../../test/support/still-clock.js';
import { unobserved } from '../../../test/support/unobserved.js';
import { Deadline } from '../http/deadline.js';
import { UpstreamError } from '../http/upstream-error.js';
import { ProviderResilience } from './provider-resilience.js';

const refused = new UpstreamError('connection_refused', 'failed', { sent: false });
let deadlines: Deadline[];
let ends: { failure: string; atMs: number }[];
let open: () => void;

useStillClock();
beforeEach(() => void ([deadlines, ends] = [[], []]));
afterEach(() => deadlines.forEach((deadline) => deadline.clear()));

/** Has so many wait for the one place, with so much time each; `open` makes the circuit open then. */
async function wait(count: number, { milliseconds = 10_000, queue = 128 } = {}): Promise<void> {
  const config = { attempts: 1, retryPauseMs: 2, retryShare: 0, breaker: { share: 0.5, calls: 20, openMs: 60_000 } };
  const limits = { attemptTimeoutMs: 3000, concurrency: 1, queue };
  const bank = new ProviderResilience('bank', config, limits, unobserved, () => 0.5);
  const run = (attempt: () => Promise<string>, time = 60_000) => {
    const deadline = new Deadline(time);
    deadlines.push(deadline);
    return bank.run({ kind: 'read', deadline, staged: false, operation: 'getCustomer' }, attempt);
  };
  for (let call = 0; call < 4; call++) await run(() => Promise.reject(refused)).catch(() => undefined);
  const fifth = Promise.withResolvers<string>();
  run(() => fifth.promise).catch(() => undefined);
  const beganAt = performance.now();
  for (let waiter = 0; waiter < count; waiter++) {
    run(() => Promise.resolve('fine'), milliseconds).catch((error: unknown) => {
      ends.push({ failure: (error as UpstreamError).failure, atMs: Math.round(performance.now() - beganAt) });
    });
  }
  open = () => fifth.reject(refused);
}

it('those who wait when the circuit opens are refused five milliseconds apart, beginning at once', async () => {
  await wait(128);
  open();
  await pass(1000);
  expect(ends.map(({ atMs }) => atMs)).toEqual(Array.from({ length: 128 }, (_none, index) => 5 * index));
  expect(new Set(ends.map(({ failure }) => failure))).toEqual(new Set(['circuit_open']));
});

it('closer together in a longer queue, or when they have little time: within a tenth of it', async () => {
  await wait(400, { milliseconds: 2000, queue: 400 });
  await pass(100);
  open();
  await pass(1000);
  const sooner = ends.filter(({ atMs }) => atMs - 100 < 95).length;
  expect([ends.length, ends[0]?.atMs]).toEqual([400, 100]);
  expect(Math.abs(sooner - 200)).toBeLessThan(5);
  expect(ends.at(-1)?.atMs).toBe(289);
});

it('a caller who hangs up during the pause ends at once', async () => {
  await wait(100);
  open();
  await pass(100);
  const before = ends.length;
  deadlines.slice(-100).forEach((deadline) => deadline.cancel());
  await pass(0);
  expect(ends.slice(before).map(({ failure }) => failure)).toEqual(Array(100 - before).fill('cancelled'));
});
