import {
  CircuitState,
  DelegateBackoff,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
  type CircuitBreakerPolicy,
} from 'cockatiel';
import { StacklessError } from '../../canonical/stackless-error.js';
import type { Deadline } from '../http/deadline.js';
import { UpstreamError } from '../http/upstream-error.js';
import { ProviderBreaker } from './breaker.js';
import { verdictOn, type Verdict } from './failure-rules.js';
import type { BreakerConfig } from './resilience.settings.js';
import { spreadSeconds } from './spread-seconds.js';

/** `half_open`: one trial is under way to find out whether the provider is back. */
export type CircuitName = 'closed' | 'open' | 'half_open';

const OPEN = 'the circuit is open';
const LONGEST_OPEN = 4;
const PAUSE_AFTER_UNCLEAR_MS = 100;
const PATIENT_FIRST_MS = 100;

/** What became of a call: an answer, or an error. */
type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** Carries an outcome that says neither good nor bad of the provider as it is now past the breaker. */
class Unclear extends StacklessError {
  constructor(
    readonly outcome: Outcome<unknown>,
    /** The call was the one that should have found out. */
    readonly trial: boolean,
  ) {
    super('');
  }
}

/** Refuses calls to a provider that keeps failing, and lets one through now and then to see whether it is back. */
export class Circuit {
  private readonly policy: CircuitBreakerPolicy;
  private readonly breaker: ProviderBreaker;
  private openUntil = 0;
  private openings = 0;
  private nothingLearnt = false;
  /** How often the state has changed: what began before the last time tells of the past only. */
  private changes = 0;

  constructor(
    config: BreakerConfig,
    private readonly attemptTimeoutMs: number,
    onChange: (state: CircuitName) => void,
    private readonly random: () => number,
  ) {
    this.breaker = new ProviderBreaker(config);
    const halfOpenAfter = new DelegateBackoff<{ attempt: number }>(({ attempt }) => {
      const wait = this.nextWait(attempt, config.openMs);
      this.openUntil = Date.now() + wait;
      return wait;
    });
    const counted = handleWhen((error) => this.counts(error));
    this.policy = circuitBreaker(counted, { halfOpenAfter, breaker: this.breaker });
    this.policy.onStateChange(() => {
      this.changes++;
      onChange(this.state);
    });
  }

  get state(): CircuitName {
    const { state } = this.policy;
    if (state === CircuitState.HalfOpen) return 'half_open';
    return state === CircuitState.Closed ? 'closed' : 'open';
  }

  /** Seconds until the next trial, or null while the circuit is closed. */
  get retryAfterSeconds(): number | null {
    return this.state === 'closed' ? null : Math.max(1, Math.ceil((this.openUntil - Date.now()) / 1000));
  }

  /** Why a call would be refused now, or null. `message`: how the error says so. */
  refusal(deadline: Deadline | null, message = OPEN): UpstreamError | null {
    if (this.state === 'closed') return null;
    // A caller in a hurry may give up before the trial has said anything; but when nobody else comes, he is all there is.
    const inHurry = deadline !== null && deadline.chosenByCaller && deadline.remainingMs < this.attemptTimeoutMs;
    const dueAt = this.openUntil + (inHurry ? PATIENT_FIRST_MS : 0);
    return this.state === 'open' && Date.now() >= dueAt ? null : this.openError(message);
  }

  /** Runs the call, or throws `circuit_open` at once. `silentBefore`: see `verdictOn`. */
  async execute<T>(deadline: Deadline, call: () => Promise<T>, silentBefore = 0): Promise<T> {
    const refusal = this.refusal(deadline);
    if (refusal) throw refusal;
    const trial = this.state !== 'closed';
    const verdictFor = (error: unknown) => verdictOn(error, deadline, this.attemptTimeoutMs, silentBefore);
    const outcome = await this.policy
      .execute(() => this.judge(call, verdictFor, trial))
      .catch((error: unknown) => {
        if (isBrokenCircuitError(error)) throw this.openError(OPEN);
        if (error instanceof Unclear) return error.outcome as Outcome<T>;
        throw error;
      });
    if ('error' in outcome) throw outcome.error;
    return outcome.value;
  }

  private async judge<T>(
    call: () => Promise<T>,
    verdictFor: (error: unknown) => Verdict,
    trial: boolean,
  ): Promise<Outcome<T>> {
    const { changes } = this;
    let outcome: Outcome<T>;
    let verdict: Verdict = 'alive';
    try {
      outcome = { value: await call() };
    } catch (error) {
      outcome = { error };
      verdict = verdictFor(error);
    }
    if (verdict === 'unclear' || changes !== this.changes) throw new Unclear(outcome, trial);
    if (verdict === 'failing' && 'error' in outcome) throw outcome.error;
    return outcome;
  }

  /** Longer from one failed trial to the next; next to none after a trial that ended before it had told anything. */
  private nextWait(attempt: number, openMs: number): number {
    const unclear = this.nothingLearnt && attempt > 1;
    this.nothingLearnt = false;
    if (unclear) return PAUSE_AFTER_UNCLEAR_MS;
    this.openings = attempt === 1 ? 1 : this.openings + 1;
    return openMs * Math.min(2 ** (this.openings - 1), LONGEST_OPEN);
  }

  private counts(error: unknown): boolean {
    if (error instanceof Unclear) return (this.nothingLearnt = error.trial);
    if (error instanceof UpstreamError) this.breaker.note(error);
    return true;
  }

  private openError(message: string): UpstreamError {
    return new UpstreamError('circuit_open', message, {
      sent: false,
      retryAfter: spreadSeconds(this.retryAfterSeconds ?? 1, this.random),
    });
  }
}
