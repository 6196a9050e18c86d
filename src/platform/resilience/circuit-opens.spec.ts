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

beforeEach(() => {
  // A clock that stands still: what is shown here must not hang on how busy the machine is.
  jest.useFakeTimers();
  changes = [];
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
    return Promise.reject(new UpstreamError(failure, 'failed', { sent: true, status }));
  };
const fine = () => Promise.resolve('fine');
const run = (call: () => Promise<unknown>, within = deadline) =>
  circuit.execute(within, call).then(
    () => 'fine',
    (error: UpstreamError) => error.failure,
  );
const times = async (count: number, call: () => Promise<unknown>, within = deadline) => {
  for (let index = 0; index < count; index++) await run(call, within);
};

describe('opens', () => {
  it('at half of twenty calls, not before', async () => {
    await times(10, fine);
    await times(9, failing('status', 500));
    expect(circuit.state).toBe('closed');
    await run(failing('status', 500));
    expect([circuit.state, changes]).toEqual(['open', ['open']]);
  });

  it('not below half', async () => {
    await times(12, fine);
    await times(11, failing('connection_lost'));
    expect(circuit.state).toBe('closed');
  });

  it.each<UpstreamFailure>(['connection_refused', 'connect_timeout', 'dns_failed', 'tls_failed'])(
    'at the fifth %s in a row',
    async (failure) => {
      await times(4, failing(failure));
      await run(fine);
      await times(4, failing(failure));
      await run(failing('status', 500));
      await times(4, failing(failure));
      expect(circuit.state).toBe('closed');
      await run(failing(failure));
      expect(circuit.state).toBe('open');
    },
  );

  it('not by what failed more than thirty seconds ago, however quiet it was since', async () => {
    await times(19, failing('status', 500));
    await pass(30_001);
    await times(19, failing('status', 500));
    expect(circuit.state).toBe('closed');
    await pass(29_000);
    await run(failing('status', 500));
    expect(circuit.state).toBe('open');
  });

  it('not by four connections that fail after a failure of another kind', async () => {
    await run(failing('status', 500));
    await times(4, failing('connection_refused'));
    expect(circuit.state).toBe('closed');
  });

  it('never by refusals, nonsense, callers in a hurry or callers who left', async () => {
    const short = new Deadline(60_000, true);
    // These first: whatever counts for the provider comes after them.
    await times(200, failing('cancelled'));
    for (let index = 0; index < 200; index++) await run(failing('deadline'), short);
    expect(circuit.state).toBe('closed');
    for (const status of [400, 401, 404, 409, 422, 429, 501]) await times(200, failing('status', status));
    await times(200, failing('bad_answer'));
    expect(circuit.state).toBe('closed');
    short.clear();
  });

  it('by callers in a hurry who waited in vain as long as an attempt may take, also over two attempts', async () => {
    const silent = (silentMs: number) => () =>
      Promise.reject(new UpstreamError('deadline', 'failed', { sent: true, silentMs }));
    await times(30, silent(999), hurried);
    expect(circuit.state).toBe('closed');
    await times(10, silent(1000), hurried);
    for (let call = 0; call < 10; call++) await circuit.execute(hurried, silent(500), 500).catch(() => undefined);
    expect(circuit.state).toBe('open');
  });

  it('and a refusal counts for the provider', async () => {
    await times(20, failing('status', 404));
    await times(19, failing('status', 500));
    expect(circuit.state).toBe('closed');
    await run(failing('status', 500));
    expect(circuit.state).toBe('open');
  });
});
