import type { Deadline } from '../http/deadline.js';
import { UpstreamError } from '../http/upstream-error.js';
import { Bulkhead, deadlineError } from './bulkhead.js';
import { Circuit, type CircuitName } from './circuit.js';
import { CALL_KINDS, askedPauseMs, jitteredPauseMs, mostAttempts, type CallKind } from './failure-rules.js';
import { RetryBudget } from './retry-budget.js';
import type { ResilienceConfig } from './resilience.settings.js';
import type { UpstreamObserver } from './upstream-observer.js';

/** Limits of one provider. */
export interface ProviderLimits {
  /** Milliseconds after which one attempt of a read is given up for another. */
  readonly attemptTimeoutMs: number;
  /** Calls in flight of each kind. */
  readonly concurrency: number;
  /** Calls of each kind that wait for a place. */
  readonly queue: number;
}

/** Milliseconds between two refusals of those who waited for a place: others are served meanwhile. */
const REFUSAL_GAP_MS = 5;
/** The part of the time left to it within which such a call is refused. */
const REFUSED_WITHIN = 0.1;
const NO_PLACE: ReadonlySet<string> = new Set(['bulkhead_full', 'circuit_open']);

/** What is to be protected, and what came of it so far. */
export interface ProtectedCall {
  readonly kind: CallKind;
  readonly operation: string;
  readonly deadline: Deadline;
  /** Name of the caller that it is made for; none for what the gateway does by itself. */
  readonly caller?: string | null;
  /** Sandbox only: the fault is asked for and says nothing about the provider. */
  readonly staged: boolean;
}

/** One attempt. */
export interface Attempt {
  /** Counted from 1. */
  readonly number: number;
  /** Milliseconds after which to ask `giveUp`; null when nothing but the deadline ends the attempt. */
  readonly timeoutMs: number | null;
  /** False when no other attempt could follow now, so that this one had better go on. Pays for the next when true. */
  readonly giveUp: () => boolean;
  /**
   * Ends the attempt for its caller with this error, sooner than the attempt itself can end. Its place and its part in
   * the circuit are those of the attempt.
   */
  readonly leave: (error: UpstreamError) => void;
}

export interface LaneState {
  readonly kind: CallKind;
  /** `none` without circuit breakers. */
  readonly circuit: CircuitName | 'none';
  /** Seconds until the next trial; null while closed. */
  readonly retryAfterSeconds: number | null;
  readonly inFlight: number;
  readonly queued: number;
}

/** An attempt as it is accounted for. */
interface Turn {
  readonly number: number;
  /** When it got its place, by `performance.now()`; 0 before that. */
  startedAt: number;
  /** The attempt after this one has been taken from the budget. */
  paid: boolean;
  leave: Attempt['leave'];
  /** Milliseconds of silence for which the attempt before was given up. */
  readonly silentBefore: number;
}

interface Lane {
  readonly circuit: Circuit | null;
  readonly bulkhead: Bulkhead;
}

/**
 * Stands between the gateway and one provider: bounded calls in flight, a circuit breaker for each kind of call, and
 * repeated attempts where they are safe, fit the deadline and are within the budget. Throws `UpstreamError`.
 */
export class ProviderResilience {
  private readonly lanes: Readonly<Record<CallKind, Lane>>;
  private readonly budget: RetryBudget;

  constructor(
    readonly provider: string,
    private readonly config: ResilienceConfig,
    private readonly limits: ProviderLimits,
    private readonly observer: UpstreamObserver,
    private readonly random: () => number = Math.random,
  ) {
    this.budget = new RetryBudget(config.retryShare);
    const lanes = CALL_KINDS.map((kind) => [kind, this.newLane(kind)] as const);
    this.lanes = Object.fromEntries(lanes) as Record<CallKind, Lane>;
  }

  /** Runs a call with as many attempts as are safe. */
  async run<T>(call: ProtectedCall, attempt: (attempt: Attempt) => Promise<T>): Promise<T> {
    let silentBefore = 0;
    let former: UpstreamError | null = null;
    for (let number = 1; ; number++) {
      const turn: Turn = { number, startedAt: 0, paid: false, leave: () => undefined, silentBefore };
      try {
        return await this.enter(call, turn, () => this.observed(call.kind, () => attempt(this.begin(call, turn))));
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        // The failure itself tells more than that there was no place to try again, or the circuit has opened because of it.
        if (former && NO_PLACE.has(error.failure)) throw former;
        const pause = this.pauseBeforeNext(call, turn, error);
        if (pause === null) throw error;
        former = error;
        silentBefore = error.failure === 'attempt_timeout' ? error.silentMs : 0;
        this.observer.retried(this.provider, call.operation, error);
        await rest(pause, call.deadline);
        if (refusalIn(this.laneOf(call), call)) throw error;
      }
    }
  }

  /** Why a call of this kind and of this caller would be refused at once, or null. */
  refusal(kind: CallKind, caller: string | null = null): UpstreamError | null {
    return refusalIn(this.lanes[kind], { caller });
  }

  snapshot(): LaneState[] {
    return CALL_KINDS.map((kind) => {
      const { circuit, bulkhead } = this.lanes[kind];
      return {
        kind,
        circuit: circuit?.state ?? 'none',
        retryAfterSeconds: circuit?.retryAfterSeconds ?? null,
        inFlight: bulkhead.inFlight,
        queued: bulkhead.queued,
      };
    });
  }

  private newLane(kind: CallKind): Lane {
    const { breaker } = this.config;
    const onChange = (state: CircuitName) => this.observer.circuitChanged(this.provider, kind, state);
    return {
      circuit: breaker && new Circuit(breaker, this.limits.attemptTimeoutMs, onChange, this.random),
      bulkhead: new Bulkhead(this.limits.concurrency, this.limits.queue, this.random),
    };
  }

  /** Where a call runs; a fault that was asked for has no part in the circuit, and is not kept off by it. */
  private laneOf({ kind, staged }: ProtectedCall): Lane {
    const lane = this.lanes[kind];
    return staged ? { ...lane, circuit: null } : lane;
  }

  private enter<T>(call: ProtectedCall, turn: Turn, attempt: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      turn.leave = reject;
      this.protect(call, turn.silentBefore, attempt).then(resolve, reject);
    });
  }

  private async protect<T>(call: ProtectedCall, silentBefore: number, attempt: () => Promise<T>): Promise<T> {
    const { deadline, caller } = call;
    const { bulkhead, circuit } = this.laneOf(call);
    const refusal = circuit?.refusal(deadline);
    if (refusal) throw refusal;
    const place = bulkhead.enter(deadline, caller);
    if (place) {
      await place;
      const late = circuit?.refusal(deadline, 'the circuit is open, and the call had waited for its place');
      if (late) await this.refuseStaggered(late, bulkhead, deadline);
    }
    try {
      return circuit ? await circuit.execute(deadline, attempt, silentBefore) : await attempt();
    } finally {
      bulkhead.leave();
    }
  }

  /** Whoever is refused makes room for the next who waits, who is refused as well: each after those behind it. */
  private async refuseStaggered(refusal: UpstreamError, bulkhead: Bulkhead, deadline: Deadline): Promise<never> {
    const gap = Math.min(REFUSAL_GAP_MS, (deadline.remainingMs * REFUSED_WITHIN) / this.limits.queue);
    const pause = gap * bulkhead.queued;
    bulkhead.leave();
    await rest(pause, deadline);
    throw refusal;
  }

  /** What an attempt is told that has got its place: the time before that was not the provider’s. */
  private begin(call: ProtectedCall, turn: Turn): Attempt {
    const { number, leave } = turn;
    turn.startedAt = performance.now();
    if (number === 1 && !call.staged) this.budget.earn();
    return { number, timeoutMs: this.attemptTimeout(call, number), giveUp: () => this.giveUp(call, turn), leave };
  }

  private async observed<T>(kind: CallKind, attempt: () => Promise<T>): Promise<T> {
    const startedAt = performance.now();
    try {
      const answer = await attempt();
      this.observer.attemptEnded(this.provider, kind, null, performance.now() - startedAt);
      return answer;
    } catch (error) {
      if (error instanceof UpstreamError) {
        this.observer.attemptEnded(this.provider, kind, error, performance.now() - startedAt);
      }
      throw error;
    }
  }

  /** Only the first attempt of a read is given up for another, and only while there is time for one that takes as long. */
  private attemptTimeout({ kind, deadline }: ProtectedCall, number: number): number | null {
    const { attemptTimeoutMs } = this.limits;
    if (kind !== 'read' || number > 1 || this.config.attempts < 2) return null;
    return deadline.remainingMs >= 2 * attemptTimeoutMs ? attemptTimeoutMs : null;
  }

  private giveUp(call: ProtectedCall, turn: Turn): boolean {
    const lane = this.laneOf(call);
    // The place would go to whoever waits, and the next attempt would wait itself.
    const keepsPlace = lane.bulkhead.queued === 0;
    turn.paid = keepsPlace && refusalIn(lane, call) === null && this.pays(call);
    return turn.paid;
  }

  private pays({ staged }: ProtectedCall): boolean {
    return staged || this.budget.take();
  }

  /** Milliseconds to wait before the next attempt; null when there is to be none. */
  private pauseBeforeNext(call: ProtectedCall, turn: Turn, error: UpstreamError): number | null {
    const { number, startedAt, paid } = turn;
    if (startedAt === 0 || number >= Math.min(this.config.attempts, mostAttempts(call.kind, error))) return null;
    const asked = askedPauseMs(error, new Date());
    if (asked === null) return null;
    const pause = asked + jitteredPauseMs(number, this.config.retryPauseMs, this.random);
    if (paid) return pause;
    // An attempt that cannot be finished in time would be work for nothing.
    if (pause + performance.now() - startedAt > call.deadline.remainingMs) return null;
    return this.pays(call) ? pause : null;
  }
}

function refusalIn(
  { circuit, bulkhead }: Lane,
  { deadline = null, caller = null }: { readonly deadline?: Deadline | null; readonly caller?: string | null },
): UpstreamError | null {
  return (
    circuit?.refusal(deadline) ??
    (bulkhead.isFullFor(caller, deadline?.beganAt ?? Infinity) ? bulkhead.refusal() : null)
  );
}

async function rest(milliseconds: number, deadline: Deadline): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  const forget = deadline.onExpiry(() => reject(deadlineError(deadline, 'the deadline passed before another attempt')));
  try {
    await promise;
  } finally {
    clearTimeout(timer);
    forget();
  }
}
