import { describe, expect, it } from '@jest/globals';
import type { Explanation } from '../../canonical/explanation.js';
import type { Warning } from '../../canonical/response.js';
import { compileInspection } from './compile-inspection.js';
import { explainRecord } from './explain-record.js';
import type { FieldTable } from './field-table.js';
import { text } from './text.js';

const shown = { transform: text, sensitivity: 'public' } as const;
const shortened = Object.assign(() => 'x', { loses: (value: unknown) => String(value).length > 1 });
const firstSent = Object.assign(() => 'x', {
  uses: ({ now, before }: Readonly<Record<string, unknown>>, data: unknown) => {
    const { all } = data as { all?: boolean };
    if (all) return ['now', 'before', 'never'];
    return now === null && before !== null ? ['before'] : ['now'];
  },
});
const TABLE: FieldTable = [
  { to: 'kind', constant: 'thing', because: 'always so' },
  { to: 'person.name', from: ['names.first', 'name'], ...shown },
  { to: 'short', from: ['long'], transform: shortened, sensitivity: 'public' },
  { to: 'pin', from: ['pin'], transform: text, sensitivity: 'sensitive' },
  { to: 'balance', fromAll: { amount: ['amount'], currency: ['currency', 'ccy'] }, ...shown },
  {
    to: 'state',
    fromAll: { now: ['now'], before: ['before', 'earlier'] },
    transform: firstSent,
    sensitivity: 'public',
  },
  { to: 'documents', single: [{ to: 'number', from: ['number'], ...shown }] },
  {
    to: 'people',
    from: ['persons', 'members'],
    items: [
      { to: 'name', from: ['name.full'], ...shown },
      { from: ['nick'], dropped: 'a joke', sensitivity: 'personal' },
      { to: 'papers', from: ['papers'], items: [{ to: 'number', from: ['no'], ...shown }] },
    ],
  },
  { from: ['colour', 'look.colour'], dropped: 'of no use', sensitivity: 'public' },
];

interface Case {
  readonly data?: unknown;
  readonly warnings?: readonly string[];
  readonly base?: string;
  readonly sensitive?: boolean;
  readonly table?: FieldTable;
}

function explain(wire: Record<string, unknown>, given: Case = {}): Explanation[] {
  const { data = {}, warnings = [], base = '', sensitive = false, table = TABLE } = given;
  const warned = warnings.map((pointer): Warning => ({ code: 'invalid_value', pointer, detail: 'x' }));
  const record = { wire, data, base, warnings: warned, includeSensitive: sensitive };
  return explainRecord({ table, inspect: compileInspection(table) }, record, 1000);
}

const at = (entries: readonly Explanation[], pointer: string) => entries.filter((entry) => entry.pointer === pointer);
const from = (entries: readonly Explanation[], pointer: string) =>
  at(entries, pointer).map(({ providerPointers }) => providerPointers.join(' '));

/** What is said of one value, which may not be in `data`. */
const said = (wire: Record<string, unknown>, pointer: string, given: Case = {}) =>
  at(explain(wire, given), pointer).map(({ lost, detail }) => [lost, detail]);

const NOT_SENT = [false, 'the provider sends nothing here'];
const NOT_SHOWN = [true, 'the provider sends a value that has no place in a record like this'];
const NOT_UNDERSTOOD = [true, 'what the provider sends was not understood or not shown whole; see `meta.warnings`'];
const SHORTENED = [true, 'a part of what the provider sends is left out on purpose'];
const HIDDEN = [true, 'shown only with `include=sensitive` and the scope `sensitive:read`'];
const WHOLE = [false, null];

describe('what became of a value', () => {
  it('of a constant is why it is so', () => {
    expect(explain({})[0]).toEqual({
      pointer: '/kind',
      providerPointers: [],
      transform: 'constant',
      lost: false,
      detail: 'always so',
    });
  });

  it.each<[what: string, wire: Record<string, unknown>, data: unknown, outcome: unknown[]]>([
    ['is whole', { name: 'x' }, { person: { name: 'x' } }, WHOLE],
    ['was not sent', {}, { person: { name: null } }, NOT_SENT],
    ['was blank', { name: ' ' }, { person: { name: null } }, NOT_SENT],
    ['has no place', { name: 'x' }, { person: null }, NOT_SHOWN],
    ['has no place in what is there', { name: 'x' }, { person: { name: null } }, NOT_SHOWN],
    ['is zero and whole', { name: 'x' }, { person: { name: 0 } }, WHOLE],
  ])('%s', (_what, wire, data, outcome) => {
    expect(said(wire, '/person/name', { data })).toEqual([outcome]);
  });

  it('is a part of it, when its rule says so of the value that was sent', () => {
    const data = { short: 'x' };
    expect(said({ long: 'x' }, '/short', { data })).toEqual([WHOLE]);
    expect(said({ long: 'xy' }, '/short', { data })).toEqual([SHORTENED]);
  });

  it('is that it is hidden, whatever else is true of it', () => {
    const hidden = { data: {}, warnings: ['/pin'] };
    expect(said({ pin: '1' }, '/pin', hidden)).toEqual([HIDDEN]);
    expect(said({ pin: '1' }, '/pin', { ...hidden, sensitive: true })).toEqual([NOT_UNDERSTOOD]);
    expect(said({ pin: '1' }, '/pin', { data: { pin: '1' }, sensitive: true })).toEqual([WHOLE]);
    expect(said({}, '/pin')).toEqual([NOT_SENT]);
  });

  it('is not understood when a warning points to it or into it, and to it only', () => {
    const data = { person: { name: 'x' }, short: 'x' };
    const wire = { name: 'x', long: 'x' };
    for (const pointer of ['/person/name', '/person/name/0/first']) {
      expect(said(wire, '/person/name', { data, warnings: [pointer] })).toEqual([NOT_UNDERSTOOD]);
      expect(said(wire, '/short', { data, warnings: [pointer, '/person/other'] })).toEqual([WHOLE]);
    }
    expect(said(wire, '/person/name', { data, warnings: ['/person', '/person/names', ''] })).toEqual([WHOLE]);
    const inList = { data, base: '/3', warnings: ['/3/person/name', '/2/short'] };
    expect(said(wire, '/3/person/name', inList)).toEqual([NOT_UNDERSTOOD]);
    expect(said(wire, '/3/short', inList)).toEqual([WHOLE]);
  });
});

describe('where a value came from', () => {
  it('is every spelling that was sent, or the preferred one', () => {
    expect(from(explain({}), '/person/name')).toEqual(['/names/first']);
    expect(from(explain({ name: 'x' }), '/person/name')).toEqual(['/name']);
    expect(from(explain({ name: 'x', names: { first: 'y' } }), '/person/name')).toEqual(['/names/first /name']);
  });

  it('is every value that was sent of those that go in', () => {
    expect(from(explain({}), '/balance')).toEqual(['/amount /currency']);
    expect(from(explain({ ccy: 'EUR' }), '/balance')).toEqual(['/ccy']);
    expect(from(explain({ amount: 1, ccy: 'EUR', currency: 'EUR' }), '/balance')).toEqual(['/amount /currency /ccy']);
  });

  it('is what its rule chose, in view of what was sent and of the finished record', () => {
    expect(from(explain({}), '/state')).toEqual(['/now']);
    expect(from(explain({ now: 'x', before: 'y' }), '/state')).toEqual(['/now']);
    expect(from(explain({ now: ' ', earlier: 'y' }), '/state')).toEqual(['/earlier']);
    expect(from(explain({ now: 'x', before: 'y' }, { data: { all: true } }), '/state')).toEqual(['/now /before']);
  });
});

describe('records in a record', () => {
  it('are explained when they were made of the same object', () => {
    expect(from(explain({ number: '1' }, { data: { documents: [{ number: '1' }] } }), '/documents/0/number')).toEqual([
      '/number',
    ]);
    expect(from(explain({ number: '1' }, { data: { documents: [] } }), '/documents/0/number')).toEqual([]);
  });

  it('are explained one by one in a list, with what was left out of them', () => {
    const wire = {
      persons: [{ name: { full: 'Mei' }, nick: 'm', papers: [{}, { no: '1' }] }, 'nonsense', { nick: 'l' }],
    };
    const entries = explain(wire, { base: '/5' });
    expect(
      entries
        .filter(({ pointer, detail }) => pointer.includes('/people/') || detail === 'a joke')
        .map(({ pointer, providerPointers, lost }) => `${pointer} ${providerPointers.join(' ')} ${lost}`),
    ).toEqual([
      '/5/people/0/name /persons/0/name/full true',
      '/5 /persons/0/nick true',
      '/5/people/0/papers/0/number /persons/0/papers/0/no false',
      '/5/people/0/papers/1/number /persons/0/papers/1/no true',
      '/5/people/1/name /persons/2/name/full false',
      '/5 /persons/2/nick true',
    ]);
  });

  it('are found in the spelling of the list that was sent', () => {
    expect(from(explain({ members: [{ name: { full: 'Ann' } }] }), '/people/0/name')).toEqual(['/members/0/name/full']);
  });

  it('are none where no list was sent', () => {
    expect(explain({ persons: { name: 'x' } }).filter(({ pointer }) => pointer.startsWith('/people'))).toEqual([]);
  });
});

describe('what has no place', () => {
  const LEFT_OUT = { pointer: '', transform: null, lost: true } as const;

  it('is named when it was sent, with the reason', () => {
    expect(at(explain({ colour: 'red', look: { colour: 'blue' } }), '')).toEqual([
      { ...LEFT_OUT, providerPointers: ['/colour'], detail: 'of no use' },
      { ...LEFT_OUT, providerPointers: ['/look/colour'], detail: 'of no use' },
    ]);
    expect(at(explain({ colour: ' ', look: {} }), '')).toEqual([]);
  });

  it('are keys that nobody knows, once each, and no other difference', () => {
    const wire = { persons: [{ odd: 1 }, { odd: 2 }], 'a/b': 1, long: 5, x_y: 1 };
    expect(at(explain(wire), '')).toEqual(
      ['/persons/*/odd', '/*', '/x_y'].map((pointer) => ({
        ...LEFT_OUT,
        providerPointers: [pointer],
        detail: 'the provider sends a key that nobody has mapped',
      })),
    );
  });
});

describe('parts that a rule takes apart', () => {
  const table: FieldTable = [
    {
      to: 'check',
      fromAll: { steps: ['steps'], result: ['result'] },
      parts: [
        { to: 'steps[].done', from: 'steps[].done' },
        { to: 'steps[].place', from: 'steps[].at.city' },
        { to: 'steps[].place', from: 'steps[].at.country' },
        { to: 'open', from: 'steps[].open' },
        { to: 'word', from: 'result' },
      ],
      ...shown,
    },
  ];
  const places = (wire: Record<string, unknown>, base = '') =>
    explain(wire, { table, base }).map(({ pointer, providerPointers }) => [pointer, ...providerPointers].join(' '));

  it('are explained for every item of their list, and once where they are made of all of it', () => {
    const steps = [{ done: 'x', at: { city: 'Ulm', country: 'DE' } }, { at: { country: 'DE' } }];
    expect(places({ steps, result: 'ok' })).toEqual([
      '/check /steps /result',
      '/check/steps/0/done /steps/0/done',
      '/check/steps/1/done /steps/1/done',
      '/check/steps/0/place /steps/0/at/city /steps/0/at/country',
      '/check/steps/1/place /steps/1/at/country',
      '/check/open /steps',
      '/check/word /result',
    ]);
  });

  it.each([[{}], [{ steps: 'none' }], [{ steps: [] }]])('are none of items that %j has not', (wire) => {
    expect(places(wire, '/1').slice(1)).toEqual(['/1/check/open /steps', '/1/check/word /result']);
  });
});
