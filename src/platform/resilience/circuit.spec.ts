import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Deadline } from '../http/deadline.js';
import { UpstreamError, type UpstreamFailure } from '../http/upstream-error.js';
import { Circuit, type CircuitName } from './circuit.js';

const OPEN_MS = 60;
let circuit: Circuit;
let changes: CircuitName[];
let deadline: Deadline;
/** Of a caller who waits shorter than an attempt may take. */
let hurried: Deadline;
let calls = 0;

beforeEach(() => {
  // A clock that stands still: what is shown here must not hang on how busy the machine is.
  jest.useFakeTimers();
  changes = [];
  calls = 0;
  circuit = new Circuit({ share: 0.5, calls: 20, openMs: OPEN_MS }, 1000, (state) => changes.push(state));
  deadline = new Deadline(60_000);
  hurried = new Deadline(500, true);
});
afterEach(() => {
  deadline.clear();
  hurried.clear();
  jest.useRealTimers();
});

const pass = (milliseconds: number) => jest.advanceTimersByTimeAsync(milliseconds);

const failing =
  (failure: UpstreamFailure, status: number | null = null) =>
  () => {
    calls++;
    return Promise.reject(new UpstreamError(failure, 'failed', { sent: true, status }));
  };
const fine = () => Promise.resolve((calls++, 'fine'));
const run = (call: () => Promise<unknown>, within = deadline) =>
  circuit.execute(within, call).then(
    () => 'fine',
    (error: UpstreamError) => error.failure,
  );
const times = async (count: number, call: () => Promise<unknown>, within = deadline) => {
  for (let index = 0; index < count; index++) await run(call, within);
};
/** Opens the circuit by the shortest way. */
const open = () => times(5, failing('connection_refused'));

describe('while it is open', () => {
  it('nothing is called, and it says when to come back', async () => {
    await open();
    calls = 0;
    expect(await run(fine)).toBe('circuit_open');
    expect([calls, circuit.retryAfterSeconds]).toEqual([0, 1]);
    expect(circuit.refusal(null)).toMatchObject({ failure: 'circuit_open', sent: false, retryAfter: '1' });
  });

  it('says in whole seconds when to come back', async () => {
    circuit = new Circuit({ share: 0.5, calls: 20, openMs: 30_000 }, 1000, () => undefined);
    await open();
    expect(circuit.retryAfterSeconds).toBe(30);
    await pass(10_500);
    expect(circuit.retryAfterSeconds).toBe(20);
    expect(circuit.refusal(null)).toMatchObject({ message: 'the circuit is open', retryAfter: '20' });
  });

  it('a caller who chose a time in which an attempt fits is not in a hurry', async () => {
    const chosen = new Deadline(5000, true);
    await open();
    await pass(OPEN_MS);
    expect([circuit.refusal(hurried)?.failure, circuit.refusal(chosen)]).toEqual(['circuit_open', null]);
    chosen.clear();
  });

  it('one trial at a time closes it, whatever two hundred callers want', async () => {
    await open();
    await pass(OPEN_MS);
    calls = 0;
    const slow = async () => {
      calls++;
      await new Promise((resolve) => setTimeout(resolve, 30));
    };
    const callers = Promise.all(Array.from({ length: 200 }, () => run(slow)));
    await pass(30);
    const outcomes = await callers;
    expect(calls).toBe(1);
    expect(outcomes.filter((outcome) => outcome === 'fine')).toHaveLength(1);
    expect([circuit.state, changes]).toEqual(['closed', ['open', 'half_open', 'closed']]);
    expect(circuit.retryAfterSeconds).toBeNull();
  });

  it('a trial that is refused by the provider closes it too', async () => {
    await open();
    await pass(OPEN_MS);
    expect(await run(failing('status', 404))).toBe('status');
    expect(circuit.state).toBe('closed');
  });

  it('each failed trial doubles the wait, up to four times the first', async () => {
    await open();
    const waits: number[] = [];
    for (let trial = 0; trial < 4; trial++) {
      const openedAt = Date.now();
      while (circuit.refusal(null)) await pass(1);
      waits.push(Date.now() - openedAt);
      await run(failing('status', 500));
      expect(circuit.state).toBe('open');
    }
    expect(waits).toEqual([OPEN_MS, 2 * OPEN_MS, 4 * OPEN_MS, 4 * OPEN_MS]);
  });

  it('the wait is the first one again after it was closed', async () => {
    await open();
    await pass(OPEN_MS);
    await run(failing('status', 500));
    await pass(2 * OPEN_MS);
    expect(await run(fine)).toBe('fine');
    await open();
    await pass(OPEN_MS - 1);
    expect(circuit.refusal(null)).not.toBeNull();
    await pass(1);
    expect(circuit.refusal(null)).toBeNull();
  });

  it('a caller in a hurry is not the one who tries while somebody else may come', async () => {
    await open();
    await pass(OPEN_MS + 99);
    expect(await run(fine, hurried)).toBe('circuit_open');
    expect(circuit.state).toBe('open');
    expect(await run(fine)).toBe('fine');
  });

  it('closes also when everybody is in a hurry', async () => {
    await open();
    await pass(OPEN_MS + 100);
    expect(circuit.refusal(hurried)).toBeNull();
    expect(await run(fine, hurried)).toBe('fine');
    expect(circuit.state).toBe('closed');
  });

  it('a hurried trial that was too short leaves it open for a patient caller first, and the wait does not grow', async () => {
    await open();
    await pass(OPEN_MS + 100);
    for (let trial = 0; trial < 5; trial++) {
      expect(await run(failing('deadline'), hurried)).toBe('deadline');
      await pass(100);
      expect([circuit.refusal(deadline), circuit.refusal(hurried)?.failure]).toEqual([null, 'circuit_open']);
      await pass(100);
      expect(circuit.refusal(hurried)).toBeNull();
    }
    await run(failing('status', 500), hurried);
    await pass(2 * OPEN_MS - 1);
    expect(circuit.refusal(deadline)).not.toBeNull();
    await pass(1);
    expect(circuit.refusal(deadline)).toBeNull();
  });

  it('of two hundred callers in a hurry one at a time tries', async () => {
    await open();
    await pass(OPEN_MS + 100);
    calls = 0;
    const hold = Promise.withResolvers<void>();
    const slow = () => (calls++, hold.promise);
    const callers = Promise.all(Array.from({ length: 200 }, () => run(slow, hurried)));
    await pass(20);
    hold.resolve();
    expect((await callers).filter((outcome) => outcome === 'fine')).toHaveLength(1);
    expect(calls).toBe(1);
  });

  it('a trial that nobody waited for leaves it open for the next one, which does not wait longer', async () => {
    await open();
    await pass(OPEN_MS);
    for (let trial = 0; trial < 3; trial++) {
      await run(failing('cancelled'));
      expect(circuit.state).toBe('open');
      await pass(100);
      expect(circuit.refusal(null)).toBeNull();
    }
    await run(failing('status', 500));
    await pass(2 * OPEN_MS - 1);
    expect(circuit.refusal(null)).not.toBeNull();
    await pass(1);
    expect(circuit.refusal(null)).toBeNull();
  });

  it('an older call that is cancelled meanwhile neither ends the trial nor shortens the wait after it', async () => {
    const old = Promise.withResolvers<void>();
    const older = run(() => old.promise.then(failing('cancelled')));
    await open();
    await pass(OPEN_MS);
    const hold = Promise.withResolvers<void>();
    const trial = run(() => hold.promise.then(failing('status', 500)));
    old.resolve();
    expect(await older).toBe('cancelled');
    expect(circuit.state).toBe('half_open');
    hold.resolve();
    await trial;
    await pass(2 * OPEN_MS - 1);
    expect(circuit.refusal(null)).not.toBeNull();
    await pass(1);
    expect(circuit.refusal(null)).toBeNull();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['fails', failing('connection_lost')],
    ['is answered', fine],
  ])('an older call that %s meanwhile neither ends the trial nor makes the wait longer', async (_name, end) => {
    const old = Promise.withResolvers<void>();
    const older = Promise.all(Array.from({ length: 30 }, () => run(() => old.promise.then(end))));
    await open();
    await pass(OPEN_MS);
    const hold = Promise.withResolvers<void>();
    const trial = run(() => hold.promise.then(fine));
    old.resolve();
    const ends = await older;
    expect(new Set(ends).size).toBe(1);
    expect([circuit.state, changes]).toEqual(['half_open', ['open', 'half_open']]);
    hold.resolve();
    expect(await trial).toBe('fine');
    expect([circuit.state, changes]).toEqual(['closed', ['open', 'half_open', 'closed']]);
  });

  it('calls from before it opened do not open it again after it has closed', async () => {
    const old = Promise.withResolvers<void>();
    const older = Promise.all(Array.from({ length: 30 }, () => run(() => old.promise.then(failing('status', 500)))));
    await open();
    await pass(OPEN_MS);
    expect(await run(fine)).toBe('fine');
    old.resolve();
    expect(new Set(await older)).toEqual(new Set(['status']));
    expect(circuit.state).toBe('closed');
  });

  it('after closing, old failures do not count', async () => {
    await open();
    await pass(OPEN_MS);
    await run(fine);
    await times(4, failing('connection_refused'));
    expect(circuit.state).toBe('closed');
  });
});

it('a fault of ours goes through and counts for nobody', async () => {
  await expect(circuit.execute(deadline, () => Promise.reject(new TypeError('ours')))).rejects.toThrow(TypeError);
  expect(circuit.state).toBe('closed');
});
