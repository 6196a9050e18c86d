import { describe, expect, it } from '@jest/globals';
import { AnswerRing } from './answer-ring.js';
import type { KeptAnswer } from './kept-answer.js';

const KIB = 1024;
const answer = (data: string): KeptAnswer => ({
  data,
  warnings: '[]',
  rest: ',"é":"样"',
  entityTag: 'W/"1"',
  asOf: 1.5,
});
const bytesOf = (ring: AnswerRing) => Reflect.get(ring, 'bytes') as Buffer;

describe('the ring', () => {
  it('refuses what is larger than everything, and keeps the rest', () => {
    const ring = new AnswerRing(8 * KIB, 0, () => undefined);
    const small = ring.add({ key: 'small', begin: 1, answer: answer('1') }, 0) as number;
    expect(ring.add({ key: 'large', begin: 1, answer: answer('x'.repeat(8 * KIB)) }, 0)).toBeNull();
    expect(ring.answerAt(small, 0)?.data).toBe('1');
  });

  it('does not give out what was kept before a time, nor what is gone', () => {
    const ring = new AnswerRing(8 * KIB, 0, () => undefined);
    const place = ring.add({ key: 'a', begin: 7, answer: answer('1') }, 100) as number;
    expect([ring.answerAt(place, 100)?.data, ring.answerAt(place, 101)]).toEqual(['1', null]);
    ring.dropBefore(101);
    expect([ring.answerAt(place, 0), ring.beginOf(place), ring.used]).toEqual([null, 0, 0]);
  });

  it('wipes out what it drops', () => {
    const ring = new AnswerRing(8 * KIB, 0, () => undefined);
    ring.add({ key: 'amina.testou@example.com', begin: 1, answer: answer('Amina') }, 0);
    expect(bytesOf(ring).includes('Amina')).toBe(true);
    ring.dropBefore(Infinity);
    expect(bytesOf(ring).every((byte) => byte === 0)).toBe(true);
  });
});
