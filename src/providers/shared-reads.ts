import { Inject, Injectable } from '@nestjs/common';
import { ERROR_CATALOGUE } from '../canonical/error-catalogue.js';
import { GatewayError } from '../canonical/errors.js';
import { CACHE_STORE, type CacheStore, type Found, type Place, type ReadBegin } from '../platform/cache/cache-store.js';
import type { Freshness } from '../platform/cache/freshness.js';
import { ageOf, type KeptAnswer } from '../platform/cache/kept-answer.js';
import { SingleFlight } from '../platform/cache/single-flight.js';
import { TurnoverMap } from '../platform/collections/turnover-map.js';
import type { Deadline } from '../platform/http/deadline.js';
import { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import type { RequestState } from '../platform/request/request-state.js';
import type { ServedAnswer } from './read-answer.js';

/** A read as it is shared and kept. */
export interface SharedRead {
  /** The request that asks. */
  readonly state: RequestState;
  /** What the read is about, however it is asked: reads with the same one may share a call. */
  readonly about: string;
  readonly provider: string;
  readonly operation: string;
  /** What is asked, in full. */
  readonly key: string;
  /** Where the answer is kept; null when it must not be. */
  readonly place: Place | null;
  readonly freshness: Freshness;
  /** Asks the provider to look anew. */
  readonly refresh: boolean;
  /** Begins the time of the caller; not called when nobody has to be waited for. */
  readonly deadline: () => Deadline;
  /** Asks the provider. Throws `GatewayError`. */
  readonly ask: (deadline: Deadline) => Promise<KeptAnswer>;
  /** What the caller is told when the read fails for it alone. */
  readonly toError: (error: unknown) => GatewayError;
}

/** What comes out of a flight. */
interface Landed {
  readonly answer: KeptAnswer;
  readonly begin: ReadBegin;
  kept: boolean;
}

/** How reads were answered since the start. */
export type ReadCounts = Record<'asked' | 'live' | 'cache' | 'stale', number>;

/**
 * Reads of every provider: the same question at the same time is asked once, and an answer is given again to callers
 * who accept its age. A write ends the sharing of reads that began before it, and when it is done what is kept of it.
 */
@Injectable()
export class SharedReads {
  /** `asked`: calls of a provider’s operation; `live`: callers who were answered by one. */
  readonly counts: ReadCounts = { asked: 0, live: 0, cache: 0, stale: 0 };
  private readonly flights = new SingleFlight<Landed>();
  /** What those reads are about that wait for a provider, and how many wait. */
  private readonly underWay = new TurnoverMap<string, number>();
  private readonly epochs = new Map<string, number>();

  constructor(
    @Inject(CACHE_STORE) private readonly store: CacheStore,
    private readonly metrics: GatewayMetrics,
  ) {}

  /** The answer at once when it is in the process; a rejection is a `GatewayError`. */
  read(read: SharedRead): ServedAnswer | Promise<ServedAnswer> {
    const { place, freshness, refresh } = read;
    if (place === null || refresh || !acceptsKept(freshness)) return this.live(read, null);
    const found = this.store.find(place);
    return found instanceof Promise ? found.then((later) => this.kept(read, later)) : this.kept(read, found);
  }

  /** The kept answer that will do, if it is in the process; null says nothing about what the store has. */
  findNow(place: Place, freshness: Freshness): KeptAnswer | null {
    if (!acceptsKept(freshness)) return null;
    const found = this.store.find(place);
    if (found instanceof Promise || found.answer === null) return null;
    return isFresh(found.answer, freshness) ? found.answer : null;
  }

  /** Whether somebody waits for an answer about the same. */
  isUnderWay(about: string): boolean {
    return this.underWay.has(about);
  }

  /** Counts an answer that was given from what is kept. */
  countHit(provider: string, operation: string): void {
    this.counts.cache++;
    this.metrics.cacheOutcome(provider, operation, 'hit');
  }

  /** Runs a write of a provider; `changed` tells the subjects of what came out of it, or of null when it failed. */
  async write<T>(
    provider: string,
    changed: (result: T | null) => readonly string[],
    run: () => Promise<T>,
  ): Promise<T> {
    let result: T | null = null;
    this.beginEpoch(provider);
    try {
      return (result = await run());
    } finally {
      this.beginEpoch(provider);
      await this.store.invalidate(changed(result));
    }
  }

  private kept(read: SharedRead, { answer, begin }: Found): ServedAnswer | Promise<ServedAnswer> {
    if (answer === null || !isFresh(answer, read.freshness)) {
      this.metrics.cacheOutcome(read.provider, read.operation, 'miss');
      return this.live(read, begin);
    }
    this.countHit(read.provider, read.operation);
    return { answer, from: 'cache' };
  }

  private async live(read: SharedRead, begin: ReadBegin): Promise<ServedAnswer> {
    const { key, provider, freshness, refresh, state, about } = read;
    const deadline = read.deadline();
    this.underWay.set(about, (this.underWay.get(about) ?? 0) + 1);
    const strict = freshness.noCache || refresh;
    try {
      const epoch = this.epochs.get(provider) ?? 0;
      const onJoined = (leader: string) => void (state.sharedWith = leader);
      const passenger = { key, epoch, strict, deadline, id: state.id, onJoined };
      const landed = await this.flights.fly(passenger, (own) => this.ask(read, begin, own));
      if (state.sharedWith !== null) this.metrics.cacheOutcome(provider, read.operation, 'shared');
      this.keep(read, landed);
      this.counts.live++;
      return { answer: landed.answer, from: 'live' };
    } catch (error) {
      return await this.stale(read, read.toError(error));
    } finally {
      deadline.clear();
      this.landed(about);
    }
  }

  private landed(about: string): void {
    const left = (this.underWay.get(about) ?? 1) - 1;
    if (left === 0) this.underWay.delete(about);
    else this.underWay.set(about, left);
  }

  private async ask({ place, freshness, ask }: SharedRead, known: ReadBegin, deadline: Deadline): Promise<Landed> {
    const wanted = place !== null && !freshness.noStore;
    // Before the provider is asked: what changes from now on may be missing in its answer.
    const begin = wanted ? (known ?? (await this.store.begin(place))) : null;
    this.counts.asked++;
    return { answer: await ask(deadline), begin, kept: false };
  }

  private keep({ place, freshness }: SharedRead, landed: Landed): void {
    if (place === null || freshness.noStore || landed.begin === null || landed.kept) return;
    landed.kept = true;
    this.store.keep(place, landed.begin, landed.answer);
  }

  /** An older answer in the place of a failure, if the caller accepts one; else the failure. */
  private async stale(
    { provider, operation, place, freshness }: SharedRead,
    error: GatewayError,
  ): Promise<ServedAnswer> {
    const { staleIfError, noCache } = freshness;
    if (place === null || staleIfError === 0 || noCache || !isProviderFailure(error)) throw error;
    const { answer } = await this.store.find(place);
    if (answer === null || ageOf(answer) > staleIfError * 1000) throw error;
    this.counts.stale++;
    this.metrics.cacheOutcome(provider, operation, 'stale');
    return { answer, from: 'stale', failure: error };
  }

  private beginEpoch(provider: string): void {
    this.epochs.set(provider, (this.epochs.get(provider) ?? 0) + 1);
  }
}

/** Whether anything that is kept would do. */
function acceptsKept({ maxAge, noCache }: Freshness): boolean {
  return maxAge > 0 && !noCache;
}

function isFresh(answer: KeptAnswer, { maxAge }: Freshness): boolean {
  return ageOf(answer) <= maxAge * 1000;
}

/** Whether the provider is to blame, or the way to it; never a record that is not there, nor a fault of ours. */
function isProviderFailure({ code }: GatewayError): boolean {
  return ERROR_CATALOGUE[code].origin === 'provider' || code === 'overloaded';
}
