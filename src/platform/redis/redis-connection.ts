import type { Redis } from 'ioredis';
import type { GatewayLogger } from '../logging/logger.js';

/** Redis counts as away when for so long it has answered nothing in time: a hiccup of a few milliseconds is none. */
const LONGEST_SILENCE_MS = 100;
/** How long a miss may lie back to belong to the same silence: longer than it takes for its command to be given up. */
const LONGEST_PAUSE_MS = 2000;
const REFUSAL_LINE_INTERVAL_MS = 5000;
/** A Redis that is always late is not away, but of no use: so many late answers are worth a line. */
const LATE_FOR_A_LINE = 20;
const LATE_LINE_INTERVAL_MS = 10_000;
const PROBE_INTERVAL_MS = 1000;
const PROBE_PATIENCE_MS = 250;
const LONGEST_COMMAND_MS = 1000;
const LONGEST_RECONNECT_MS = 2000;

/**
 * One connection to Redis that nobody waits for long. Once Redis is away nothing is asked any more until it answers a
 * probe, which no request waits for. Each change of state is one line in the log.
 */
export class RedisConnection {
  private state: 'new' | 'up' | 'away' | 'closed' = 'new';
  /** When the first of the misses was after which nothing has been answered. */
  private silentSince: number | null = null;
  private lastMiss = 0;
  /** Whether a refusal has been told of, and nothing has succeeded since. */
  private refusing = false;
  private lastRefusalLine = -Infinity;
  /** Answers that came too late since the last line about them. */
  private late = 0;
  private lastLateLine = -Infinity;
  private probing: NodeJS.Timeout | null = null;
  private prepare: () => Promise<void> = () => Promise.resolve();

  private constructor(
    /** For scripts and commands; what is asked goes through `ask`. */
    readonly client: Redis,
    private readonly logger: GatewayLogger,
  ) {}

  /** Makes the connection and does not open it yet. ioredis is loaded only here. */
  static async make(url: string, logger: GatewayLogger): Promise<RedisConnection> {
    const { Redis } = await import('ioredis');
    const client = new Redis(url, {
      lazyConnect: true,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      commandTimeout: LONGEST_COMMAND_MS,
      connectTimeout: LONGEST_RECONNECT_MS,
      disableClientInfo: true,
      retryStrategy: (times) => Math.min(times * 100, LONGEST_RECONNECT_MS),
    });
    // What went wrong is seen by whoever asks; without a listener it would be printed.
    client.on('error', () => undefined);
    return new RedisConnection(client, logger);
  }

  /** False while Redis is away: asking would be in vain. */
  get isUp(): boolean {
    return this.state === 'up';
  }

  /** Has something done whenever Redis answers again, before it counts as there; it stays away while that fails. */
  beforeReturn(prepare: () => Promise<void>): void {
    this.prepare = prepare;
  }

  /** Begins to connect, and neither waits nor fails. */
  start(): void {
    this.client.on('ready', () => void this.probe());
    this.client.connect().catch(() => this.leave());
  }

  /** What Redis answers within the patience, or null; also when it refuses the command. */
  async ask<T>(command: () => Promise<T>, patienceMs: number): Promise<T | null> {
    if (!this.isUp) return null;
    const answer = Promise.try(command);
    // Also what comes too late for whoever asks says something about Redis.
    let late = false;
    answer.then(
      () => this.noteSuccess(late),
      (error: unknown) => this.noteFailure(error),
    );
    try {
      return await inTime(answer, patienceMs);
    } catch (error) {
      if (error instanceof TooSlow) {
        late = true;
        this.noteMiss();
      }
      return null;
    }
  }

  close(): void {
    if (this.probing) clearTimeout(this.probing);
    this.state = 'closed';
    this.client.removeAllListeners('ready');
    this.client.disconnect();
  }

  private noteSuccess(late: boolean): void {
    this.silentSince = null;
    this.refusing = false;
    if (late) this.noteLate();
  }

  private noteFailure(error: unknown): void {
    if (!(error instanceof Error) || error.name !== 'ReplyError') return this.noteMiss();
    this.silentSince = null;
    const now = performance.now();
    // Where only some commands are refused, the others succeed all the time.
    if (this.refusing || now - this.lastRefusalLine < REFUSAL_LINE_INTERVAL_MS) return;
    this.refusing = true;
    this.lastRefusalLine = now;
    // The rest may name keys.
    this.logger.warn(`Redis refuses a command: ${/^[A-Z]+\b/.exec(error.message)?.[0] ?? 'ERR'}`);
  }

  private noteLate(): void {
    const now = performance.now();
    if (!this.isUp || ++this.late < LATE_FOR_A_LINE || now - this.lastLateLine < LATE_LINE_INTERVAL_MS) return;
    this.logger.warn(`Redis has answered too late ${this.late} times; what it was asked went on without it`);
    this.late = 0;
    this.lastLateLine = now;
  }

  private noteMiss(): void {
    const now = performance.now();
    if (this.silentSince === null || now - this.lastMiss > LONGEST_PAUSE_MS) this.silentSince = now;
    this.lastMiss = now;
    if (now - this.silentSince >= LONGEST_SILENCE_MS || this.client.status !== 'ready') this.leave();
  }

  private leave(): void {
    if (this.state === 'away' || this.state === 'closed') return;
    this.state = 'away';
    this.logger.warn('Redis does not answer; this process goes on by itself');
    this.probeLater();
  }

  private probeLater(): void {
    if (this.probing) clearTimeout(this.probing);
    this.probing = setTimeout(() => {
      this.probing = null;
      void this.probe();
    }, PROBE_INTERVAL_MS).unref();
  }

  /** Two may overlap, since a new connection is probed at once: the first that succeeds counts. */
  private async probe(): Promise<void> {
    if (this.isUp) return;
    try {
      await inTime(this.client.ping(), PROBE_PATIENCE_MS);
      await inTime(this.prepare(), LONGEST_COMMAND_MS);
    } catch {
      if (!this.isUp && this.client.status !== 'end') this.probeLater();
      return;
    }
    if (this.isUp || this.state === 'closed') return;
    if (this.probing) clearTimeout(this.probing);
    this.probing = null;
    this.silentSince = null;
    this.state = 'up';
    this.logger.info('Redis answers');
  }
}

class TooSlow extends Error {}

/** The answer, or a rejection when it takes longer. */
function inTime<T>(answer: Promise<T>, milliseconds: number): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  // When this process itself is late, the answer may be there and unread: sockets are read before an immediate runs.
  const tooSlow = () => setImmediate(() => reject(new TooSlow('Redis is too slow')));
  const timer = setTimeout(tooSlow, milliseconds);
  answer.then(resolve, reject).finally(() => clearTimeout(timer));
  return promise;
}
