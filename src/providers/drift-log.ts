import { Inject, Injectable } from '@nestjs/common';
import { LOGGER, type GatewayLogger } from '../platform/logging/logger.js';
import { GatewayMetrics } from '../platform/metrics/gateway-metrics.js';
import { DIFFERENCE_KINDS, type Difference } from './mapping/inspect-record.js';

/** The ways in which a record can differ from its field table. */
export const DRIFT_KINDS = DIFFERENCE_KINDS;

/** Different differences that are kept for a provider; what comes after is counted together. */
export const MOST_DRIFT_ENTRIES = 500;

/** One way in which records of a provider differ from its field table, and how often that was seen. */
export interface DriftEntry extends Difference {
  readonly record: string;
  readonly count: number;
  /** Milliseconds since the epoch. */
  readonly firstSeenAt: number;
  readonly lastSeenAt: number;
}

/** What has been seen of a provider since the process started. */
export interface Drift {
  readonly since: number;
  /** In the order in which they were first seen. */
  readonly entries: readonly DriftEntry[];
  /** Sightings that are not in the list, because there was no place for them or they had to make place. */
  readonly notListed: number;
}

interface ProviderDrift {
  readonly entries: Map<string, { -readonly [Key in keyof DriftEntry]: DriftEntry[Key] }>;
  notListed: number;
  logged: number;
}

/**
 * Counts how the providers' payloads differ from what the field tables expect. Lives in this process and is bounded: in a
 * full list what was seen only once makes place for what is new, so that a flood of odd keys cannot hide a change that
 * lasts. Holds paths and types, never values.
 */
@Injectable()
export class DriftLog {
  private readonly since = Date.now();
  private readonly providers = new Map<string, ProviderDrift>();

  constructor(
    @Inject(LOGGER) private readonly logger: GatewayLogger,
    private readonly metrics: GatewayMetrics,
  ) {}

  note(provider: string, record: string, difference: Difference): void {
    const drift = this.of(provider);
    const { kind, path, seen } = difference;
    this.metrics.driftSeen(provider, kind);
    const key = `${record} ${kind} ${path} ${seen}`;
    const known = drift.entries.get(key);
    const now = Date.now();
    if (known) {
      known.count += 1;
      known.lastSeenAt = now;
    } else if (drift.entries.size < MOST_DRIFT_ENTRIES || makePlace(drift)) {
      drift.entries.set(key, { record, ...difference, count: 1, firstSeenAt: now, lastSeenAt: now });
      this.log(provider, drift, { record, drift: kind, path, seen });
    } else drift.notListed += 1;
  }

  list(provider: string): Drift {
    const { entries, notListed } = this.of(provider);
    return { since: this.since, entries: [...entries.values()], notListed };
  }

  /** Each difference once, and no more of them than a list can hold. */
  private log(provider: string, drift: ProviderDrift, fields: object): void {
    if (drift.logged >= MOST_DRIFT_ENTRIES) return;
    drift.logged += 1;
    this.logger.warn({ provider, ...fields }, 'a provider’s payload differs from its field table');
  }

  private of(provider: string): ProviderDrift {
    let drift = this.providers.get(provider);
    if (!drift) this.providers.set(provider, (drift = { entries: new Map(), notListed: 0, logged: 0 }));
    return drift;
  }
}

/** Takes out the oldest entry that was seen only once; false when all were seen again. */
function makePlace(drift: ProviderDrift): boolean {
  for (const [key, { count }] of drift.entries) {
    if (count > 1) continue;
    drift.notListed += count;
    return drift.entries.delete(key);
  }
  return false;
}
