import { CircuitState, ConsecutiveBreaker, type IBreaker } from 'cockatiel';
import type { UpstreamError } from '../http/upstream-error.js';
import { CallWindow } from './call-window.js';
import { NO_CONNECTION } from './failure-rules.js';
import type { BreakerConfig } from './resilience.settings.js';

const CONNECTION_FAILURES_IN_A_ROW = 5;
/** Longer than one burst of lost connections takes, which says nothing of the calls that come after it. */
const ONLY_FAILURES_MS = 5000;
const SHORTEST_ROW = 20;
// 0.55 of 100 is a little more than 55.
const ROUNDING = 1e-9;

/**
 * Decides when a circuit opens: by the share of failed calls within 30 s, or sooner when nothing but failures has come
 * for five seconds, or no connection could be made several times in a row. Of a busy provider that hangs, the good calls
 * of before are far more than those that end while it does.
 *
 * The window is our own: that of cockatiel (`SamplingBreaker`) moves on by one second a call however much time has
 * passed. Beside a provider that hangs, calls end in one wave every few seconds, and the good ones from before kept the
 * circuit closed for two minutes.
 */
export class ProviderBreaker implements IBreaker {
  /** For cockatiel, which could keep it from one process to the next. */
  readonly state = null;
  private readonly window = new CallWindow();
  private readonly connections = new ConsecutiveBreaker(CONNECTION_FAILURES_IN_A_ROW);
  private noConnection = false;
  private silentMs = 0;
  /** So many failures with nothing good between them are a row. */
  private readonly rowLength: number;

  constructor(private readonly config: BreakerConfig) {
    this.rowLength = Math.max(config.calls, SHORTEST_ROW);
  }

  /** To be called right before a failure is recorded. */
  note({ failure, silentMs }: UpstreamError): void {
    this.noConnection = NO_CONNECTION.has(failure);
    // Calls that end in one turn are all noted before the first of them is recorded.
    this.silentMs = Math.max(this.silentMs, silentMs);
  }

  success(state: CircuitState): void {
    // The provider is back: what it was before says nothing of it any more.
    if (state === CircuitState.HalfOpen) this.window.clear();
    this.connections.success();
    this.window.note(false);
  }

  failure(state: CircuitState): boolean {
    const connectionsBroken = this.noConnection ? this.connections.failure() : false;
    if (!this.noConnection) this.connections.success();
    this.window.note(true, this.silentMs);
    this.noConnection = false;
    this.silentMs = 0;
    if (state !== CircuitState.Closed || connectionsBroken) return true;
    if (this.window.hasFailedFor(ONLY_FAILURES_MS, this.rowLength)) return true;
    const { calls, failures } = this.window.totals();
    return calls >= this.config.calls && failures >= this.config.share * calls - ROUNDING;
  }
}
