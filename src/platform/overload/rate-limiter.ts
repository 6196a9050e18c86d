import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from 'rate-limiter-flexible';
import type { GatewayLogger } from '../logging/logger.js';
import type { LocalCountReason } from '../metrics/gateway-metrics.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import { CountingWatch } from './counting-watch.js';
import { policyField } from './rate-limit-fields.js';
import type { RateLimitPolicy } from './overload.settings.js';

// With the timer’s own inexactness no request loses more than 5 ms to a Redis that hangs.
const REDIS_PATIENCE_MS = 4;

/** What is left to a caller after a request. */
export interface Quota {
  readonly exceeded: boolean;
  readonly remaining: number;
  /** Until the caller has its whole quota again; at least 1. */
  readonly resetSeconds: number;
  /** Why this process has counted by itself although there is a Redis, or null. */
  readonly alone: LocalCountReason | null;
}

/**
 * Counts the requests of each caller in windows that begin with its first request. With Redis all replicas count
 * together; while Redis is away or too slow each counts by itself, and says so.
 */
export class RateLimiter {
  private readonly local: RateLimiterMemory;
  private readonly shared: RateLimiterRedis | null;
  /** `RateLimit-Policy`: what a caller may send. */
  readonly policyField: string;
  private readonly watch = new CountingWatch();

  constructor(
    policy: RateLimitPolicy,
    private readonly redis: RedisConnection | null,
    private readonly logger: GatewayLogger,
  ) {
    const { count, seconds } = policy;
    this.policyField = policyField(policy);
    const limit = { points: count, duration: seconds, keyPrefix: `gateway:limit:${count}/${seconds}` };
    this.local = new RateLimiterMemory(limit);
    // Whoever is over the limit is refused from memory until its window ends, without asking Redis each time.
    this.shared =
      redis && new RateLimiterRedis({ ...limit, storeClient: redis.client, inMemoryBlockOnConsumed: count });
  }

  /** Counts one request of a caller. */
  async take(caller: string): Promise<Quota> {
    const { redis, shared } = this;
    return redis && shared ? await this.takeShared(redis, shared, caller) : await take(this.local, caller);
  }

  private async takeShared(redis: RedisConnection, shared: RateLimiterRedis, caller: string): Promise<Quota> {
    const reason = redis.isUp ? 'unanswered' : 'away';
    const quota = await redis.ask(() => take(shared, caller), REDIS_PATIENCE_MS);
    // That Redis is away the connection says itself, and a refusal may have come out of memory.
    if (reason === 'unanswered' && !quota?.exceeded) this.tell(this.watch.note(quota !== null));
    return quota ?? { ...(await take(this.local, caller)), alone: reason };
  }

  private tell(change: ReturnType<CountingWatch['note']>): void {
    if (change === 'missing')
      this.logger.warn('Redis does not answer the rate limit in time; this process counts by itself');
    if (change === 'in_time') this.logger.info('Redis answers the rate limit in time; replicas count together');
  }
}

async function take(limiter: RateLimiterAbstract, caller: string): Promise<Quota> {
  try {
    return toQuota(await limiter.consume(caller), false);
  } catch (thrown) {
    // The library rejects with its result when the limit is passed, and with an error when its store fails.
    if (thrown instanceof RateLimiterRes) return toQuota(thrown, true);
    throw thrown;
  }
}

function toQuota({ remainingPoints, msBeforeNext }: RateLimiterRes, exceeded: boolean): Quota {
  return {
    exceeded,
    remaining: exceeded ? 0 : remainingPoints,
    resetSeconds: Math.max(1, Math.ceil(msBeforeNext / 1000)),
    alone: null,
  };
}
