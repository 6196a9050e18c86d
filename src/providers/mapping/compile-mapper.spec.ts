import { describe, expect, it } from '@jest/globals';
import { Card } from '../../canonical/card.js';
import { Customer } from '../../canonical/customer.js';
import { CanonicalField } from '../../canonical/field.js';
import { compileMapper } from './compile-mapper.js';
import type { CombinedRow, FieldRow, FieldTable } from './field-table.js';
import { MappingContext } from './mapping-context.js';
import { text } from './text.js';

const personal = { sensitivity: 'personal' } as const;

class Inner {
  @CanonicalField({ is: 'string', ...personal, description: 'A value.' })
  value!: string | null;

  @CanonicalField({ is: 'string', ...personal, description: 'Another value.' })
  other!: string | null;
}

class Outer {
  @CanonicalField({ is: 'string', nullable: false, ...personal, description: 'Required.' })
  id!: string;

  @CanonicalField({ is: 'string', ...personal, description: 'Plain.' })
  plain!: string | null;

  @CanonicalField({ is: 'string', optional: true, sensitivity: 'sensitive', description: 'On request.' })
  secret?: string | null;

  @CanonicalField({ is: () => Inner, ...personal, description: 'Nested.' })
  inner!: Inner | null;

  @CanonicalField({ is: () => Inner, array: true, ...personal, description: 'A list.' })
  items!: Inner[];

  @CanonicalField({ is: 'map', nullable: false, ...personal, description: 'Pairs.' })
  pairs!: Record<string, string>;
}

const id: FieldRow = { to: 'id', from: ['id'], transform: text, ...personal };
const row = (to: string, ...from: [string, ...string[]]): FieldRow => ({ to, from, transform: text, ...personal });
const EMPTY = { id: '1', plain: null, inner: null, items: [], pairs: {} };

function map(table: FieldTable, wire: Record<string, unknown>, includeSensitive = false): [unknown, string[]] {
  const context = new MappingContext(false);
  const record = compileMapper(Outer, [id, ...table], { includeSensitive })({ id: '1', ...wire }, context);
  return [record, context.warnings.map(({ code, pointer }) => `${code} ${pointer}`)];
}

describe('compiling a field table', () => {
  const compile =
    (...table: FieldTable) =>
    () =>
      compileMapper(Outer, table, { includeSensitive: false });

  it('fails on two rows for one path', () => {
    expect(compile(id, row('plain', 'a'), row('plain', 'b'))).toThrow('Outer: two rows for plain');
  });

  it.each(['nothing', 'plain.below', 'inner.nothing', 'inner.value.below', 'items.value'])(
    'fails on the path %s, which the shape does not have',
    (path) => {
      expect(compile(id, row(path, 'a'))).toThrow(`Outer has no field ${path}`);
    },
  );

  it('fails without a row for a required field', () => {
    expect(compile(row('plain', 'a'))).toThrow('no row for the required field id');
    expect(() => compileMapper(Customer, [], { includeSensitive: false })).toThrow('no row for the required field id');
    expect(() => compileMapper(Card, [], { includeSensitive: true })).toThrow('no row for the required field id');
  });

  it.each([
    ['single', { to: 'plain', single: [] }],
    ['items', { to: 'inner', from: ['x'], items: [] }],
  ] as [string, FieldRow][])('fails on a row of kind %s for what is no list of records', (_kind, wrong) => {
    expect(compile(id, wrong)).toThrow('is not a list of records');
  });

  it('fails on a wrong table of an item just as well', () => {
    expect(compile(id, { to: 'items', from: ['list'], items: [row('nothing', 'a')] })).toThrow(
      'Inner has no field nothing',
    );
  });

  it('ignores rows that only say what is dropped', () => {
    expect(compile(id, { from: ['x'], dropped: 'of no use', ...personal })).not.toThrow();
  });
});

describe('a compiled mapper', () => {
  it('fills every field that has no row with what stands for nothing', () => {
    expect(map([], { plain: 'not mapped', extra: 1 })).toEqual([EMPTY, []]);
  });

  it('makes an object null when none of its values says anything', () => {
    expect(map([row('inner.value', 'a.b'), row('inner.other', 'c')], { a: { b: '' } })).toEqual([EMPTY, []]);
    const [record] = map([row('inner.value', 'a.b'), row('inner.other', 'c')], { c: 'x' });
    expect(record).toEqual({ ...EMPTY, inner: { value: null, other: 'x' } });
  });

  it('takes the first spelling that is present, without a warning', () => {
    expect(map([row('plain', 'new', 'old')], { new: null, old: 'x' })).toEqual([{ ...EMPTY, plain: 'x' }, []]);
    expect(map([row('plain', 'new', 'old')], { new: 'x', old: 'x' })).toEqual([{ ...EMPTY, plain: 'x' }, []]);
  });

  it('warns when two spellings say different things, and shows the first', () => {
    expect(map([row('plain', 'new', 'old')], { new: 'x', old: 'y' })).toEqual([
      { ...EMPTY, plain: 'x' },
      ['conflicting_values /plain'],
    ]);
  });

  it('takes the later spelling when the first cannot be read, without its warning', () => {
    expect(map([row('plain', 'new', 'old')], { new: 5, old: 'y' })).toEqual([{ ...EMPTY, plain: 'y' }, []]);
  });

  it('warns once when no spelling can be read', () => {
    expect(map([row('plain', 'new', 'old')], { new: 5, old: {} })).toEqual([EMPTY, ['invalid_value /plain']]);
  });

  it('leaves sensitive values out unless they are asked for', () => {
    const secret: FieldRow = { to: 'secret', from: ['s'], transform: text, sensitivity: 'sensitive' };
    expect(map([secret], { s: 'x' })).toEqual([EMPTY, []]);
    expect(map([secret], { s: 'x' }, true)).toEqual([{ ...EMPTY, secret: 'x' }, []]);
    expect(map([secret], {}, true)).toEqual([{ ...EMPTY, secret: null }, []]);
  });

  it('gives constants to every record', () => {
    expect(map([{ to: 'plain', constant: 'always', because: 'of the test' }], {})).toEqual([
      { ...EMPTY, plain: 'always' },
      [],
    ]);
  });

  it('puts several values together, with the pointer of the result', () => {
    const both: CombinedRow = {
      to: 'plain',
      fromAll: { a: ['a', 'alpha'], b: ['b'] },
      transform: ({ a, b }, context) => (a === 'bad' ? context.invalid('good') : `${String(a)}${String(b)}`),
      ...personal,
    };
    expect(map([both], { alpha: 'x' })).toEqual([{ ...EMPTY, plain: 'xnull' }, []]);
    expect(map([both], { a: 'bad' })).toEqual([EMPTY, ['invalid_value /plain']]);
  });
});

describe('lists of records', () => {
  const list: FieldRow = { to: 'items', from: ['list'], items: [row('value', 'v'), row('other', 'o')] };

  it('are mapped item by item, with pointers to the item in the result', () => {
    expect(map([list], { list: [{ v: 'a' }, { v: 5, o: 'b' }] })).toEqual([
      {
        ...EMPTY,
        items: [
          { value: 'a', other: null },
          { value: null, other: 'b' },
        ],
      },
      ['invalid_value /items/1/value'],
    ]);
  });

  it('leave out items that are no objects, with a warning at the list', () => {
    expect(map([list], { list: ['x', null, [], { v: 5 }] })).toEqual([
      { ...EMPTY, items: [{ value: null, other: null }] },
      ['invalid_value /items', 'invalid_value /items', 'invalid_value /items', 'invalid_value /items/0/value'],
    ]);
  });

  it.each([[{}], ['text'], [5]])('that are %p are empty with a warning', (value) => {
    expect(map([list], { list: value })).toEqual([EMPTY, ['invalid_value /items']]);
  });

  it.each([[null], [undefined], [[]]])('that are %p are empty', (value) => {
    expect(map([list], { list: value })).toEqual([EMPTY, []]);
  });

  it('of one record are made of the same object, and empty when it says nothing', () => {
    const single: FieldRow = { to: 'items', single: [row('value', 'v')] };
    expect(map([single], { v: 'a' })).toEqual([{ ...EMPTY, items: [{ value: 'a', other: null }] }, []]);
    expect(map([single], { v: 5 })).toEqual([EMPTY, ['invalid_value /items/0/value']]);
    expect(map([single], {})).toEqual([EMPTY, []]);
  });

  it('search each value by the rule of its own row', () => {
    const number = ['4111', '1111', '1111', '1111'].join('');
    const allowed: FieldRow = { to: 'value', from: ['v'], transform: text, ...personal, cardNumberAllowed: () => true };
    const mapper = compileMapper(Outer, [id, { to: 'items', from: ['list'], items: [allowed, row('other', 'o')] }], {
      includeSensitive: false,
    });
    const context = new MappingContext(true);
    const record = mapper({ id: '1', list: [{ v: number, o: number }] }, context);
    expect(record.items).toEqual([{ value: number, other: null }]);
    expect(context.warnings.map(({ pointer }) => pointer)).toEqual(['/items/0/other']);
  });
});
