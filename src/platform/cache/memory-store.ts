import { LRUCache } from 'lru-cache';
import type { CacheStore, Found, Place, ReadBegin } from './cache-store.js';
import type { KeptAnswer } from './kept-answer.js';

// What an entry costs beside its texts: the key, the objects, its share of the tables. Measured, rounded up.
const BYTES_OF_AN_ENTRY = 600;
const MOST_CHANGES = 10_000;
const CLEAN_EVERY_MS = 30_000;

interface Entry {
  readonly begin: number;
  readonly answer: KeptAnswer;
}

/** Keeps answers in the process, bounded in bytes and in time. Everything is done at once, without a promise. */
export class MemoryStore implements CacheStore {
  readonly failures = 0;
  private readonly entries: LRUCache<string, Entry>;
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
    this.entries = new LRUCache({
      maxSize: bytes,
      sizeCalculation: ({ answer }, key) => sizeOf(answer, key),
      ttl: lifeMs,
    });
    // Personal data does not stay longer than it can be used.
    this.cleaning = setInterval(() => this.entries.purgeStale(), Math.min(lifeMs, CLEAN_EVERY_MS)).unref();
  }

  find({ key, subject }: Place): Found {
    const entry = this.entries.get(key);
    const valid = entry !== undefined && entry.begin > this.changeOf(subject);
    return { answer: valid ? entry.answer : null, begin: ++this.moment };
  }

  begin(): ReadBegin {
    return ++this.moment;
  }

  keep({ key, subject }: Place, begin: ReadBegin, answer: KeptAnswer): void {
    if (typeof begin !== 'number' || begin < this.changeOf(subject)) return;
    const newer = (this.entries.peek(key)?.begin ?? 0) > begin;
    if (!newer) this.entries.set(key, { begin, answer });
  }

  invalidate(subjects: readonly string[]): void {
    for (const subject of subjects) this.changes.set(subject, ++this.moment);
  }

  /** Bytes held, as far as they can be counted. */
  get bytes(): number {
    return this.entries.calculatedSize;
  }

  get size(): number {
    return this.entries.size;
  }

  close(): void {
    clearInterval(this.cleaning);
    this.entries.clear();
  }

  private changeOf(subject: string): number {
    return this.changes.get(subject) ?? this.forgotten;
  }
}

function sizeOf({ data, warnings, rest }: KeptAnswer, key: string): number {
  return [data, warnings, rest, key].reduce((sum, text) => sum + bytesOf(text), BYTES_OF_AN_ENTRY);
}

/** A text takes one byte a character, or two when one of them is outside of Latin. */
function bytesOf(text: string): number {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length;
}
