import { describe, expect, it } from '@jest/globals';
import type { Transform } from './field-table.js';
import { MappingContext } from './mapping-context.js';
import {
  enumOf,
  gatewayId,
  holdsControlCharacters,
  imageFileId,
  imageUrl,
  isFrenchEstablishmentNumber,
  isSouthAfricanIdentityNumber,
  literal,
  maskedNumber,
  metadata,
  text,
  unknownWord,
  webAddress,
  wordTable,
} from './text.js';

/** What a transform says of a value that it cannot take. */
function detailsOf(transform: Transform, value: unknown): string[] {
  const context = new MappingContext(false);
  transform(value, context);
  return context.warnings.map(({ detail }) => detail);
}

describe('a warning says what was expected', () => {
  const word = enumOf({ ACTIVE: 'active' }, { absent: null });
  it.each<[what: string, transform: Transform, value: unknown, expected: string]>([
    ['text', text, 5, 'text'],
    ['text', gatewayId('acme'), 5, 'text'],
    ['text', maskedNumber, 5, 'text'],
    ['text', imageFileId, 5, 'text'],
    ['a word', word, 5, 'a word'],
    ['an address', webAddress, 'x', 'a web address'],
    ['an address of an image', imageUrl, 'x', 'a web address'],
    ['pairs', metadata, [], 'an object'],
    ['a plain value', metadata, { a: {} }, 'a plain value'],
    ['a key', metadata, { toString: 'x' }, 'a key that can be shown'],
  ])('%s', (_what, transform, value, expected) => {
    expect(detailsOf(transform, value)).toEqual([`the provider’s value is not ${expected}`]);
  });

  it('or that a word is new, and where it stands', () => {
    expect(detailsOf(word, 'NEW')).toEqual(['the provider uses a word that is not in its documents']);
    const context = new MappingContext(false);
    context.pointer = '/list';
    expect([unknownWord(context), unknownWord(context, '/3')]).toEqual(['unknown', 'unknown']);
    expect(context.warnings.map(({ pointer }) => pointer)).toEqual(['/list', '/list/3']);
  });
});

describe('what is lost of', () => {
  it.each([
    ['ACTIVE', false],
    ['x'.repeat(128), false],
    ['x'.repeat(129), true],
    ['AC\u0000TIVE', true],
    [null, false],
    [5, false],
  ])('a literal %p: %p', (value, lost) => {
    expect(literal.loses(value)).toBe(lost);
  });

  it('a document number is most of it', () => {
    expect(maskedNumber.loses()).toBe(true);
  });
});

it('a literal may look like a card number as long as nothing was taken out of it', () => {
  // Assembled at run time: no card number stands in the sources.
  const number = ['4111', '1111', '1111', '1111'].join('');
  expect(literal(number)).toBe(number);
});

it.each([
  ['AC\u0000', true],
  ['\u001f', true],
  ['a\u007fb', true],
  ['\u009f', true],
  ['\u202a', true],
  ['\u202e', true],
  ['\u2066', true],
  ['\u2069', true],
  ['', false],
  [' ~\u00a0', false],
  ['\u2029\u202f\u2065\u206a', false],
])('%j holds characters that nobody sees: %p', (value, holds) => {
  expect(holdsControlCharacters(value)).toBe(holds);
});

describe('a table of words', () => {
  const table = { ACTIVE: 'active', FROZEN: 'frozen' };

  it('knows which of them are inferred', () => {
    expect(wordTable(table)).toEqual({ table, inferred: new Set() });
    expect(wordTable(table, ['FROZEN'])).toEqual({ table, inferred: new Set(['FROZEN']) });
    expect(wordTable(table, 'all')).toEqual({ table, inferred: new Set(['ACTIVE', 'FROZEN']) });
  });

  it('stays readable in the transform that is made of it', () => {
    const transform = enumOf(table, { absent: null, inferred: ['ACTIVE'] });
    expect([transform.table, transform.inferred]).toEqual([table, new Set(['ACTIVE'])]);
    expect(enumOf(table, { absent: null }).inferred).toEqual(new Set());
  });
});

describe('numbers that look like those of cards', () => {
  it.each([
    ['000101' + '5009' + '087', true],
    ['001031' + '5009' + '187', true],
    ['001209' + '5009' + '087', true],
    ['000001' + '5009' + '087', false],
    ['000100' + '5009' + '087', false],
    ['1000101' + '5009' + '087', false],
    ['000101' + '5009' + '0870', false],
  ])('%s is one of South Africa: %p', (number, is) => {
    expect(isSouthAfricanIdentityNumber(number)).toBe(is);
  });

  // 732 829 320 passes Luhn's test, 732 829 321 does not, nor with the five digits that make the whole number pass.
  it.each([
    ['732829320' + '00074', true],
    ['732829321' + '00074', false],
    ['732829321' + '00072', false],
    ['732829320' + '0007', false],
    ['732829320' + '000745', false],
    ['x732829320' + '0007', false],
    ['732829320' + '0007x', false],
  ])('%s is one of a French establishment: %p', (number, is) => {
    expect(isFrenchEstablishmentNumber(number)).toBe(is);
  });
});
