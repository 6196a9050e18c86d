import { randomBytes } from 'node:crypto';
import type { DataCipher } from '../privacy/data-cipher.js';
import type { RedisConnection } from '../redis/redis-connection.js';
import type { CacheStore, Found, Place, ReadBegin } from './cache-store.js';
import { ChangeDelivery } from './change-delivery.js';
import { decodeKept, encodeKept, type KeptAnswer } from './kept-answer.js';
import { agree, toStamps } from './stamps.js';

// What a read may lose when Redis is slow, once or twice, before nothing is asked any more.
const PATIENCE_MS = 50;
// No read takes longer than the longest deadline that can be set.
const LONGEST_READ_MS = 600_000;
const NOTHING: Found = { answer: null, begin: null };

/**
 * Keeps answers in Redis for several gateways: encrypted, and under names that show nothing. Every subject has a stamp
 * there, which a change replaces; an answer counts only under the stamp that its read began with. Stamp and answer come
 * in one round trip.
 */
export class RedisStore implements CacheStore {
  /** Changes that Redis has not been told about. It hears of them before anything is asked. */
  private readonly undelivered = new ChangeDelivery((subjects) => this.replaceStamps(subjects));
  private failed = 0;

  constructor(
    private readonly redis: RedisConnection,
    private readonly cipher: DataCipher,
    private readonly lifeMs: number,
  ) {
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
    const values = await this.read(place.subject, [name]);
    if (values === null) return NOTHING;
    const { begin, others } = values;
    const sealed = others[0];
    const text = sealed ? this.cipher.open(sealed, name) : null;
    const kept = text === null ? null : decodeKept(text);
    return { answer: kept !== null && agree(kept.note, begin) ? kept.answer : null, begin };
  }

  async begin({ subject }: Place): Promise<ReadBegin> {
    return (await this.read(subject, []))?.begin ?? null;
  }

  keep(place: Place, begin: ReadBegin, answer: KeptAnswer): void {
    if (typeof begin !== 'string' || !this.redis.isUp) return;
    const name = this.nameOf(place);
    const sealed = this.cipher.seal(encodeKept(answer, begin), name);
    void this.ask(() => this.redis.client.set(name, sealed, 'PX', this.lifeMs));
  }

  async invalidate(subjects: readonly string[]): Promise<void> {
    this.undelivered.note(subjects);
    await this.ask(() => this.undelivered.run().then(() => true));
    // What is forgotten here, while Redis is away for long, ends with the life of the answers.
    this.undelivered.limit();
  }

  /** The stamps of a subject together with other values; null when Redis is away or has not heard of a change of ours. */
  private async read(subject: string, names: readonly string[]) {
    if (!this.undelivered.isDone) await this.invalidate([]);
    if (!this.undelivered.isDone) return null;
    const stamps = this.stampsOf(subject);
    const keys = [...names, ...stamps.map(({ name }) => name)];
    const values = await this.ask(() => this.redis.client.mgetBuffer(keys));
    if (values === null) return null;
    const found = stamps.map(({ keyId }, index) => ({ keyId, stamp: values[names.length + index] ?? null }));
    return { begin: toStamps(found), others: values.slice(0, names.length) };
  }

  /** A stamp lives longer than any answer that was read under the one before it. */
  private async replaceStamps(subjects: readonly string[]): Promise<void> {
    const commands = this.redis.client.pipeline();
    for (const subject of subjects) {
      const stamp = randomBytes(12).toString('base64url');
      for (const { name } of this.stampsOf(subject)) commands.set(name, stamp, 'PX', this.lifeMs + LONGEST_READ_MS);
    }
    const results = (await commands.exec()) ?? [];
    const failed = results.find(([error]) => error !== null)?.[0];
    if (failed) throw failed;
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
