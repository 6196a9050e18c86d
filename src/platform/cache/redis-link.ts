import { setTimeout as pause } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { GatewayLogger } from '../logging/logger.js';

// A read loses this much when Redis is slow, and nothing once the link is down.
const PATIENCE_MS = 50;
const MOST_FAILURES = 3;
const PAUSE_MS = 1000;
const LONGEST_RECONNECT_MS = 2000;
const LONGEST_START_MS = 500;

/**
 * One connection to Redis that is never waited for long. After some failures in a row nothing is asked any more until
 * Redis answers again, which is tried in the background and not by a read. Each change of state is logged once.
 */
export class RedisLink {
  failures = 0;
  private inARow = 0;
  private up = true;
  private probing: NodeJS.Timeout | null = null;

  private constructor(
    private readonly redis: Redis,
    private readonly logger: GatewayLogger,
    /** Called when Redis answers again, before anything else is asked of it. */
    private readonly onReturn: (redis: Redis) => Promise<void>,
  ) {}

  /** Connects; a Redis that is not there is no reason not to start. ioredis is loaded only here. */
  static async open(url: string, logger: GatewayLogger, onReturn: (redis: Redis) => Promise<void>): Promise<RedisLink> {
    const { Redis } = await import('ioredis');
    const redis = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: PATIENCE_MS,
      connectTimeout: LONGEST_RECONNECT_MS,
      disableClientInfo: true,
      retryStrategy: (times) => Math.min(times * 100, LONGEST_RECONNECT_MS),
    });
    const link = new RedisLink(redis, logger, onReturn);
    // What went wrong is seen by whoever asks; without a listener it would be printed.
    redis.on('error', () => undefined);
    const connected = redis.connect().catch(() => link.failed());
    await Promise.race([connected, pause(LONGEST_START_MS, undefined, { ref: false })]);
    return link;
  }

  /** What Redis answers, or null when it cannot be had in time. */
  async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T | null> {
    if (!this.up) return null;
    try {
      const answer = await command(this.redis);
      this.inARow = 0;
      return answer;
    } catch {
      this.failed();
      return null;
    }
  }

  get isUp(): boolean {
    return this.up;
  }

  close(): void {
    if (this.probing) clearTimeout(this.probing);
    this.up = false;
    this.redis.disconnect();
  }

  private failed(): void {
    this.failures++;
    this.inARow++;
    const broken = this.redis.status !== 'ready';
    if (!this.up || (this.inARow < MOST_FAILURES && !broken)) return;
    this.up = false;
    this.logger.warn({ failures: this.failures }, 'Redis does not answer; reads go to the providers');
    this.probeLater();
  }

  private probeLater(): void {
    this.probing = setTimeout(() => void this.probe(), PAUSE_MS).unref();
  }

  private async probe(): Promise<void> {
    try {
      await this.redis.ping();
      await this.onReturn(this.redis);
    } catch {
      this.failures++;
      return this.probeLater();
    }
    this.inARow = 0;
    this.up = true;
    this.logger.info({ failures: this.failures }, 'Redis answers again');
  }
}
