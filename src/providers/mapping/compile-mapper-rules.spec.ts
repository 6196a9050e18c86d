import { describe, expect, it } from '@jest/globals';
import { CanonicalField } from '../../canonical/field.js';
import { compileMapper } from './compile-mapper.js';
import type { CombinedRow, FieldRow, FieldTable } from './field-table.js';
import { MappingContext } from './mapping-context.js';
import { text } from './text.js';

const personal = { sensitivity: 'personal' } as const;

class Deep {
  @CanonicalField({ is: 'string', ...personal, description: 'A value.' })
  value!: string | null;
}

class Inner {
  @CanonicalField({ is: 'string', ...personal, description: 'A word.' })
  word!: string | null;

  @CanonicalField({ is: 'string', array: true, ...personal, description: 'Words.' })
  words!: string[];

  @CanonicalField({ is: () => Deep, ...personal, description: 'Further below.' })
  deep!: Deep | null;
}

class Outer {
  @CanonicalField({ is: () => Inner, ...personal, description: 'Nothing when empty.' })
  maybe!: Inner | null;

  @CanonicalField({ is: () => Inner, nullable: false, ...personal, description: 'There even when empty.' })
  always!: Inner;

  @CanonicalField({ is: () => Deep, array: true, ...personal, description: 'A list.' })
  list!: Deep[];
}

const row = (to: string, ...from: [string, ...string[]]): FieldRow => ({ to, from, transform: text, ...personal });
const EMPTY_INNER = { word: null, words: [], deep: null };
const EMPTY = { maybe: null, always: EMPTY_INNER, list: [] };

function map(table: FieldTable, wire: Record<string, unknown>) {
  const context = new MappingContext(true);
  const data = compileMapper(Outer, [row('always.word', 'always'), ...table], { includeSensitive: false })(
    wire,
    context,
  );
  return { data, warnings: context.warnings.map(({ pointer, detail }) => `${pointer} ${detail}`) };
}

describe('an object in a record', () => {
  const words = (made: unknown): FieldRow => ({
    to: 'maybe.words',
    from: ['words'],
    transform: () => made,
    ...personal,
  });
  const word = (made: unknown): FieldRow => ({ to: 'maybe.word', from: ['word'], transform: () => made, ...personal });

  it('that must be there is there even when it says nothing', () => {
    expect(map([], {}).data).toEqual(EMPTY);
  });

  it.each([
    ['nothing', word(null)],
    ['an unknown word', word('unknown')],
    ['an empty list', words([])],
  ])('is null when all it says is %s', (_what, only) => {
    expect(map([only], {}).data).toEqual(EMPTY);
  });

  it.each([
    ['a word', word('x'), { word: 'x' }],
    ['a blank text', word(''), { word: '' }],
    ['a list', words(['x']), { words: ['x'] }],
  ])('is kept for %s', (_what, only, said) => {
    expect(map([only], {}).data).toEqual({ ...EMPTY, maybe: { ...EMPTY_INNER, ...said } });
  });

  it('may stand in another one, and its warnings point into both', () => {
    const table = [row('maybe.deep.value', 'a.b'), row('maybe.word', 'c')];
    const deep = { ...EMPTY_INNER, deep: { value: 'x' } };
    expect(map(table, { a: { b: 'x' } })).toEqual({ data: { ...EMPTY, maybe: deep }, warnings: [] });
    expect(map(table, { a: { b: 5 }, c: 'y' })).toEqual({
      data: { ...EMPTY, maybe: { ...EMPTY_INNER, word: 'y' } },
      warnings: ['/maybe/deep/value the provider’s value is not text'],
    });
  });
});

describe('a warning of a mapper', () => {
  const list: FieldRow = { to: 'list', from: ['list'], items: [row('value', 'v')] };
  it.each([
    ['no list', [list], { list: 'x' }, '/list the provider’s value is not a list'],
    ['an item', [list], { list: ['x'] }, '/list the provider’s value is not an object in this list'],
    [
      'two spellings',
      [row('maybe.word', 'new', 'old')],
      { new: 'x', old: 'y' },
      '/maybe/word the provider sends two different values; the first one is shown',
    ],
  ])('says what is wrong: %s', (_what, table, wire, warning) => {
    expect(map(table, wire).warnings).toEqual([warning]);
  });
});

it('a value that cannot be read counts as one that is absent, except where the row is strict', () => {
  const seen: unknown[] = [];
  const combined = (strict: boolean): CombinedRow => ({
    to: 'maybe.word',
    fromAll: { state: ['state'] },
    strict,
    transform: ({ state }) => (seen.push(state), null),
    ...personal,
  });
  for (const strict of [false, true]) map([combined(strict)], { state: ' ' });
  expect(seen).toEqual([null, '']);
});

it('a spelling that means nothing gives way to one that does, without a word of two values', () => {
  const known: FieldRow = {
    to: 'maybe.word',
    from: ['new', 'old'],
    transform: (value: unknown) => (value === 'odd' ? 'unknown' : value),
    ...personal,
  };
  expect(map([known], { new: 'odd', old: 'x' })).toEqual({
    data: { ...EMPTY, maybe: { ...EMPTY_INNER, word: 'x' } },
    warnings: [],
  });
});

it('a spelling that is absent never counts, even where absence has a meaning', () => {
  const absent: FieldRow = {
    to: 'maybe.word',
    from: ['new', 'old'],
    transform: (value: unknown) => value ?? 'none',
    ...personal,
  };
  const wordOf = (wire: Record<string, unknown>) => (map([absent], wire).data.maybe as { word: string }).word;
  expect([wordOf({ old: 'x' }), wordOf({ new: 'y' }), wordOf({})]).toEqual(['x', 'y', 'none']);
});
