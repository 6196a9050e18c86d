import { describe, expect, it } from '@jest/globals';
import { ExactNumber } from '../../platform/http/exact-numbers.js';
import { readAnswer } from '../../platform/http/json-reader.js';
import { exponentOf, money, toDecimal, toMinorUnits } from './amounts.js';
import { MappingContext } from './mapping-context.js';

function warned(amount: unknown, currency: unknown): [unknown, string[]] {
  const context = new MappingContext(false);
  return [money({ amount, currency }, context), context.warnings.map(({ code }) => code)];
}

const of = (amountMinor: number, currency: string, exponent: number) => [{ amountMinor, currency, exponent }, []];
const NOTHING = [null, ['invalid_value']];

describe('money', () => {
  it.each([
    [5, 'USD', 500, 2],
    [100.0, 'USD', 10000, 2],
    [0, 'USD', 0, 2],
    [-0, 'USD', 0, 2],
    [99.99, 'USD', 9999, 2],
    [-12.5, 'EUR', -1250, 2],
    [123, 'usd', 12300, 2],
    [2500, 'XAF', 2500, 0],
    [1500, 'XOF', 1500, 0],
    [300, 'JPY', 300, 0],
    [1.234, 'BHD', 1234, 3],
    [1.5, 'KWD', 1500, 3],
    [0.0001, 'CLF', 1, 4],
    ['12.30', 'USD', 1230, 2],
    ['12.3000', 'USD', 1230, 2],
    ['1e3', 'USD', 100000, 2],
    [1e-2, 'USD', 1, 2],
  ])('of %p %s is %i minor units with exponent %i', (amount, currency, minor, exponent) => {
    expect(warned(amount, currency)).toEqual(of(minor, String(currency).toUpperCase(), exponent));
  });

  it('has no negative zero', () => {
    expect(Object.is(toMinorUnits('-0.00', 2), 0)).toBe(true);
  });

  it.each([
    ['the sum of 0.1 and 0.2', 0.1 + 0.2, 'USD'],
    ['a third of a cent', 0.001, 'USD'],
    ['half a franc', 0.5, 'XAF'],
    ['a fourth digit of dinars', 1.2345, 'BHD'],
    ['2^63', 2 ** 63, 'USD'],
    ['2^63 as it was written', new ExactNumber('9223372036854775808'), 'USD'],
    ['one unit above 2^53', '9007199254740993', 'XAF'],
    ['1e400 as it was written', new ExactNumber('1e400'), 'USD'],
    ['infinity', Number.POSITIVE_INFINITY, 'USD'],
    ['not a number', Number.NaN, 'USD'],
    ['the text NaN', 'NaN', 'USD'],
    ['words', 'a lot', 'USD'],
    ['a comma', '1,50', 'USD'],
    ['blanks', ' 5', 'USD'],
    ['hexadecimal', '0x10', 'USD'],
    ['a bare point', '.5', 'USD'],
    ['true', true, 'USD'],
    ['a list', [5], 'USD'],
    ['an object', { value: 5 }, 'USD'],
    ['no currency', 5, null],
    ['an unknown currency', 5, 'ZZZ'],
    ['<string>', 123, '<string>'],
    ['a currency that is no text', 5, 840],
    ['a numeric currency code', 5, '840'],
    ['a prototype word as currency', 5, 'constructor'],
  ])('that is %s is null with a warning, never rounded', (_name, amount, currency) => {
    expect(warned(amount, currency)).toEqual(NOTHING);
  });

  it('without an amount is null without a warning, whatever the currency is', () => {
    expect(warned(null, 'USD')).toEqual([null, []]);
    expect(warned(null, null)).toEqual([null, []]);
  });

  it.each([
    ['5', 500],
    ['100.0', 10000],
    ['-0', 0],
    ['-0.0', 0],
    ['0.1', 10],
    ['0.30', 30],
    ['1E2', 10000],
    ['12345678901234.56', 1234567890123456],
    ['90071992547409.91', 9007199254740991],
    ['90071992547409.92', null],
    ['0.30000000000000004', null],
    ['1e400', null],
    ['1e-400', null],
    ['0e400', 0],
    ['9223372036854775808', null],
  ])('written %s in JSON is %p cents', (written, minor) => {
    const bytes = Buffer.from(`{"amount": ${written}, "currency": "USD"}`);
    const { body } = readAnswer(200, { 'content-type': 'application/json' }, bytes);
    const seen = money(body as Record<string, unknown>, new MappingContext(false));
    expect(seen).toEqual(minor === null ? null : { amountMinor: minor, currency: 'USD', exponent: 2 });
  });
});

it.each([
  ['12', 2, 1200],
  ['12.3', 2, 1230],
  ['12.345', 2, null],
  ['12.340', 2, 1234],
  ['0.000', 0, 0],
  ['-7', 0, -7],
  ['1e1000', 2, null],
  ['', 2, null],
  ['+5', 2, null],
  ['5.', 2, null],
])('%p with exponent %i is %p minor units', (decimal, exponent, minor) => {
  expect(toMinorUnits(decimal, exponent)).toBe(minor);
});

describe('what is said of a value that is no money', () => {
  const detail = (amount: unknown, currency: unknown) => {
    const context = new MappingContext(false);
    money({ amount, currency }, context);
    return context.warnings[0]?.detail ?? '';
  };

  it.each([
    [true, 'USD', /an amount$/],
    ['five', 'USD', /an amount$/],
    [5, null, /an amount with a currency$/],
    [5, 840, /an amount with a currency$/],
    [5, 'USX', /an amount in a currency of ISO 4217$/],
    [5.555, 'USD', /an amount that its currency can express exactly$/],
  ])('%p %p', (amount, currency, words) => {
    expect(detail(amount, currency)).toMatch(words);
  });
});

describe('minor units', () => {
  it.each<[string, number, number | null]>([
    ['0', 2, 0],
    ['0.00', 2, 0],
    ['-0', 2, 0],
    ['1e20', 0, null],
    ['0e30', 0, 0],
    ['00e30', 2, 0],
    ['1e30', 0, null],
    ['10e30', 0, null],
    ['01e30', 0, null],
    ['1e-1', 2, 10],
    ['1.000', 2, 100],
    ['1.001', 2, null],
    ['0.01', 2, 1],
    ['0.001', 2, null],
    ['1e-3', 2, null],
    ['0e-3', 2, 0],
    ['9007199254740991', 0, 9_007_199_254_740_991],
    ['9007199254740992', 0, null],
    ['0.00000000000000000000', 20, 0],
    ['', 2, null],
    ['abc', 2, null],
  ])('%s with %i digits is %p', (decimal, exponent, minor) => {
    expect(toMinorUnits(decimal, exponent)).toBe(minor);
  });
});

describe('the decimal text of minor units', () => {
  it.each([
    [0, 2, '0.00'],
    [5, 2, '0.05'],
    [50, 2, '0.50'],
    [12345, 2, '123.45'],
    [7, 0, '7'],
    [1234, 3, '1.234'],
    [1, 3, '0.001'],
  ])('of %i with %i digits', (amountMinor, exponent, text) => {
    expect(toDecimal(amountMinor, exponent)).toBe(text);
    expect(toMinorUnits(text, exponent)).toBe(amountMinor);
  });

  it('knows the digits of a currency', () => {
    expect([exponentOf('USD'), exponentOf('XAF'), exponentOf('BHD'), exponentOf('USX')]).toEqual([2, 0, 3, null]);
  });
});
