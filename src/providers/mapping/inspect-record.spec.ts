import { describe, expect, it } from '@jest/globals';
import { differencesOf } from '../../../test/support/differences.js';
import { ExactNumber } from '../../platform/http/exact-numbers.js';
import type { FieldTable } from './field-table.js';
import { compileEnvelopeInspection, compileInspection, pageValues } from './compile-inspection.js';
import { UNNAMED_KEY, plainName, type Difference } from './inspect-record.js';
import { text } from './text.js';

const personal = { transform: text, sensitivity: 'personal' } as const;
const TABLE: FieldTable = [
  { to: 'id', from: ['id'], promised: true, ...personal },
  { to: 'constant', constant: 'x', because: 'always' },
  { to: 'name', from: ['name', 'full_name'], promised: true, ...personal },
  { to: 'active', from: ['active'], wireType: 'boolean', ...personal },
  { to: 'city', from: ['address.city'], promised: true, ...personal },
  { to: 'street', from: ['address.street'], ...personal },
  {
    to: 'money',
    fromAll: { amount: ['amount'], currency: ['currency'] },
    wireTypes: { amount: 'number' },
    transform: () => null,
    sensitivity: 'personal',
  },
  {
    to: 'checks',
    fromAll: { checks: ['checks'] },
    wireTypes: { checks: 'array' },
    parts: [
      { to: 'status', from: 'checks[].status' },
      { to: 'steps', from: 'checks[].steps', wireType: 'array' },
    ],
    transform: () => null,
    sensitivity: 'personal',
  },
  { to: 'people', from: ['people'], items: [{ to: 'name', from: ['info.name'], promised: true, ...personal }] },
  { to: 'meta', from: ['meta'], wireType: 'object', ...personal },
  { to: 'documents', single: [{ to: 'number', from: ['number'], ...personal }] },
  { from: ['secret'], dropped: 'nobody’s business', sensitivity: 'secret' },
];
const GOOD = {
  id: 'a',
  name: 'n',
  active: true,
  address: { city: 'c', street: null },
  amount: 1.5,
  currency: 'USD',
  checks: [{ status: 'ok', steps: ['one', { two: 2 }] }],
  people: [{ info: { name: 'p' } }],
  meta: { anything: { goes: [1] } },
  number: '1',
  secret: { whatever: 1 },
};

const inspect = compileInspection(TABLE);
const differences = (wire: object): Difference[] => differencesOf(inspect, wire);

/** Short form: kind, path, expected and seen type. */
const short = (wire: object) => differences(wire).map(({ kind, path, expected, seen }) => [kind, path, expected, seen]);

describe('a record that is as the table says', () => {
  it.each([
    ['complete', GOOD],
    ['with another spelling', { id: 'a', full_name: 'n', address: { city: 'c' } }],
    ['without what nobody promised', { id: 'a', name: 'n', address: { city: 'c' } }],
    ['with null everywhere', Object.fromEntries(Object.keys(GOOD).map((key) => [key, null]))],
    ['with a number of many digits', { ...GOOD, amount: new ExactNumber('1.50000000000000000001') }],
    ['with empty lists', { ...GOOD, people: [], checks: [] }],
  ])('differs in nothing: %s', (_what, wire) => {
    expect(short(wire)).toEqual([]);
  });
});

describe('differences', () => {
  it.each([
    ['a new key', { ...GOOD, extra: 1 }, [['new_key', 'extra', null, 'number']]],
    ['a new key without a value', { ...GOOD, extra: null }, [['new_key', 'extra', null, 'null']]],
    ['a new key inside', { ...GOOD, address: { city: 'c', zip: '1' } }, [['new_key', 'address.zip', null, 'string']]],
    [
      'a new key in an item',
      { ...GOOD, people: [{ info: { name: 'p' }, rank: [] }] },
      [['new_key', 'people[].rank', null, 'array']],
    ],
    ['a new key in a part', { ...GOOD, checks: [{ colour: {} }] }, [['new_key', 'checks[].colour', null, 'object']]],
    ['a promised key that is gone', { ...GOOD, name: undefined }, [['missing_key', 'name', 'string', null]]],
    ['a promised object that is gone', { ...GOOD, address: undefined }, [['missing_key', 'address', 'object', null]]],
    ['a promised key inside', { ...GOOD, address: {} }, [['missing_key', 'address.city', 'string', null]]],
    [
      'a promised key of an item',
      { ...GOOD, people: [{}, { info: {} }] },
      [
        ['missing_key', 'people[].info', 'object', null],
        ['missing_key', 'people[].info.name', 'string', null],
      ],
    ],
    ['a number as text', { ...GOOD, amount: '1.5' }, [['type_changed', 'amount', 'number', 'string']]],
    ['text as a number', { ...GOOD, currency: 840 }, [['type_changed', 'currency', 'string', 'number']]],
    ['a flag as text', { ...GOOD, active: 'true' }, [['type_changed', 'active', 'boolean', 'string']]],
    ['a list as an object', { ...GOOD, people: {} }, [['type_changed', 'people', 'array', 'object']]],
    ['an object as text', { ...GOOD, address: 'c' }, [['type_changed', 'address', 'object', 'string']]],
    ['an item that is null', { ...GOOD, people: [null] }, [['type_changed', 'people[]', 'object', 'null']]],
    ['an item of another type', { ...GOOD, people: ['p'] }, [['type_changed', 'people[]', 'object', 'string']]],
  ])('%s', (_what, wire, expected) => {
    const undefinedLeftOut = JSON.parse(JSON.stringify(wire)) as object;
    expect(short(undefinedLeftOut)).toEqual(expected);
  });

  it('a renamed key is new and missing at once', () => {
    const { name, ...rest } = GOOD;
    expect(short({ ...rest, label: name }).map(([kind, path]) => [kind, path])).toEqual([
      ['new_key', 'label'],
      ['missing_key', 'name'],
    ]);
  });

  it('stop when nobody wants more, also in lists of objects', () => {
    const people = Array.from({ length: 5000 }, () => ({ info: { name: 'p' }, rank: 1 }));
    expect(differences({ ...GOOD, people })).toHaveLength(100);
  });

  it.each([
    ['new keys', { ...GOOD, extra: 1, another: 1 }],
    ['new keys before other differences', { extra: 1, ...GOOD, active: 'yes' }],
    ['missing keys', {}],
    ['changed types', { ...GOOD, active: 'yes', amount: 'much' }],
    ['differences in objects', { ...GOOD, address: { zip: 1 }, active: 'yes' }],
    ['items of another type', { ...GOOD, people: ['p', 'q'] }],
    ['differences in items', { ...GOOD, people: [{}, {}] }],
    ['changed types in objects', { ...GOOD, address: { city: 5 }, extra: 1 }],
    ['an item of another type before other differences', { ...GOOD, people: ['p'], extra: 1 }],
  ])('are told one by one to who wants one: %s', (_what, wire) => {
    let told = 0;
    inspect(wire, () => ++told < 1);
    expect(told).toBe(1);
    expect(differences(wire).length).toBeGreaterThan(1);
  });

  it('are one for a map of many strange keys, which could be values', () => {
    const keys = Object.fromEntries(
      Array.from({ length: 21 }, (_, index) => [`name${String.fromCharCode(97 + index)}`, 1]),
    );
    expect(short({ ...GOOD, ...keys })).toEqual([['new_key', '*', null, 'number']]);
    const { namea, ...twenty } = keys;
    expect([namea, short({ ...GOOD, ...twenty }).length]).toEqual([1, 20]);
    expect(short({ ...GOOD, address: { city: 'c', ...keys } })).toEqual([['new_key', 'address.*', null, 'number']]);
  });

  it('are reported once, wherever a strange key stands', () => {
    expect(short({ ...GOOD, active: 'yes', extra: 1, another: 1 }).map(([kind, path]) => [kind, path])).toEqual([
      ['type_changed', 'active'],
      ['new_key', 'extra'],
      ['new_key', 'another'],
    ]);
  });

  it('beside strange keys are found as well', () => {
    expect(short({ extra: 1, ...GOOD, active: 'yes' }).map(([kind, path]) => [kind, path])).toEqual([
      ['new_key', 'extra'],
      ['type_changed', 'active'],
    ]);
  });
});

describe('an envelope', () => {
  const envelope = compileEnvelopeInspection([
    { path: 'items', wireType: 'array', promised: true },
    { path: 'count', wireType: null },
    ...pageValues('paging', { promised: true }),
  ]);
  const found = (wire: object) => {
    const all: Difference[] = [];
    envelope(wire as Record<string, unknown>, (difference) => all.push(difference) < 100);
    return all.map(({ kind, path }) => `${kind} ${path}`);
  };

  it.each([
    ['as known', { items: [{ anything: 1 }], count: 'x', paging: { page: 1, total: 3, hasNext: true } }, []],
    ['without its list', { paging: { total: 1 } }, ['missing_key items']],
    ['without its pages', { items: [] }, ['missing_key paging']],
    ['with a count as text', { items: [], paging: { total: '3' } }, ['type_changed paging.total']],
    ['with another name', { items: [], pages: { total: 3 } }, ['new_key pages', 'missing_key paging']],
  ])('%s', (_what, wire, expected) => expect(found(wire)).toEqual(expected));
});

describe('names of keys', () => {
  it.each(['email', 'first_name', '_x', '$ref', 'x-y', 'iso3166', 'address_line_2'])('%s is shown', (name) => {
    expect(plainName(name)).toBe(name);
  });

  it.each([
    'jane@example.com',
    '+4915112345678',
    '4111111111111111',
    'a.b',
    'Jane Smith',
    '',
    'x'.repeat(65),
    'id12345',
    'card4111-1111-1111-1111',
    'c4111_1111_1111_1111',
    'ssn-123-45-6789',
    'tel-650-555-0123',
    'DE89-3704-0044-0532-0130-00',
    'tkAlsp_eyJhbGciOiJ',
    'x_eyJhbGciOiJIUzI1NiJ9',
    'é',
  ])('%p could be a value and is not shown', (name) => {
    expect(plainName(name)).toBe(UNNAMED_KEY);
  });
});

describe('a table that cannot be inspected stops the start', () => {
  it('because a wire value has two types', () => {
    const table: FieldTable = [
      { to: 'a', from: ['x'], ...personal },
      { to: 'b', from: ['x'], wireType: 'number', ...personal },
    ];
    expect(() => compileInspection(table)).toThrow('x is called string and number');
  });

  it('because spellings of a promised value stand in different objects', () => {
    expect(() => compileInspection([{ to: 'a', from: ['x', 'y.z'], promised: true, ...personal }])).toThrow(
      'none can be promised',
    );
  });
});
