import type { KeptAnswer } from './kept-answer.js';

/** What is kept of one read. */
export interface RingRecord {
  readonly key: string;
  /** When the read began, as the store counts. */
  readonly begin: number;
  readonly answer: KeptAnswer;
}

/** Numbers of 8 bytes that stand before the texts of a record. */
const FIELDS = { size: 0, key: 1, data: 2, warnings: 3, rest: 4, entityTag: 5, asOf: 6, begin: 7, keptAt: 8 } as const;
const WIDTH = 8;
const HEADER_BYTES = WIDTH * Object.keys(FIELDS).length;
const TEXTS = ['data', 'warnings', 'rest', 'entityTag'] as const;
const LAP_ENDS = 0;

/**
 * Answers one after the other in a block of memory that V8 neither looks through nor moves; the oldest make place for
 * new ones. Answers that are not asked for again are the many: as objects they grew old on the heap, at some 2 KB a
 * read, and a long collection had to take each of them away.
 */
export class AnswerRing {
  private readonly bytes: Buffer;
  private readonly numbers: Float64Array;
  // Places count on and on, so that none is ever used twice; the rest by the capacity is where they are in memory.
  private head = 0;
  private tail = 0;
  /** Bytes that the records cost outside of the ring. */
  private outside = 0;

  /** `onGone` is told the key and the place of each record that has made place. */
  constructor(
    private readonly capacity: number,
    /** What a record costs outside of the ring beside its key, in bytes of the capacity. */
    private readonly overhead: number,
    private readonly onGone: (key: string, place: number) => void,
  ) {
    // The system gives the pages of such a block when they are written for the first time.
    this.bytes = Buffer.alloc(capacity);
    this.numbers = new Float64Array(this.bytes.buffer, this.bytes.byteOffset, Math.floor(capacity / WIDTH));
  }

  /** Bytes that are taken, those outside of the ring included. */
  get used(): number {
    return this.head - this.tail + this.outside;
  }

  /** Adds a record and tells its place; null when it is larger than everything. */
  add({ key, begin, answer }: RingRecord, now: number): number | null {
    const texts = [key, ...TEXTS.map((name) => answer[name])];
    const lengths = texts.map((text) => Buffer.byteLength(text));
    const size = aligned(lengths.reduce((sum, length) => sum + length, HEADER_BYTES));
    const outside = this.overhead + (lengths[0] ?? 0);
    if (size + outside > this.capacity) return null;
    this.makePlace(size, outside);
    const place = this.head;
    const at = place % this.capacity;
    this.numbers.set([size, ...lengths, answer.asOf, begin, now], at / WIDTH);
    let offset = at + HEADER_BYTES;
    for (const text of texts) offset += this.bytes.write(text, offset);
    this.head += size;
    this.outside += outside;
    return place;
  }

  /**
   * Takes the same answer once more, of a later read: whoever asks for one record all the time does not drive out the
   * others. False when the place has another answer, or one that was kept before a time.
   */
  renew(place: number, begin: number, answer: KeptAnswer, notBefore: number): boolean {
    const known = this.answerAt(place, notBefore);
    if (known === null || TEXTS.some((text) => known[text] !== answer[text])) return false;
    const at = place % this.capacity;
    this.numbers[at / WIDTH + FIELDS.begin] = begin;
    this.numbers[at / WIDTH + FIELDS.asOf] = answer.asOf;
    return true;
  }

  /** When the read at a place began; 0 when it is gone. */
  beginOf(place: number): number {
    return place < this.tail ? 0 : this.field(place % this.capacity, 'begin');
  }

  /** The answer at a place; null when it is gone or was kept before a time. */
  answerAt(place: number, notBefore: number): KeptAnswer | null {
    const at = place % this.capacity;
    if (place < this.tail || this.field(at, 'keptAt') < notBefore) return null;
    let offset = at + HEADER_BYTES + this.field(at, 'key');
    const next = (field: keyof typeof FIELDS): string =>
      this.bytes.toString('utf8', offset, (offset += this.field(at, field)));
    const [data, warnings, rest, entityTag] = [next('data'), next('warnings'), next('rest'), next('entityTag')];
    return { data, warnings, rest, entityTag, asOf: this.field(at, 'asOf') };
  }

  /** Wipes out what was kept before a time. */
  dropBefore(time: number): void {
    while (this.tail < this.head) {
      const at = this.tail % this.capacity;
      if (this.field(at, 'size') !== LAP_ENDS && this.field(at, 'keptAt') >= time) return;
      this.dropOldest();
    }
  }

  private makePlace(size: number, outside: number): void {
    const left = this.capacity - (this.head % this.capacity);
    if (size > left) {
      while (this.head + left - this.tail > this.capacity) this.dropOldest();
      this.numbers[(this.head % this.capacity) / WIDTH] = LAP_ENDS;
      this.head += left;
    }
    while (this.used + size + outside > this.capacity) this.dropOldest();
  }

  private dropOldest(): void {
    const at = this.tail % this.capacity;
    const size = this.field(at, 'size');
    if (size === LAP_ENDS) {
      this.tail += this.capacity - at;
      return;
    }
    const keyBytes = this.field(at, 'key');
    const key = this.bytes.toString('utf8', at + HEADER_BYTES, at + HEADER_BYTES + keyBytes);
    const place = this.tail;
    this.bytes.fill(0, at, at + size);
    this.tail += size;
    this.outside -= this.overhead + keyBytes;
    this.onGone(key, place);
  }

  private field(at: number, name: keyof typeof FIELDS): number {
    return this.numbers[at / WIDTH + FIELDS[name]] ?? 0;
  }
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / WIDTH) * WIDTH;
}
