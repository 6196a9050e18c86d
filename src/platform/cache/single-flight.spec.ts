import { describe, expect, it, jest } from '@jest/globals';
import { pass, useStillClock } from '../../../test/support/still-clock.js';
import { Deadline } from '../http/deadline.js';
import { SingleFlight } from './single-flight.js';

/** An operation that ends when it is told to, or with its deadline. */
class Operation {
  calls: { deadline: Deadline; resolve: (value: string) => void; reject: (error: Error) => void }[] = [];

  readonly run = (deadline: Deadline): Promise<string> =>
    new Promise((resolve, reject) => {
      this.calls.push({ deadline, resolve, reject });
      deadline.onExpiry(() => reject(new Error(deadline.cancelled ? 'cancelled' : 'too late')));
    });

  last() {
    const call = this.calls.at(-1);
    if (!call) throw new Error('nothing was called');
    return call;
  }
}

class Airport {
  readonly operation = new Operation();
  readonly flights = new SingleFlight<string>();

  fly(options: { key?: string; epoch?: number; strict?: boolean; deadline?: Deadline } = {}): Promise<string> {
    const passenger = { key: 'a', epoch: 0, strict: false, id: 'x', deadline: new Deadline(1000), ...options };
    const result = this.flights.fly(passenger, this.operation.run);
    return result.finally(() => passenger.deadline.clear());
  }
}

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

describe('a flight', () => {
  it('is shared by all who ask the same, and by nobody who comes after it', async () => {
    const airport = new Airport();
    const all = Array.from({ length: 100 }, () => airport.fly());
    expect(airport.operation.calls).toHaveLength(1);
    airport.operation.last().resolve('x');
    expect(new Set(await Promise.all(all))).toEqual(new Set(['x']));
    expect(airport.flights.size).toBe(0);
    const next = airport.fly();
    airport.operation.last().resolve('y');
    expect([await next, airport.operation.calls.length]).toEqual(['y', 2]);
  });

  it('is not shared by other questions, nor across a write', async () => {
    const airport = new Airport();
    const all = [airport.fly(), airport.fly({ key: 'b' }), airport.fly({ epoch: 1 }), airport.fly({ epoch: 1 })];
    expect(airport.operation.calls).toHaveLength(3);
    for (const [index, call] of airport.operation.calls.entries()) call.resolve(`${index}`);
    expect(await Promise.all(all)).toEqual(['0', '1', '2', '2']);
    expect(airport.flights.size).toBe(0);
  });

  it('that ends with the time of its caller tells how far it came, whichever of the two clocks is first', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const airport = new Airport();
      await expect(airport.fly({ deadline: new Deadline(5) })).rejects.toThrow('too late');
    }
  });

  it('that others still wait for does not hold up whoever has no time left', async () => {
    const airport = new Airport();
    const patient = airport.fly();
    const startedAt = performance.now();
    await expect(airport.fly({ deadline: new Deadline(20) })).rejects.toMatchObject({
      failure: 'deadline',
      sent: true,
    });
    expect(performance.now() - startedAt).toBeLessThan(500);
    airport.operation.last().resolve('x');
    expect(await patient).toBe('x');
  });

  it('that fails, fails for those on board and for nobody else', async () => {
    const airport = new Airport();
    const both = [airport.fly(), airport.fly()];
    airport.operation.last().reject(new Error('no'));
    expect(await Promise.allSettled(both)).toMatchObject([
      { reason: { message: 'no' } },
      { reason: { message: 'no' } },
    ]);
    const next = airport.fly();
    airport.operation.last().resolve('yes');
    expect(await next).toBe('yes');
  });

  it('that throws at once rejects', async () => {
    const flights = new SingleFlight<string>();
    const deadline = new Deadline(1000);
    const thrown = flights.fly({ key: 'a', epoch: 0, strict: false, id: 'x', deadline }, async () => {
      throw new Error('at once');
    });
    await expect(thrown).rejects.toThrow('at once');
    deadline.clear();
  });
});

describe('a caller who leaves', () => {
  it('does not end the flight of the others', async () => {
    const airport = new Airport();
    const deadline = new Deadline(1000);
    const leader = airport.fly({ deadline });
    const other = airport.fly();
    deadline.cancel();
    await expect(leader).rejects.toMatchObject({ failure: 'cancelled' });
    airport.operation.last().resolve('x');
    expect(await other).toBe('x');
  });

  it('as the last one ends it, and whoever comes then takes another', async () => {
    const airport = new Airport();
    const deadlines = [new Deadline(1000), new Deadline(1000)];
    const both = Promise.allSettled(deadlines.map((deadline) => airport.fly({ deadline })));
    const { deadline } = airport.operation.last();
    deadlines[0]?.cancel();
    expect(deadline.expired).toBe(false);
    deadlines[1]?.cancel();
    expect([deadline.expired, deadline.cancelled, airport.flights.size]).toEqual([true, true, 0]);
    expect(await both).toMatchObject([{ reason: { failure: 'cancelled' } }, { reason: { failure: 'cancelled' } }]);
    const next = airport.fly();
    airport.operation.last().resolve('y');
    expect([await next, airport.operation.calls.length]).toEqual(['y', 2]);
  });
});

describe('time', () => {
  useStillClock();

  it('that ends for many at once is left to their flights, however many turns of the event loop that takes', async () => {
    const airport = new Airport();
    const deadlines = Array.from({ length: 64 }, () => new Deadline(500));
    const ends = deadlines.map((deadline, index) =>
      airport.fly({ key: `${index}`, deadline }).catch((error: Error) => error.message),
    );
    jest.advanceTimersByTime(500);
    for (let count = 0; count < 80; count++) {
      await nextTurn();
      jest.advanceTimersByTime(4);
    }
    expect(new Set(await Promise.all(ends))).toEqual(new Set(['too late']));
  });

  it('is that of each caller; one who comes later extends the flight', async () => {
    const airport = new Airport();
    const early = airport.fly({ deadline: new Deadline(100) });
    await pass(70);
    const late = airport.fly({ deadline: new Deadline(100) });
    await Promise.all([expect(early).rejects.toMatchObject({ failure: 'deadline' }), pass(30)]);
    expect(airport.operation.calls).toHaveLength(1);
    const { deadline, resolve } = airport.operation.last();
    expect(deadline.expired).toBe(false);
    resolve('late');
    expect(await late).toBe('late');
  });

  it('that a flight began with decides who joins it: whoever gives more begins another, which takes its place', async () => {
    const airport = new Airport();
    const [hasty, patient, moderate] = [100, 1000, 500].map((give) => airport.fly({ deadline: new Deadline(give) }));
    const { calls } = airport.operation;
    expect(calls).toHaveLength(2);
    calls[1]?.resolve('second');
    expect([await patient, await moderate]).toEqual(['second', 'second']);
    expect(airport.flights.size).toBe(0);
    calls[0]?.resolve('first');
    expect(await hasty).toBe('first');
  });

  it('that was used up before the flight does not count: callers who give the same share', async () => {
    const airport = new Airport();
    const both = [900, 1000].map((left) => airport.fly({ deadline: new Deadline(left, true, 1000) }));
    expect(airport.operation.calls).toHaveLength(1);
    airport.operation.last().resolve('x');
    expect(await Promise.all(both)).toEqual(['x', 'x']);
  });

  it('that is up for all ends the flight as too late, not as cancelled', async () => {
    const airport = new Airport();
    const only = airport.fly({ deadline: new Deadline(30) });
    await Promise.all([expect(only).rejects.toThrow('too late'), pass(30)]);
    const { deadline } = airport.operation.last();
    expect([deadline.expired, deadline.cancelled]).toEqual([true, false]);
  });

  it('that the first caller chose is the provider’s own once somebody joins who chose nothing', async () => {
    const airport = new Airport();
    const all = [
      airport.fly({ deadline: new Deadline(1000, true) }),
      airport.fly({ deadline: new Deadline(900, true) }),
    ];
    const { deadline, resolve } = airport.operation.last();
    expect(deadline.chosenByCaller).toBe(true);
    all.push(airport.fly({ deadline: new Deadline(1000) }), airport.fly({ deadline: new Deadline(500, true) }));
    expect(deadline.chosenByCaller).toBe(false);
    resolve('x');
    expect(await Promise.all(all)).toEqual(['x', 'x', 'x', 'x']);
  });

  it('of one who has left is not waited for', async () => {
    const airport = new Airport();
    const patient = new Deadline(5000);
    const both = Promise.allSettled([airport.fly({ deadline: patient }), airport.fly({ deadline: new Deadline(40) })]);
    patient.cancel();
    await Promise.all([both, pass(40)]);
    expect(airport.operation.last().deadline.cancelled).toBe(true);
  });

  it('that was up before it began is up', async () => {
    const airport = new Airport();
    const deadline = new Deadline(1000);
    deadline.cancel();
    await expect(airport.fly({ deadline })).rejects.toMatchObject({ failure: 'cancelled' });
    expect(airport.operation.calls).toEqual([]);
  });
});

describe('a strict caller', () => {
  it('does not join a flight that has left, and shares with those of the same moment', async () => {
    const airport = new Airport();
    const before = airport.fly();
    const strict = [airport.fly({ strict: true }), airport.fly({ strict: true }), airport.fly()];
    expect(airport.operation.calls).toHaveLength(1);
    await nextTurn();
    expect(airport.operation.calls).toHaveLength(2);
    const after = [airport.fly({ strict: true }), airport.fly()];
    await nextTurn();
    expect(airport.operation.calls).toHaveLength(3);
    for (const [index, call] of airport.operation.calls.entries()) call.resolve(`${index}`);
    expect(await Promise.all([before, ...strict, ...after])).toEqual(['0', '1', '1', '1', '2', '2']);
  });

  it('who leaves before the flight does, cancels it', async () => {
    const airport = new Airport();
    const deadline = new Deadline(1000);
    const only = airport.fly({ strict: true, deadline });
    deadline.cancel();
    await expect(only).rejects.toMatchObject({ failure: 'cancelled' });
    await nextTurn();
    expect(airport.operation.calls.every((call) => call.deadline.cancelled)).toBe(true);
    expect(airport.flights.size).toBe(0);
  });
});
