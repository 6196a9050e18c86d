import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { pass, useStillClock } from '../../../test/support/still-clock.js';
import { unobserved } from '../../../test/support/unobserved.js';
import { Deadline } from '../http/deadline.js';
import { UpstreamError } from '../http/upstream-error.js';
import type { CallKind } from './failure-rules.js';
import { ProviderResilience, type Attempt } from './provider-resilience.js';

const slow = new UpstreamError('attempt_timeout', 'failed', { sent: true });
const deadlines: Deadline[] = [];
let resilience: ProviderResilience;

function build({ retryShare = 0.2, attempts = 3, concurrency = 100, attemptTimeoutMs = 3000 }): ProviderResilience {
  const config = { attempts, retryPauseMs: 2, retryShare, breaker: { share: 0.5, calls: 20, openMs: 60_000 } };
  return new ProviderResilience('bank', config, { attemptTimeoutMs, concurrency, queue: 100 }, unobserved, () => 0.5);
}

const sleep = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));

function within(milliseconds = 60_000): Deadline {
  const deadline = new Deadline(milliseconds);
  deadlines.push(deadline);
  return deadline;
}

/** Makes attempts that take too long by turns, each asking whether to give up; what they were told. */
async function run(kind: CallKind, { deadline = within(), staged = false } = {}) {
  const made: { timeoutMs: number | null; gaveUp: boolean | null }[] = [];
  const attempt = ({ timeoutMs, giveUp }: Attempt) => {
    const gaveUp = timeoutMs === null ? null : giveUp();
    made.push({ timeoutMs, gaveUp });
    return gaveUp ? Promise.reject(slow) : Promise.resolve('fine');
  };
  await resilience.run({ kind, deadline, staged, operation: 'getCustomer' }, attempt);
  return made;
}

beforeEach(() => void (resilience = build({})));
afterEach(() => deadlines.splice(0).forEach((deadline) => deadline.clear()));

const cut = { timeoutMs: 3000, gaveUp: true };
const patient = { timeoutMs: null, gaveUp: null };

it('the first attempt of a read is given up after its time, then the next gets all that is left', async () => {
  expect(await run('read')).toEqual([cut, patient]);
  resilience = build({ attempts: 2 });
  expect(await run('read')).toEqual([cut, patient]);
});

it('after a quick failure there is no second attempt to give up, since no third would follow', async () => {
  const timeouts: (number | null)[] = [];
  const lost = ({ timeoutMs }: Attempt) => {
    timeouts.push(timeoutMs);
    return Promise.reject(new UpstreamError('connection_lost', 'failed', { sent: true }));
  };
  await resilience
    .run({ kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' }, lost)
    .catch(() => undefined);
  expect(timeouts).toEqual([3000, null, null]);
});

it('a write, a read with little time and a read with one attempt have all of it at once', async () => {
  expect(await run('write')).toEqual([patient]);
  expect(await run('read', { deadline: within(5000) })).toEqual([patient]);
  resilience = build({ attempts: 1 });
  expect(await run('read')).toEqual([patient]);
});

it('what cannot be repeated goes on: of many that are slow at once, only as many are given up as are repeated', async () => {
  const all = await Promise.all(Array.from({ length: 60 }, () => run('read')));
  const repeated = all.filter((made) => made.length === 2);
  expect(repeated.length).toBeGreaterThanOrEqual(10);
  expect(repeated.length).toBeLessThanOrEqual(10 + 60 * 0.2);
  for (const made of all) expect(made.length === 2 || made[0]?.gaveUp === false).toBe(true);
});

it('while others wait for a place none is given up: another attempt would have to wait behind them', async () => {
  resilience = build({ concurrency: 1 });
  const gaveUp: boolean[] = [];
  const hold = Promise.withResolvers<void>();
  const slow = async ({ giveUp }: Attempt) => {
    await hold.promise;
    gaveUp.push(giveUp());
  };
  const both = [1, 2].map(() =>
    resilience.run({ kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' }, slow),
  );
  hold.resolve();
  await Promise.all(both);
  // Nobody waits behind the second one.
  expect(gaveUp).toEqual([false, true]);
});

it('while the circuit is open none is given up, for none could follow', async () => {
  const gaveUp: boolean[] = [];
  const hold = Promise.withResolvers<void>();
  const waiting = resilience.run(
    { kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' },
    async ({ giveUp }) => {
      await hold.promise;
      gaveUp.push(giveUp());
    },
  );
  const down = () => Promise.reject(new UpstreamError('dns_failed', 'failed', { sent: false }));
  for (let call = 0; call < 5; call++) {
    await resilience
      .run({ kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' }, down)
      .catch(() => undefined);
  }
  hold.resolve();
  await waiting;
  expect(gaveUp).toEqual([false]);
});

it('a fault that was asked for costs no token', async () => {
  for (let call = 0; call < 30; call++) expect(await run('read', { staged: true })).toEqual([cut, patient]);
  expect(await run('read')).toEqual([cut, patient]);
});

describe('the wait for a place', () => {
  useStillClock();

  it('is over when the time of an attempt begins', async () => {
    resilience = build({ concurrency: 1, attemptTimeoutMs: 100 });
    const deadline = within(230);
    const holder = resilience.run({ kind: 'read', deadline, staged: false, operation: 'getCustomer' }, () => sleep(60));
    // 230 ms are enough for two attempts of 100 ms; what is left of them after the wait is not.
    const [made] = await Promise.all([run('read', { deadline }), holder, pass(60)]);
    expect(made).toEqual([patient]);
  });

  it('does not count as time that another attempt would take', async () => {
    resilience = build({ concurrency: 1 });
    const deadline = within(400);
    const holder = resilience.run({ kind: 'read', deadline, staged: false, operation: 'getCustomer' }, () =>
      sleep(150),
    );
    let attempts = 0;
    const lost = new UpstreamError('connection_lost', 'failed', { sent: true });
    // With the wait it would have taken 220 ms, and 180 are left.
    const flaky = async () => {
      if (++attempts > 1) return 'fine';
      await sleep(70);
      throw lost;
    };
    const end = resilience.run({ kind: 'read', deadline, staged: false, operation: 'getCustomer' }, flaky);
    await Promise.all([expect(end).resolves.toBe('fine'), holder, pass(230)]);
  });
});

it.each([
  [1000, 'open'],
  [999, 'closed'],
])('the silence of the attempt that was given up counts with that of the next (%i ms)', async (silentMs, state) => {
  resilience = build({ retryShare: 1 });
  const silent = ({ number }: Attempt) =>
    number === 1
      ? Promise.reject(new UpstreamError('attempt_timeout', 'failed', { sent: true, silentMs: 2000 }))
      : Promise.reject(new UpstreamError('cancelled', 'failed', { sent: true, silentMs }));
  for (let call = 0; call < 20; call++) {
    await resilience
      .run({ kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' }, silent)
      .catch(() => undefined);
  }
  expect(resilience.snapshot().find(({ kind }) => kind === 'read')?.circuit).toBe(state);
});
