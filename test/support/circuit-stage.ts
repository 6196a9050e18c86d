import { afterEach, beforeEach } from '@jest/globals';
import { Deadline } from '../../src/platform/http/deadline.js';
import { UpstreamError, type UpstreamFailure } from '../../src/platform/http/upstream-error.js';
import { Circuit, type CircuitName } from '../../src/platform/resilience/circuit.js';
import { useStillClock } from './still-clock.js';

export const OPEN_MS = 60;

/** A circuit, the callers before it and the provider behind it. */
export class CircuitStage {
  readonly changes: CircuitName[] = [];
  circuit = this.circuitOpenFor(OPEN_MS);
  /** By which callers are told to come back: 0 the earliest. */
  chance = 0;
  /** How often the provider was called. */
  calls = 0;
  readonly deadline = new Deadline(60_000);
  /** Of a caller who waits shorter than an attempt may take. */
  readonly hurried = new Deadline(500, true);

  circuitOpenFor(openMs: number): Circuit {
    const onChange = (state: CircuitName) => this.changes.push(state);
    return new Circuit({ share: 0.5, calls: 20, openMs }, 1000, onChange, () => this.chance);
  }

  readonly failing =
    (failure: UpstreamFailure, status: number | null = null) =>
    (): Promise<never> => {
      this.calls++;
      return Promise.reject(new UpstreamError(failure, 'failed', { sent: true, status }));
    };

  readonly fine = (): Promise<string> => Promise.resolve((this.calls++, 'fine'));

  /** What a caller gets: `fine`, or the failure. */
  run(call: () => Promise<unknown>, within = this.deadline): Promise<string> {
    return this.circuit.execute(within, call).then(
      () => 'fine',
      (error: UpstreamError) => error.failure,
    );
  }

  async times(count: number, call: () => Promise<unknown>, within = this.deadline): Promise<void> {
    for (let index = 0; index < count; index++) await this.run(call, within);
  }

  /** Opens the circuit by the shortest way. */
  open(): Promise<void> {
    return this.times(5, this.failing('connection_refused'));
  }

  clear(): void {
    this.deadline.clear();
    this.hurried.clear();
  }
}

/** A stage of its own for every test, on a clock that stands still. */
export function useCircuitStage(use: (stage: CircuitStage) => void): void {
  let stage: CircuitStage;
  useStillClock();
  beforeEach(() => {
    stage = new CircuitStage();
    use(stage);
  });
  afterEach(() => stage.clear());
}
