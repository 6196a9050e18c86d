import { beforeEach, describe, expect, it } from '@jest/globals';
import { useCircuitStage, type CircuitStage } from '../../../test/support/circuit-stage.js';
import { pass } from '../../../test/support/still-clock.js';
import { Deadline } from '../http/deadline.js';
import { UpstreamError, type UpstreamFailure } from '../http/upstream-error.js';

let stage: CircuitStage;
useCircuitStage((next) => void (stage = next));

const lost = () => stage.failing('connection_lost')();
const silent = (silentMs: number) => () =>
  Promise.reject(new UpstreamError('deadline', 'failed', { sent: true, silentMs }));

describe('opens', () => {
  it('at half of twenty calls, not before', async () => {
    await stage.times(10, stage.fine);
    await stage.times(9, stage.failing('status', 500));
    expect(stage.circuit.state).toBe('closed');
    await stage.run(stage.failing('status', 500));
    expect([stage.circuit.state, stage.changes]).toEqual(['open', ['open']]);
  });

  it('not below half', async () => {
    await stage.times(12, stage.fine);
    await stage.times(11, stage.failing('connection_lost'));
    expect(stage.circuit.state).toBe('closed');
  });

  it.each<UpstreamFailure>(['connection_refused', 'connect_timeout', 'dns_failed', 'tls_failed'])(
    'at the fifth %s in a row',
    async (failure) => {
      await stage.times(4, stage.failing(failure));
      await stage.run(stage.fine);
      await stage.times(4, stage.failing(failure));
      await stage.run(stage.failing('status', 500));
      await stage.times(4, stage.failing(failure));
      expect(stage.circuit.state).toBe('closed');
      await stage.run(stage.failing(failure));
      expect(stage.circuit.state).toBe('open');
    },
  );

  it('not by what failed more than thirty seconds ago, however quiet it was since', async () => {
    await stage.times(19, stage.failing('status', 500));
    await pass(30_001);
    await stage.times(19, stage.failing('status', 500));
    expect(stage.circuit.state).toBe('closed');
    await pass(29_000);
    await stage.run(stage.failing('status', 500));
    expect(stage.circuit.state).toBe('open');
  });

  describe('after hundreds of good calls', () => {
    beforeEach(async () => {
      for (let second = 0; second < 30; second++) {
        await stage.times(100, stage.fine);
        await pass(1000);
      }
    });

    it('by twenty that waited five seconds in vain', async () => {
      await pass(6000);
      await stage.times(19, silent(5000));
      expect(stage.circuit.state).toBe('closed');
      await stage.run(silent(1));
      expect([stage.circuit.state, stage.changes]).toEqual(['open', ['open']]);
    });

    it('by twenty over five seconds', async () => {
      await stage.times(17, lost);
      for (const pause of [2000, 2000, 999]) {
        await pass(pause);
        await stage.run(lost);
      }
      expect(stage.circuit.state).toBe('closed');
      await pass(1);
      await stage.run(lost);
      expect(stage.circuit.state).toBe('open');
    });

    it('not by a burst of lost connections, nor by one more, however long nobody calls before or after', async () => {
      for (const [idleMs, failures] of [
        [20_000, 200],
        [2001, 1],
        [2001, 1],
        [2001, 19],
      ] as const) {
        await pass(idleMs);
        await stage.times(failures, lost);
      }
      expect(stage.circuit.state).toBe('closed');
    });

    it('not by those who waited since before the last good answer', async () => {
      await stage.run(stage.fine);
      await stage.times(30, silent(10_000));
      await pass(4999);
      await stage.run(lost);
      expect(stage.circuit.state).toBe('closed');
    });

    it('not while a good answer, or a refusal, comes in between', async () => {
      for (const answer of [stage.fine, stage.failing('status', 404)]) {
        await stage.run(answer);
        await pass(10_000);
        await stage.times(19, silent(10_000));
      }
      expect(stage.circuit.state).toBe('closed');
    });

    it('by half of all that are not older than thirty seconds, though one is good now and then', async () => {
      for (let turn = 1; turn <= 5; turn++) {
        await pass(5000);
        await stage.times(4, silent(5000));
        await stage.run(stage.fine);
      }
      expect(stage.circuit.state).toBe('closed');
      await pass(5000);
      await stage.run(lost);
      expect(stage.circuit.state).toBe('open');
    });
  });

  it('not by four connections that fail after a failure of another kind', async () => {
    await stage.run(stage.failing('status', 500));
    await stage.times(4, stage.failing('connection_refused'));
    expect(stage.circuit.state).toBe('closed');
  });

  it('never by refusals, nonsense, callers in a hurry or callers who left', async () => {
    const short = new Deadline(60_000, true);
    // These first: whatever counts for the provider comes after them.
    await stage.times(200, stage.failing('cancelled'));
    for (let index = 0; index < 200; index++) await stage.run(stage.failing('deadline'), short);
    expect(stage.circuit.state).toBe('closed');
    for (const status of [400, 401, 404, 409, 422, 429, 501]) await stage.times(200, stage.failing('status', status));
    await stage.times(200, stage.failing('bad_answer'));
    expect(stage.circuit.state).toBe('closed');
    short.clear();
  });

  it('by callers in a hurry who waited in vain as long as an attempt may take, also over two attempts', async () => {
    await stage.times(30, silent(999), stage.hurried);
    expect(stage.circuit.state).toBe('closed');
    await stage.times(10, silent(1000), stage.hurried);
    for (let call = 0; call < 10; call++)
      await stage.circuit.execute(stage.hurried, silent(500), 500).catch(() => undefined);
    expect(stage.circuit.state).toBe('open');
  });

  it('and a refusal counts for the provider', async () => {
    await stage.times(20, stage.failing('status', 404));
    await stage.times(19, stage.failing('status', 500));
    expect(stage.circuit.state).toBe('closed');
    await stage.run(stage.failing('status', 500));
    expect(stage.circuit.state).toBe('open');
  });
});
