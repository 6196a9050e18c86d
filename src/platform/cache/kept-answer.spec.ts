import { expect, it } from '@jest/globals';
import { ageOf, decodeKept, encodeKept } from './kept-answer.js';

const answer = {
  data: JSON.stringify({ text: 'two\nlines', name: '样本' }),
  warnings: '[]',
  rest: ',"page":{}',
  entityTag: 'W/"t"',
  asOf: 1_790_000_000_000,
};

it('what is written is read again', () => {
  expect(decodeKept(encodeKept(answer, 'a note'))).toEqual({ answer, note: 'a note' });
  expect(decodeKept(encodeKept({ ...answer, rest: '' }, ''))).toEqual({ answer: { ...answer, rest: '' }, note: '' });
});

it.each(['', 'a\nb', 'a\nb\n1\nc\nd', 'a\nb\n1\nc\nd\ne\nf'])('%p is nothing', (text) => {
  expect(decodeKept(text)).toBeNull();
});

it('an age counts from what the provider said; the future is now', () => {
  expect(ageOf(answer, answer.asOf + 1500)).toBe(1500);
  expect(ageOf(answer, answer.asOf - 1500)).toBe(0);
});
