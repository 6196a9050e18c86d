import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readAnswer } from '../../src/platform/http/json-reader.js';
import { money, toMinorUnits } from '../../src/providers/mapping/amounts.js';
import { MappingContext } from '../../src/providers/mapping/mapping-context.js';
import { check, title } from './runs.js';

const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

interface Decimal {
  readonly sign: string;
  readonly whole: string;
  readonly fraction: string;
  readonly power: number;
}

const digits = (min: number, max: number) =>
  fc.array(fc.constantFrom(...'0123456789'), { minLength: min, maxLength: max }).map((all) => all.join(''));
const wholePart = digits(1, 20).map((text) => text.replace(/^0+(?=\d)/, ''));
const decimal: fc.Arbitrary<Decimal> = fc.record({
  sign: fc.constantFrom('', '-'),
  whole: wholePart,
  fraction: fc.oneof(
    fc.constant(''),
    digits(1, 20),
    digits(1, 3),
    digits(1, 2).map((text) => `${text}00`),
  ),
  power: fc.oneof(fc.constant(0), fc.integer({ min: -25, max: 25 })),
});
const exponent = fc.integer({ min: 0, max: 4 });

function textOf({ sign, whole, fraction, power }: Decimal): string {
  return `${sign}${whole}${fraction && `.${fraction}`}${power === 0 ? '' : `e${power}`}`;
}

/** The same number by exact arithmetic: digits × 10^(exponent + power − fraction digits), when that is whole. */
function byBigInt({ sign, whole, fraction, power }: Decimal, scale: number): number | null {
  const shift = scale + power - fraction.length;
  const all = BigInt(whole + fraction);
  const divisor = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  if (all % divisor !== 0n) return null;
  const minor = (all * (shift > 0 ? 10n ** BigInt(shift) : 1n)) / divisor;
  if (minor > LARGEST) return null;
  return minor === 0n ? 0 : Number(sign === '-' ? -minor : minor);
}

describe(title('money'), () => {
  it('has exactly the minor units of integer arithmetic, or none', () => {
    check(
      fc.tuple(decimal, exponent),
      ([number, scale]) => {
        expect(Object.is(toMinorUnits(textOf(number), scale), byBigInt(number, scale))).toBe(true);
      },
      2000,
    );
  });

  it('is never rounded: one digit more than the currency has gives null', () => {
    check(fc.tuple(wholePart, exponent, digits(1, 6), fc.constantFrom(...'123456789')), ([whole, scale, cut, last]) => {
      expect(toMinorUnits(`${whole}.${'0'.repeat(scale)}${cut}${last}`, scale)).toBeNull();
    });
  });

  it('reads what was written: minor units become the same minor units', () => {
    check(fc.tuple(fc.maxSafeInteger(), exponent), ([minor, scale]) => {
      const all = String(Math.abs(minor)).padStart(scale + 1, '0');
      const cut = all.length - scale;
      const text = `${minor < 0 ? '-' : ''}${all.slice(0, cut)}${scale > 0 ? '.' : ''}${all.slice(cut)}`;
      expect(toMinorUnits(text, scale)).toBe(minor === 0 ? 0 : minor);
    });
  });

  it('is the same for a JSON number as for its text, whatever its length', () => {
    check(decimal, (number) => {
      const text = textOf(number);
      const json = Buffer.from(`{"amount":${text},"currency":"USD"}`);
      const { body } = readAnswer(200, { 'content-type': 'application/json' }, json);
      const seen = money(body as Record<string, unknown>, new MappingContext(false));
      const minor = byBigInt(number, 2);
      expect(seen).toEqual(minor === null ? null : { amountMinor: minor, currency: 'USD', exponent: 2 });
    });
  });

  it('text that is no decimal number has no minor units', () => {
    check(fc.tuple(fc.string(), exponent), ([text, scale]) => {
      const isDecimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?$/.test(text);
      expect(isDecimal || toMinorUnits(text, scale) === null).toBe(true);
    });
  });
});
