import { describe, expect, it } from '@jest/globals';
import { leftFor, linked } from './one-each.js';

describe('what is left for a write beside others that asked for the same', () => {
  it.each<readonly [string, string[], string[][], string[] | null]>([
    ['nothing was made', [], [['a']], []],
    ['no other one can have made it', ['b'], [['a']], ['b']],
    ['no other one can have made any of several', ['b', 'c'], [['a']], ['b', 'c']],
    ['another one can have made it too', ['a'], [['a']], null],
    ['there is one for each', ['a', 'b'], [['a', 'b']], ['a']],
    ['the other one can only have made the older', ['a', 'b'], [['a']], ['b']],
    ['the other one can only have made the newer', ['a', 'b'], [['b']], ['a']],
    ['the other one may have made another one', ['a'], [['a', 'b']], ['a']],
    ['three can be given in one way only', ['a', 'b', 'c'], [['a', 'b'], ['a']], ['c']],
    ['there is one too many', ['a', 'b', 'c'], [['b', 'c']], ['a', 'b', 'c']],
    ['there is one too many, which it has not made', ['a'], [['a', 'b', 'c']], null],
    [
      'there is one too few',
      ['a', 'b'],
      [
        ['a', 'b'],
        ['a', 'b'],
      ],
      null,
    ],
    ['there is one too few for the others', ['a', 'b'], [['a'], ['a']], null],
    ['one too few for those beside the others', ['a'], [['a', 'b'], ['b']], null],
    ['one is missing where it does not matter', ['a', 'b'], [['b', 'a'], ['c'], ['c']], ['a']],
  ])('when %s', (_when, own, others, left) => {
    expect(leftFor(linked(own, others))).toEqual(left);
  });

  it('is told soon among many', () => {
    const ids = Array.from({ length: 60 }, (_, index) => `card-${index}`);
    const later = ids.slice(1).map((_, index) => ids.slice(index + 1));
    expect(leftFor(linked(ids, later))).toEqual([ids[0]]);
    expect(leftFor(linked(ids.slice(1), [...later, ids.slice(1)]))).toBeNull();
  });
});
