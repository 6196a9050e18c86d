import { describe, expect, it } from '@jest/globals';
import { ExactNumber } from '../../platform/http/exact-numbers.js';
import { MappingContext } from './mapping-context.js';
import {
  compileSpellings,
  compileWireReader,
  isBlank,
  isWireObject,
  type ReadOptions,
  type WireObject,
} from './wire-value.js';

// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'].join(' ');
const SOLID = CARD_NUMBER.replaceAll(' ', '');
const jwt = (payload: unknown) =>
  ['{"alg":"none"}', JSON.stringify(payload), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

function read(
  wire: WireObject,
  path = 'value',
  options: ReadOptions = {},
  mayHoldCardData = true,
): [unknown, string[]] {
  const context = new MappingContext(mayHoldCardData);
  context.pointer = '/field';
  return [compileWireReader(path, options)(wire, context), context.warnings.map(({ code }) => code)];
}

function detailsOf(wire: WireObject, path = 'value'): string[] {
  const context = new MappingContext(true);
  compileWireReader(path)(wire, context);
  return context.warnings.map(({ detail }) => detail);
}

describe('a wire value', () => {
  it.each([
    [{ value: 'x' }, 'x'],
    [{ value: 0 }, 0],
    [{ value: false }, false],
    [{ value: [] }, []],
    [{ value: {} }, {}],
  ])('of %p is %p', (wire, value) => {
    expect(read(wire)).toEqual([value, []]);
  });

  it.each([[{}], [{ value: null }], [{ value: undefined }], [{ value: '' }], [{ value: ' \t' }]])(
    'of %p is absent, without a warning',
    (wire) => {
      expect(read(wire)).toEqual([null, []]);
    },
  );

  it('below other objects is found, and absent when one of them is', () => {
    expect(read({ a: { b: { c: 1 } } }, 'a.b.c')).toEqual([1, []]);
    expect(read({ a: { b: null } }, 'a.b.c')).toEqual([null, []]);
    expect(read({}, 'a.b.c')).toEqual([null, []]);
  });

  it.each([['text'], [5], [[]], [true]])('below %p, which is no object, is null with a warning', (parent) => {
    expect(read({ a: parent }, 'a.b')).toEqual([null, ['invalid_value']]);
  });

  it('below something else says what was expected there', () => {
    expect(detailsOf({ a: 'text' }, 'a.b')).toEqual(['the provider’s value is not an object']);
  });

  it('is read by the first of several spellings that has it', () => {
    const context = new MappingContext(false);
    const readers = compileSpellings(['new', 'old']);
    expect(readers.map((reader) => reader({ old: 'x' }, context))).toEqual([null, 'x']);
  });
});

describe('card data in a wire value', () => {
  it.each([
    ['a card number', CARD_NUMBER, 'card_number_dropped'],
    ['a card number inside a sentence', `pay with ${CARD_NUMBER}, please`, 'card_number_dropped'],
    ['a card number as JSON number', Number(SOLID), 'card_number_dropped'],
    ['a card number as exact number', new ExactNumber(SOLID), 'card_number_dropped'],
    ['a card token', `tkMplr_${jwt({ cvv: '123' })}`, 'token_dropped'],
    ['a JWT', jwt({ a: 1 }), 'token_dropped'],
    ['an address with a token that reveals', `https://cdn.example.com/?t=${jwt({ pan: SOLID })}`, 'token_dropped'],
    ['an address with a card token', 'https://cdn.example.com/?t=tkAlsp_x', 'token_dropped'],
  ])('%s is dropped with a warning', (_name, value, code) => {
    expect(read({ value })).toEqual([null, [code]]);
  });

  it('is named in the warning by what it is, never by its value', () => {
    expect(detailsOf({ value: SOLID })).toEqual(['the provider sent a clear card number; it was dropped']);
    expect(detailsOf({ value: 'tkMplr_x' })).toEqual(['the provider sent a card token; it was dropped']);
  });

  it('is dropped at any depth, and the rest stays', () => {
    const value = { a: [CARD_NUMBER, { b: SOLID, c: 'ok' }], [SOLID]: 'key', n: 1 };
    expect(read({ value })).toEqual([
      { a: [null, { b: null, c: 'ok' }], n: 1 },
      ['card_number_dropped', 'card_number_dropped'],
    ]);
  });

  it.each(['https://cdn.example.com/front.jpg', `https://cdn.example.com/?signature=${jwt({ file: 'front' })}`])(
    'is not seen in the address %s',
    (value) => {
      expect(read({ value })).toEqual([value, []]);
    },
  );

  it('may be allowed by a rule, for card numbers only', () => {
    const cardNumberAllowed = (text: string) => text === SOLID;
    expect(read({ value: SOLID }, 'value', { cardNumberAllowed })).toEqual([SOLID, []]);
    expect(read({ value: CARD_NUMBER }, 'value', { cardNumberAllowed })).toEqual([null, ['card_number_dropped']]);
    expect(read({ value: 'tkMplr_x' }, 'value', { cardNumberAllowed: () => true })).toEqual([null, ['token_dropped']]);
  });

  it('is not searched for when the raw text had no hint, or when the parts are searched later', () => {
    expect(read({ value: SOLID }, 'value', {}, false)).toEqual([SOLID, []]);
    expect(read({ value: [SOLID] }, 'value', { searched: false })).toEqual([[SOLID], []]);
  });

  it('is not the same as an absent value where it matters: blank text and dropped data are then empty text', () => {
    const strict = { strict: true };
    expect(read({ value: SOLID }, 'value', strict)).toEqual(['', ['card_number_dropped']]);
    expect(read({ value: { required: SOLID } }, 'value', strict)).toEqual([{ required: '' }, ['card_number_dropped']]);
    expect(read({ value: '  ' }, 'value', strict)).toEqual(['', []]);
    expect(read({ value: null }, 'value', strict)).toEqual([null, []]);
    expect(read({}, 'value', strict)).toEqual([null, []]);
  });
});

it.each([
  [{}, true],
  [{ a: 1 }, true],
  [[], false],
  [null, false],
  ['x', false],
  [undefined, false],
])('%p is a wire object: %p', (value, is) => {
  expect(isWireObject(value)).toBe(is);
});

it.each([
  [undefined, true],
  [null, true],
  ['', true],
  ['\u00a0\n', true],
  ['x', false],
  [0, false],
  [false, false],
  [[], false],
])('%p is blank: %p', (value, is) => {
  expect(isBlank(value)).toBe(is);
});
