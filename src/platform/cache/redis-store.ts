import { randomBytes } from 'node:crypto';
import type { DataCipher } from '../privacy/data-cipher.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { CacheStore, Found, Place, ReadBegin } from './cache-store.js';
import { ChangeDelivery } from './change-delivery.js';
import { decodeKept, encodeKept, type KeptAnswer } from './kept-answer.js';
import { RedisScripts } from './redis-scripts.js';
import { agree, toStamps, valuesOf } from './stamps.js';

// What a read may lose when Redis is slow: once or twice to one that has gone, each time to one that is always late.
const PATIENCE_MS = 50;
// No read takes longer than the longest deadline that can be set.
const LONGEST_READ_MS = 600_000;
const NOTHING: Found = { answer: null, begin: null };

/**
 * Keeps answers in Redis for several gateways: encrypted, and under names that show nothing. Every subject has a stamp
 * there, which a read makes and a change replaces; an answer counts only under the stamp that its read began with. Stamp
 * and answer come in one round trip.
 */
export class RedisStore implements CacheStore {
  /** Changes that Redis has not been told about. It hears of them before a later read asks anything. */
  private readonly undelivered = new ChangeDelivery((subjects) => this.replaceStamps(subjects));
  private readonly scripts: RedisScripts;
  private failed = 0;

  constructor(
    private readonly redis: RedisConnection,
    private readonly cipher: DataCipher,
    private readonly lifeMs: number,
  ) {
    this.scripts = new RedisScripts(redis.client);
    redis.beforeReturn(() => this.undelivered.run());
  }

  get failures(): number {
    return this.failed;
  }

  get isUp(): boolean {
    return this.redis.isUp;
  }

  async find(place: Place): Promise<Found> {
    const name = this.nameOf(place);
    const found = await this.read(place.subject, name);
    if (found === null) return NOTHING;
    const { begin, value: sealed } = found;
    const text = sealed ? this.cipher.open(sealed, name) : null;
    const kept = text === null ? null : decodeKept(text);
    return { answer: kept !== null && agree(kept.note, toBegin(begin).stamps) ? kept.answer : null, begin };
  }

  async begin({ subject }: Place): Promise<ReadBegin> {
    return (await this.read(subject, null))?.begin ?? null;
  }

  keep(place: Place, begin: ReadBegin, answer: KeptAnswer): void {
    if (typeof begin !== 'string' || !this.redis.isUp) return;
    const name = this.nameOf(place);
    const { moment, stamps } = toBegin(begin);
    const sealed = this.cipher.seal(encodeKept(answer, stamps), name);
    const stampNames = this.stampsOf(place.subject).map((stamp) => stamp.name);
    const under = { moment, stamps: valuesOf(stamps), stampNames, lifeMs: this.lifeMs };
    void this.ask(() => this.scripts.keep(name, sealed, under));
  }

  async invalidate(subjects: readonly string[]): Promise<void> {
    this.undelivered.note(subjects);
    await this.deliver();
    // What is forgotten here, while Redis is away for long, ends with the life of the answers.
    this.undelivered.limit();
  }

  /** Whether Redis has heard of all changes that were there at the call. */
  private async deliver(): Promise<boolean> {
    return (await this.ask(() => this.undelivered.run().then(() => true))) === true;
  }

  /** The stamps of a subject together with other values; null when Redis is away or has not heard of a change of ours. */
  private async read(subject: string, name: string | null) {
    if (!this.undelivered.isDone && !(await this.deliver())) return null;
    const stamps = this.stampsOf(subject);
    const names = stamps.map((stamp) => stamp.name);
    const found = await this.ask(() => this.scripts.begin(names, name, this.newStamp()));
    if (found === null) return null;
    const begun = toStamps(stamps.map(({ keyId }, index) => ({ keyId, stamp: found.stamps[index] ?? '' })));
    return { begin: `${found.moment} ${begun}`, value: found.value };
  }

  private async replaceStamps(subjects: readonly string[]): Promise<void> {
    const commands = this.redis.client.pipeline();
    for (const subject of subjects) {
      const { stamp, lifeMs } = this.newStamp();
      for (const { name } of this.stampsOf(subject)) commands.set(name, stamp, 'PX', lifeMs);
    }
    const results = (await commands.exec()) ?? [];
    const failed = results.find(([error]) => error !== null)?.[0];
    if (failed) throw failed;
  }

  /** It lives longer than any answer that was read under the one before it. */
  private newStamp(): { readonly stamp: string; readonly lifeMs: number } {
    return { stamp: randomBytes(12).toString('base64url'), lifeMs: this.lifeMs + LONGEST_READ_MS };
  }

  private async ask<T>(command: () => Promise<T>): Promise<T | null> {
    const answer = await this.redis.ask(command, PATIENCE_MS);
    if (answer === null) this.failed++;
    return answer;
  }

  /** Under the last key, so that what is kept survives a new key in front. */
  private nameOf({ key }: Place): string {
    return `gateway:answer:${this.cipher.namesOf(key).at(-1)?.name ?? ''}`;
  }

  /** Under all keys: replicas in the middle of an exchange of keys hear of each other’s changes. */
  private stampsOf(subject: string): { readonly keyId: string; readonly name: string }[] {
    return this.cipher.namesOf(subject).map(({ keyId, name }) => ({ keyId, name: `gateway:stamp:${name}` }));
  }
}

/** The parts of what this store says about the begin of a read: the moment of Redis, and the stamps of the subject. */
function toBegin(begin: string): { readonly moment: string; readonly stamps: string } {
  const [moment = '', stamps = ''] = begin.split(' ');
  return { moment, stamps };
}
