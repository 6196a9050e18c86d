import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { AnswerRing } from '../../src/platform/cache/answer-ring.js';
import type { KeptAnswer } from '../../src/platform/cache/kept-answer.js';
import { TurnoverMap } from '../../src/platform/collections/turnover-map.js';
import { check, title } from './runs.js';

const KIB = 1024;
const text = fc.oneof(
  fc.string({ maxLength: 200 }),
  fc.string({ unit: 'grapheme', maxLength: 80 }),
  fc.constant('x'.repeat(2 * KIB)),
  fc.constant('x'.repeat(9 * KIB)),
);
const answer: fc.Arbitrary<KeptAnswer> = fc.record({
  data: text,
  warnings: fc.constantFrom('[]', '[{"code":"stale"}]'),
  rest: fc.constantFrom('', ',"page":{}'),
  entityTag: fc.string({ unit: 'grapheme-ascii', maxLength: 30 }),
  asOf: fc.double({ noNaN: true }),
});
const reads = fc.array(
  fc.record({ key: fc.string({ unit: 'grapheme', maxLength: 40 }), answer, drops: fc.boolean(), age: fc.nat(9) }),
  { minLength: 20, maxLength: 100 },
);
// Also one that is no multiple of the width of a number.
const capacity = fc.constantFrom(8 * KIB, 8 * KIB + 4);

interface Added {
  readonly key: string;
  readonly place: number;
  readonly answer: KeptAnswer;
  readonly at: number;
}

describe(title('the ring of answers'), () => {
  it('has the latest as they were added, and the earliest make place one after the other', () => {
    check(
      fc.tuple(reads, capacity),
      ([all, bytes]) => {
        let added: Added[] = [];
        const ring: AnswerRing = new AnswerRing(bytes, 24, (key, place) => {
          expect([key, place]).toEqual([added[0]?.key, added[0]?.place]);
          added = added.slice(1);
        });
        for (const [at, read] of all.entries()) {
          const place = ring.add({ ...read, begin: at + 1 }, at);
          if (place !== null) added.push({ ...read, place, at });
          if (read.drops) ring.dropBefore(at - read.age);
          if (read.drops) expect(added.every((one) => one.at >= at - read.age)).toBe(true);
          expect(ring.used).toBeLessThanOrEqual(bytes);
          for (const one of added) {
            expect([ring.answerAt(one.place, 0), ring.beginOf(one.place)]).toEqual([one.answer, one.at + 1]);
          }
        }
        ring.dropBefore(Infinity);
        expect([added, ring.used]).toEqual([[], 0]);
        expect((Reflect.get(ring, 'bytes') as Buffer).every((byte) => byte === 0)).toBe(true);
      },
      300,
    );
  });
});

// Also more entries than deletions after which the map begins anew.
const steps = fc
  .constantFrom(40, 300)
  .chain((most) => fc.array(fc.tuple(fc.nat(4), fc.nat(most)), { minLength: 300, maxLength: 900 }));

describe(title('a map whose entries come and go'), () => {
  it('has at every moment what a map has', () => {
    check(
      steps,
      (all) => {
        const [own, plain] = [new TurnoverMap<number, number>(), new Map<number, number>()];
        for (const [number, [adds, key]] of all.entries()) {
          if (adds > 1) {
            own.set(key, number);
            plain.set(key, number);
          } else expect(own.delete(key)).toBe(plain.delete(key));
          expect([own.size, own.get(key), own.has(key)]).toEqual([plain.size, plain.get(key), plain.has(key)]);
        }
        for (const [key, value] of plain) expect(own.get(key)).toBe(value);
      },
      100,
    );
  });
});
