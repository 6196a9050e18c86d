import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { cartevoCard } from '../../src/providers/cartevo/cartevo.fields.js';
import { last4 } from '../../src/providers/cartevo/cartevo.transforms.js';
import { MappingContext } from '../../src/providers/mapping/mapping-context.js';
import { maskedNumber } from '../../src/providers/mapping/text.js';
import { goodRecord } from './records.js';
import { check, title } from './runs.js';

const digits = (count: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: count, maxLength: count }).map((all) => all.join(''));

interface Mask {
  readonly text: string;
  readonly last: string;
}

/** Every layout: nothing, four, six or eight digits in front; stars, x, dots or blocks; grouped, dashed or solid. */
const mask: fc.Arbitrary<Mask> = fc
  .record({
    front: fc.constantFrom(0, 4, 6, 8).chain(digits),
    hidden: fc.integer({ min: 4, max: 12 }),
    sign: fc.constantFrom('*', 'X', 'x', '•', '#'),
    last: digits(4),
    grouping: fc.constantFrom('', ' ', '-'),
    around: fc.constantFrom('', ' '),
  })
  .map(({ front, hidden, sign, last, grouping, around }) => {
    const solid = front + sign.repeat(hidden) + last;
    const head = solid.slice(0, -4).match(/.{1,4}/g) ?? [];
    const text = grouping === '' ? solid : [...head, last].join(grouping);
    return { text: around + text + around, last };
  });

describe(title('masks of card numbers'), () => {
  it.each(['masked_pan', 'masked_number'])('give exactly the last four digits in `%s`, without a warning', (key) => {
    check(mask, ({ text, last }) => {
      const card = { ...goodRecord.cartevoCard(), masked_pan: null };
      const context = new MappingContext(true);
      expect(cartevoCard.masked({ ...card, [key]: text }, context).last4).toBe(last);
      expect(context.warnings).toEqual([]);
    });
  });

  it('that do not end in four digits give null with a warning', () => {
    const bad = fc.oneof(
      mask.map(({ text }) => text.trim().replace(/\d$/, '*')),
      fc.string().filter((text) => !/\d{4}$/.test(text.trim())),
      digits(3),
    );
    check(bad, (text) => {
      const context = new MappingContext(false);
      expect(last4(text, context)).toBeNull();
      expect(context.warnings).toHaveLength(1);
    });
  });

  it('that hide nothing are card numbers: dropped whatever their check digit, with a warning', () => {
    check(
      fc.tuple(fc.integer({ min: 13, max: 19 }).chain(digits), fc.constantFrom('', ' ', '-')),
      ([number, between]) => {
        const context = new MappingContext(true);
        const text = (number.match(/.{1,4}/g) as string[]).join(between);
        const card = cartevoCard.masked({ ...goodRecord.cartevoCard(), masked_pan: text }, context);
        expect(card.last4).toBeNull();
        expect(context.warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
          'card_number_dropped /last4',
        ]);
      },
    );
  });

  it('of documents never show more than the last four characters, nor more than half of the number', () => {
    check(fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }), (number) => {
      const characters = [...number];
      const masked = [...(maskedNumber(number, new MappingContext(false)) as string)];
      const shown = masked.filter(
        (character, index) => index >= masked.lastIndexOf('*') + 1 && character !== '',
      ).length;
      expect(masked).toHaveLength(characters.length);
      expect(masked.slice(0, characters.length - 4).every((character) => character === '*')).toBe(true);
      expect(shown <= 4 && shown <= characters.length / 2).toBe(true);
    });
  });
});
