import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Deadline } from '../http/deadline.js';
import { UpstreamError, type UpstreamFailure } from '../http/upstream-error.js';
import type { CallKind } from './failure-rules.js';
import { ProviderResilience, type Attempt } from './provider-resilience.js';

const LIMITS = { attemptTimeoutMs: 3000, concurrency: 2, queue: 1 };
const BREAKER = { share: 0.5, calls: 20, openMs: 60_000 };
const deadlines: Deadline[] = [];
let events: string[];
let resilience: ProviderResilience;

const observer = {
  attemptEnded: (_provider: string, kind: CallKind, error: UpstreamError | null) =>
    void events.push(`${kind} ${error?.failure ?? 'ok'}`),
  retried: (_provider: string, operation: string, error: UpstreamError) =>
    void events.push(`${operation} again after ${error.failure}`),
  circuitChanged: (_provider: string, kind: CallKind, state: string) => void events.push(`${kind} ${state}`),
};

function build(config: object = {}, limits: object = {}): ProviderResilience {
  const all = { attempts: 3, retryPauseMs: 2, retryShare: 0.2, breaker: BREAKER, ...config };
  return new ProviderResilience('bank', all, { ...LIMITS, ...limits }, observer, () => 0.5);
}

function within(milliseconds = 60_000, chosenByCaller = false): Deadline {
  const deadline = new Deadline(milliseconds, chosenByCaller);
  deadlines.push(deadline);
  return deadline;
}

beforeEach(() => {
  events = [];
  resilience = build();
});
afterEach(() => deadlines.splice(0).forEach((deadline) => deadline.clear()));

const failed = (failure: UpstreamFailure, options: object = {}) =>
  new UpstreamError(failure, 'failed', { sent: true, ...options });

/** Runs a call whose attempts fail by turns, `null` for one that succeeds; what it ended with, and its attempts. */
async function run(outcomes: readonly (UpstreamError | null)[], kind: CallKind = 'read', deadline = within()) {
  const attempts: Attempt[] = [];
  const attempt = (made: Attempt) => {
    const outcome = outcomes[Math.min(attempts.push(made), outcomes.length) - 1];
    return outcome ? Promise.reject(outcome) : Promise.resolve('fine');
  };
  const end = await resilience
    .run({ kind, deadline, staged: false, operation: 'getCustomer' }, attempt)
    .catch((error: UpstreamError) => `${error.failure} ${error.status ?? ''}`.trim());
  return { end, attempts };
}

describe('attempts', () => {
  it('a read is repeated until it succeeds, and whoever observes hears of it', async () => {
    const { end, attempts } = await run([failed('connection_lost'), failed('status', { status: 502 }), null]);
    expect([end, attempts.map(({ number }) => number)]).toEqual(['fine', [1, 2, 3]]);
    expect(events).toEqual([
      'read connection_lost',
      'getCustomer again after connection_lost',
      'read status',
      'getCustomer again after status',
      'read ok',
    ]);
  });

  it('the last failure is the answer', async () => {
    const { end, attempts } = await run([failed('connection_lost'), failed('status', { status: 503 })]);
    expect([end, attempts.length]).toEqual(['status 503', 3]);
  });

  it('a write is repeated only when nothing was sent', async () => {
    expect((await run([failed('connection_lost'), null], 'write')).attempts).toHaveLength(1);
    expect((await run([failed('connection_refused', { sent: false }), null], 'write')).end).toBe('fine');
  });

  it('one attempt in all when so configured', async () => {
    resilience = build({ attempts: 1 });
    expect((await run([failed('connection_lost'), null])).attempts).toHaveLength(1);
  });

  it('none is begun that cannot be finished: neither after a long one nor before a long pause', async () => {
    const short = within(150, true);
    let attempts = 0;
    const slow = async () => {
      attempts++;
      await sleep(100);
      throw failed('connection_lost');
    };
    await expect(
      resilience.run({ kind: 'read', deadline: short, staged: false, operation: 'getCustomer' }, slow),
    ).rejects.toThrow();
    expect(attempts).toBe(1);
    const busy = failed('status', { status: 429, retryAfter: '2' });
    expect((await run([busy, null], 'read', within(1500))).attempts).toHaveLength(1);
  });

  it('waits as long as the provider asks, when that fits', async () => {
    const startedAt = performance.now();
    const { end } = await run([failed('status', { status: 429, retryAfter: '1' }), null], 'read', within(5000));
    expect(end).toBe('fine');
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(990);
  });

  it('the pause ends with the deadline, and with whoever waits', async () => {
    const busy = failed('status', { status: 503, retryAfter: '1' });
    const leaving = within(5000);
    setTimeout(() => leaving.cancel(), 20);
    const startedAt = performance.now();
    expect((await run([busy, null], 'read', leaving)).end).toBe('cancelled');
    expect(performance.now() - startedAt).toBeLessThan(900);
  });

  it('a fault of ours is never repeated', async () => {
    let attempts = 0;
    const broken = () => Promise.reject(new TypeError(`fault ${++attempts}`));
    await expect(
      resilience.run({ kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' }, broken),
    ).rejects.toThrow('fault 1');
  });

  it('a failing provider gets a fifth on top and no more', async () => {
    resilience = build({ breaker: null });
    let attempts = 0;
    for (let call = 0; call < 500; call++) {
      attempts += (await run([failed('status', { status: 500 })])).attempts.length;
    }
    expect(attempts).toBeLessThanOrEqual(500 * 1.2 + 10);
    expect(attempts).toBeGreaterThan(500 * 1.15);
  });

  it('a call that never reaches the provider earns no other attempt', async () => {
    resilience = build({}, { concurrency: 1, queue: 0 });
    for (let call = 0; call < 5; call++) await run([failed('status', { status: 500 })]);
    const hold = Promise.withResolvers<null>();
    const holder = resilience.run(
      { kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' },
      () => hold.promise,
    );
    for (let call = 0; call < 100; call++) expect((await run([null])).end).toBe('bulkhead_full');
    hold.resolve(null);
    await holder;
    // Ten at the start and a fifth of six calls, of which five have had two each.
    expect((await run([failed('status', { status: 500 })])).attempts).toHaveLength(2);
  });
});

describe('places and circuits', () => {
  it('each kind has its own: a full house of reads lets writes pass', async () => {
    const hold = Promise.withResolvers<string>();
    const deadline = within();
    const call = (kind: CallKind) =>
      resilience.run({ kind, deadline, staged: false, operation: 'getCustomer' }, () => hold.promise);
    const held = [call('read'), call('read'), call('read')];
    await expect(call('read')).rejects.toMatchObject({ failure: 'bulkhead_full' });
    expect(resilience.refusal('read')).toMatchObject({ failure: 'bulkhead_full' });
    expect(resilience.refusal('write')).toBeNull();
    expect(resilience.snapshot()[0]).toMatchObject({ kind: 'read', inFlight: 2, queued: 1, circuit: 'closed' });
    held.push(call('write'));
    hold.resolve('fine');
    expect(await Promise.all(held)).toEqual(['fine', 'fine', 'fine', 'fine']);
    expect(resilience.snapshot().map(({ inFlight, queued }) => [inFlight, queued])).toEqual([
      [0, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('an open circuit takes no place, spares the others, and the failure that opened it is told', async () => {
    for (let call = 0; call < 4; call++) await run([failed('dns_failed', { sent: false })]);
    const { end, attempts } = await run([failed('connection_refused', { sent: false })]);
    expect([end, attempts.length]).toEqual(['connection_refused', 1]);
    const refused = await run([null]);
    expect([refused.end, refused.attempts.length]).toEqual(['circuit_open', 0]);
    expect(resilience.refusal('read')).toMatchObject({ failure: 'circuit_open' });
    expect((await run([null], 'write')).end).toBe('fine');
    expect(resilience.snapshot()[0]).toMatchObject({ circuit: 'open', retryAfterSeconds: 60 });
  });

  it('that opens refuses also who waits for a place, and says that it was so', async () => {
    resilience = build({ attempts: 1 }, { concurrency: 1 });
    for (let call = 0; call < 4; call++) await run([failed('dns_failed', { sent: false })]);
    const asked = { kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' } as const;
    const fifth = run([failed('dns_failed', { sent: false })]);
    const attempt = () => Promise.resolve('made');
    await expect(resilience.run(asked, attempt)).rejects.toMatchObject({
      failure: 'circuit_open',
      sent: false,
      message: 'the circuit is open, and the call had waited for its place',
    });
    expect((await fifth).end).toBe('dns_failed');
    await expect(resilience.run(asked, attempt)).rejects.toMatchObject({ message: 'the circuit is open' });
    expect(resilience.snapshot()[0]).toMatchObject({ inFlight: 0, queued: 0 });
  });

  it('a fault that was asked for says nothing about the provider', async () => {
    const staged = { kind: 'read', deadline: within(), staged: true, operation: 'getCustomer' } as const;
    for (let call = 0; call < 50; call++) {
      await resilience.run(staged, () => Promise.reject(failed('connection_refused'))).catch(() => undefined);
    }
    expect((await run([null])).end).toBe('fine');
  });

  it('a fault that was asked for is repeated also while the circuit is open', async () => {
    for (let call = 0; call < 5; call++) await run([failed('dns_failed', { sent: false })]);
    expect(resilience.snapshot()[0]).toMatchObject({ circuit: 'open' });
    let attempts = 0;
    const lost = () => Promise.reject(failed('connection_lost', { number: ++attempts }));
    const staged = { kind: 'read', deadline: within(), staged: true, operation: 'getCustomer' } as const;
    await expect(resilience.run(staged, lost)).rejects.toThrow();
    expect(attempts).toBe(3);
  });

  it('without circuit breakers none opens', async () => {
    resilience = build({ breaker: null });
    for (let call = 0; call < 50; call++) await run([failed('dns_failed', { sent: false })]);
    expect((await run([null])).end).toBe('fine');
    expect(resilience.snapshot()[0]).toMatchObject({ circuit: 'none', retryAfterSeconds: null });
  });
});

describe('whoever observes', () => {
  it('hears how long each attempt took, failed or not', async () => {
    const durations: number[] = [];
    const silent = () => undefined;
    const timing = { attemptEnded: (...[, , , ms]: [string, CallKind, unknown, number]) => void durations.push(ms) };
    const all = { attempts: 2, retryPauseMs: 0, retryShare: 1, breaker: null };
    const timed = new ProviderResilience('bank', all, LIMITS, { ...timing, retried: silent, circuitChanged: silent });
    let calls = 0;
    await timed.run({ kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' }, async () => {
      await sleep(20);
      if (++calls === 1) throw failed('connection_lost');
    });
    expect(durations).toHaveLength(2);
    for (const duration of durations) {
      expect(duration).toBeGreaterThan(15);
      expect(duration).toBeLessThan(5000);
    }
  });

  it('hears nothing of a fault that is not the provider’s, which ends the call', async () => {
    const fault = new TypeError('a fault of ours');
    const call = { kind: 'read', deadline: within(), staged: false, operation: 'getCustomer' } as const;
    await expect(resilience.run(call, () => Promise.reject(fault))).rejects.toBe(fault);
    expect(events).toEqual([]);
  });

  it('hears that a circuit has opened', async () => {
    const open = { breaker: { ...BREAKER, calls: 2 } };
    resilience = build({ ...open, attempts: 1 });
    for (let count = 0; count < 2; count++) await run([failed('status', { status: 500 })]);
    expect(events).toContain('read open');
    expect((await run([null])).end).toBe('circuit_open');
  });
});

describe('pauses', () => {
  it('are what the provider asks and a random part on top, and no timer is left of them', async () => {
    const start = performance.now();
    const { attempts } = await run([failed('status', { status: 503, retryAfter: '1' }), null]);
    expect(attempts).toHaveLength(2);
    expect(performance.now() - start).toBeGreaterThanOrEqual(999);
  });

  it('that cannot be understood end the call', async () => {
    const { end, attempts } = await run([failed('status', { status: 429, retryAfter: 'soon' }), null]);
    expect([end, attempts.length]).toEqual(['status 429', 1]);
  });
});
