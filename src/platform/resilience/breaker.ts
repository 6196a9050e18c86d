import { ConsecutiveBreaker, SamplingBreaker, type CircuitState, type IBreaker } from 'cockatiel';
import type { BreakerConfig } from './resilience.settings.js';

const WINDOW_MS = 30_000;
const CONNECTION_FAILURES_IN_A_ROW = 5;

/**
 * Decides when a circuit opens: by the share of failed calls within 30 s, or sooner when no connection can be made
 * several times in a row.
 */
export class ProviderBreaker implements IBreaker {
  private sampling: SamplingBreaker;
  private readonly connections = new ConsecutiveBreaker(CONNECTION_FAILURES_IN_A_ROW);
  private noConnection = false;
  private lastCallAt = 0;

  constructor(private readonly config: BreakerConfig) {
    this.sampling = this.newSampling();
  }

  get state(): unknown {
    return this.sampling.state;
  }

  set state(value: unknown) {
    this.sampling.state = value;
  }

  /** To be called right before a failure is recorded that is a connection which could not be made. */
  noteNoConnection(): void {
    this.noConnection = true;
  }

  success(state: CircuitState): void {
    this.forgetOldCalls();
    this.connections.success();
    this.sampling.success(state);
  }

  failure(state: CircuitState): boolean {
    this.forgetOldCalls();
    const connectionsBroken = this.noConnection ? this.connections.failure() : false;
    if (!this.noConnection) this.connections.success();
    this.noConnection = false;
    return this.sampling.failure(state) || connectionsBroken;
  }

  /** The sampling of cockatiel moves on by one second a call, so that a pause would keep what is long past. */
  private forgetOldCalls(): void {
    const now = Date.now();
    if (now - this.lastCallAt > WINDOW_MS) this.sampling = this.newSampling();
    this.lastCallAt = now;
  }

  private newSampling(): SamplingBreaker {
    return new SamplingBreaker({
      // cockatiel opens above the share, and "at 50 %" is meant.
      threshold: this.config.share - 1e-9,
      duration: WINDOW_MS,
      minimumRps: this.config.calls / (WINDOW_MS / 1000),
    });
  }
}
