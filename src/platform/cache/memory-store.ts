import { LRUCache } from 'lru-cache';
import { AnswerRing } from './answer-ring.js';
import type { CacheStore, Found, Place, ReadBegin } from './cache-store.js';
import type { KeptAnswer } from './kept-answer.js';

// What an entry costs beside its record and its key: its share of the table. Measured, rounded up.
const BYTES_OF_AN_ENTRY = 140;
const MOST_CHANGES = 10_000;
const CLEAN_EVERY_MS = 30_000;

/** Keeps answers in the process, bounded in bytes and in time. Everything is done at once, without a promise. */
export class MemoryStore implements CacheStore {
  readonly failures = 0;
  private readonly ring: AnswerRing;
  private readonly lifeMs: number;
  /** Where each key has its latest answer. */
  private readonly places = new Map<string, number>();
  /** When each subject changed last. Where that was forgotten, everything before the latest forgotten change is gone. */
  private readonly changes = new LRUCache<string, number>({
    max: MOST_CHANGES,
    dispose: (moment, _subject, reason) => {
      if (reason === 'evict') this.forgotten = Math.max(this.forgotten, moment);
    },
  });
  private forgotten = 0;
  /** Counts reads and changes in the order in which they begin. */
  private moment = 0;
  private readonly cleaning: NodeJS.Timeout;

  constructor({ bytes, lifeMs }: { readonly bytes: number; readonly lifeMs: number }) {
    this.lifeMs = lifeMs;
    this.ring = new AnswerRing(bytes, BYTES_OF_AN_ENTRY, (key, place) => {
      if (this.places.get(key) === place) this.places.delete(key);
    });
    // Personal data does not stay longer than it can be used.
    const clean = () => this.ring.dropBefore(this.oldest());
    this.cleaning = setInterval(clean, Math.min(lifeMs, CLEAN_EVERY_MS)).unref();
  }

  find({ key, subject }: Place): Found {
    const place = this.places.get(key);
    const valid = place !== undefined && this.ring.beginOf(place) > this.changeOf(subject);
    return { answer: valid ? this.ring.answerAt(place, this.oldest()) : null, begin: ++this.moment };
  }

  begin(): ReadBegin {
    return ++this.moment;
  }

  keep({ key, subject }: Place, begin: ReadBegin, answer: KeptAnswer): void {
    if (typeof begin !== 'number' || begin < this.changeOf(subject)) return;
    const before = this.places.get(key);
    if (before !== undefined && this.ring.beginOf(before) > begin) return;
    const now = performance.now();
    // Where it stands it may stay for the rest of its life only.
    if (before !== undefined && this.ring.renew(before, begin, answer, now - this.lifeMs / 2)) return;
    const place = this.ring.add({ key, begin, answer }, now);
    if (place === null) this.places.delete(key);
    else this.places.set(key, place);
  }

  invalidate(subjects: readonly string[]): void {
    for (const subject of subjects) this.changes.set(subject, ++this.moment);
  }

  /** Bytes held, as far as they can be counted. */
  get bytes(): number {
    return this.ring.used;
  }

  get size(): number {
    return this.places.size;
  }

  close(): void {
    clearInterval(this.cleaning);
    this.ring.dropBefore(Infinity);
  }

  private oldest(): number {
    return performance.now() - this.lifeMs;
  }

  private changeOf(subject: string): number {
    return this.changes.get(subject) ?? this.forgotten;
  }
}
