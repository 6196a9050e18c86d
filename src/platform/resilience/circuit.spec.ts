import { describe, expect, it } from '@jest/globals';
import { OPEN_MS, useCircuitStage, type CircuitStage } from '../../../test/support/circuit-stage.js';
import { pass } from '../../../test/support/still-clock.js';
import { Deadline } from '../http/deadline.js';

let stage: CircuitStage;
useCircuitStage((next) => void (stage = next));

describe('while it is open', () => {
  it('nothing is called, and it says when to come back', async () => {
    await stage.open();
    stage.calls = 0;
    expect(await stage.run(stage.fine)).toBe('circuit_open');
    expect([stage.calls, stage.circuit.retryAfterSeconds]).toEqual([0, 1]);
    expect(stage.circuit.refusal(null)).toMatchObject({ failure: 'circuit_open', sent: false, retryAfter: '1' });
  });

  it('says in whole seconds when to come back', async () => {
    stage.circuit = stage.circuitOpenFor(30_000);
    await stage.open();
    expect(stage.circuit.retryAfterSeconds).toBe(30);
    await pass(10_500);
    expect(stage.circuit.retryAfterSeconds).toBe(20);
    expect(stage.circuit.refusal(null)).toMatchObject({ message: 'the circuit is open', retryAfter: '20' });
    // Not all of them at once, which the provider would notice and everybody else as well.
    stage.chance = 0.99;
    expect(stage.circuit.refusal(null)).toMatchObject({ retryAfter: '26' });
    expect(stage.circuit.retryAfterSeconds).toBe(20);
  });

  it('a caller who chose a time in which an attempt fits is not in a hurry', async () => {
    const chosen = new Deadline(5000, true);
    await stage.open();
    await pass(OPEN_MS);
    expect([stage.circuit.refusal(stage.hurried)?.failure, stage.circuit.refusal(chosen)]).toEqual([
      'circuit_open',
      null,
    ]);
    chosen.clear();
  });

  it('one trial at a time closes it, whatever two hundred callers want', async () => {
    await stage.open();
    await pass(OPEN_MS);
    stage.calls = 0;
    const slow = async () => {
      stage.calls++;
      await new Promise((resolve) => setTimeout(resolve, 30));
    };
    const callers = Promise.all(Array.from({ length: 200 }, () => stage.run(slow)));
    await pass(30);
    const outcomes = await callers;
    expect(stage.calls).toBe(1);
    expect(outcomes.filter((outcome) => outcome === 'fine')).toHaveLength(1);
    expect([stage.circuit.state, stage.changes]).toEqual(['closed', ['open', 'half_open', 'closed']]);
    expect(stage.circuit.retryAfterSeconds).toBeNull();
  });

  it('a trial that is refused by the provider closes it too', async () => {
    await stage.open();
    await pass(OPEN_MS);
    expect(await stage.run(stage.failing('status', 404))).toBe('status');
    expect(stage.circuit.state).toBe('closed');
  });

  it('each failed trial doubles the wait, up to four times the first', async () => {
    await stage.open();
    const waits: number[] = [];
    for (let trial = 0; trial < 4; trial++) {
      const openedAt = Date.now();
      while (stage.circuit.refusal(null)) await pass(1);
      waits.push(Date.now() - openedAt);
      await stage.run(stage.failing('status', 500));
      expect(stage.circuit.state).toBe('open');
    }
    expect(waits).toEqual([OPEN_MS, 2 * OPEN_MS, 4 * OPEN_MS, 4 * OPEN_MS]);
  });

  it('the wait is the first one again after it was closed', async () => {
    await stage.open();
    await pass(OPEN_MS);
    await stage.run(stage.failing('status', 500));
    await pass(2 * OPEN_MS);
    expect(await stage.run(stage.fine)).toBe('fine');
    await stage.open();
    await pass(OPEN_MS - 1);
    expect(stage.circuit.refusal(null)).not.toBeNull();
    await pass(1);
    expect(stage.circuit.refusal(null)).toBeNull();
  });

  it('a caller in a hurry is not the one who tries while somebody else may come', async () => {
    await stage.open();
    await pass(OPEN_MS + 99);
    expect(await stage.run(stage.fine, stage.hurried)).toBe('circuit_open');
    expect(stage.circuit.state).toBe('open');
    expect(await stage.run(stage.fine)).toBe('fine');
  });

  it('closes also when everybody is in a hurry', async () => {
    await stage.open();
    await pass(OPEN_MS + 100);
    expect(stage.circuit.refusal(stage.hurried)).toBeNull();
    expect(await stage.run(stage.fine, stage.hurried)).toBe('fine');
    expect(stage.circuit.state).toBe('closed');
  });

  it('a hurried trial that was too short leaves it open for a patient caller first, and the wait does not grow', async () => {
    await stage.open();
    await pass(OPEN_MS + 100);
    for (let trial = 0; trial < 5; trial++) {
      expect(await stage.run(stage.failing('deadline'), stage.hurried)).toBe('deadline');
      await pass(100);
      expect([stage.circuit.refusal(stage.deadline), stage.circuit.refusal(stage.hurried)?.failure]).toEqual([
        null,
        'circuit_open',
      ]);
      await pass(100);
      expect(stage.circuit.refusal(stage.hurried)).toBeNull();
    }
    await stage.run(stage.failing('status', 500), stage.hurried);
    await pass(2 * OPEN_MS - 1);
    expect(stage.circuit.refusal(stage.deadline)).not.toBeNull();
    await pass(1);
    expect(stage.circuit.refusal(stage.deadline)).toBeNull();
  });

  it('of two hundred callers in a hurry one at a time tries', async () => {
    await stage.open();
    await pass(OPEN_MS + 100);
    stage.calls = 0;
    const hold = Promise.withResolvers<void>();
    const slow = () => (stage.calls++, hold.promise);
    const callers = Promise.all(Array.from({ length: 200 }, () => stage.run(slow, stage.hurried)));
    await pass(20);
    hold.resolve();
    expect((await callers).filter((outcome) => outcome === 'fine')).toHaveLength(1);
    expect(stage.calls).toBe(1);
  });

  it('a trial that nobody waited for leaves it open for the next one, which does not wait longer', async () => {
    await stage.open();
    await pass(OPEN_MS);
    for (let trial = 0; trial < 3; trial++) {
      await stage.run(stage.failing('cancelled'));
      expect(stage.circuit.state).toBe('open');
      await pass(100);
      expect(stage.circuit.refusal(null)).toBeNull();
    }
    await stage.run(stage.failing('status', 500));
    await pass(2 * OPEN_MS - 1);
    expect(stage.circuit.refusal(null)).not.toBeNull();
    await pass(1);
    expect(stage.circuit.refusal(null)).toBeNull();
  });

  it('an older call that is cancelled meanwhile neither ends the trial nor shortens the wait after it', async () => {
    const old = Promise.withResolvers<void>();
    const older = stage.run(() => old.promise.then(stage.failing('cancelled')));
    await stage.open();
    await pass(OPEN_MS);
    const hold = Promise.withResolvers<void>();
    const trial = stage.run(() => hold.promise.then(stage.failing('status', 500)));
    old.resolve();
    expect(await older).toBe('cancelled');
    expect(stage.circuit.state).toBe('half_open');
    hold.resolve();
    await trial;
    await pass(2 * OPEN_MS - 1);
    expect(stage.circuit.refusal(null)).not.toBeNull();
    await pass(1);
    expect(stage.circuit.refusal(null)).toBeNull();
  });

  it.each<[string, () => Promise<unknown>]>([
    ['fails', () => stage.failing('connection_lost')()],
    ['is answered', () => stage.fine()],
  ])('an older call that %s meanwhile neither ends the trial nor makes the wait longer', async (_name, end) => {
    const old = Promise.withResolvers<void>();
    const older = Promise.all(Array.from({ length: 30 }, () => stage.run(() => old.promise.then(end))));
    await stage.open();
    await pass(OPEN_MS);
    const hold = Promise.withResolvers<void>();
    const trial = stage.run(() => hold.promise.then(stage.fine));
    old.resolve();
    const ends = await older;
    expect(new Set(ends).size).toBe(1);
    expect([stage.circuit.state, stage.changes]).toEqual(['half_open', ['open', 'half_open']]);
    hold.resolve();
    expect(await trial).toBe('fine');
    expect([stage.circuit.state, stage.changes]).toEqual(['closed', ['open', 'half_open', 'closed']]);
  });

  it('calls from before it opened do not open it again after it has closed', async () => {
    const old = Promise.withResolvers<void>();
    const older = Promise.all(
      Array.from({ length: 30 }, () => stage.run(() => old.promise.then(stage.failing('status', 500)))),
    );
    await stage.open();
    await pass(OPEN_MS);
    expect(await stage.run(stage.fine)).toBe('fine');
    old.resolve();
    expect(new Set(await older)).toEqual(new Set(['status']));
    expect(stage.circuit.state).toBe('closed');
  });

  it('after closing, old failures do not count', async () => {
    await stage.open();
    await pass(OPEN_MS);
    await stage.run(stage.fine);
    await stage.times(4, stage.failing('connection_refused'));
    expect(stage.circuit.state).toBe('closed');
  });
});

it('a fault of ours goes through and counts for nobody', async () => {
  await expect(stage.circuit.execute(stage.deadline, () => Promise.reject(new TypeError('ours')))).rejects.toThrow(
    TypeError,
  );
  expect(stage.circuit.state).toBe('closed');
});
