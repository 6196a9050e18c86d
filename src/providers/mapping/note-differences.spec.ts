import { describe, expect, it } from '@jest/globals';
import type { Warning } from '../../canonical/response.js';
import { compileEnvelopeInspection, compileInspection } from './compile-inspection.js';
import type { FieldTable } from './field-table.js';
import type { Difference } from './inspect-record.js';
import { MOST_DIFFERENCES, noteDifferences, noteEnvelope, noteLostId } from './note-differences.js';
import { text } from './text.js';
import { compileWirePaths } from './wire-paths.js';

const shown = { transform: text, sensitivity: 'public' } as const;
const TABLE: FieldTable = [
  { to: 'id', from: ['id'], promised: true, ...shown },
  { to: 'email', from: ['email'], ...shown },
  { to: 'kind', from: ['type'], ...shown },
  { to: 'group', from: ['type'], ...shown },
  { to: 'balance', fromAll: { amount: ['amount'], currency: ['currency'] }, ...shown },
  { to: 'people', from: ['people'], items: [{ to: 'name', from: ['name'], ...shown }] },
];
const readerOf = (table: FieldTable) => ({
  record: 'thing',
  inspect: compileInspection(table),
  wirePath: compileWirePaths(table),
});
const reader = readerOf(TABLE);

/** Everything that is noted while `run` has its way, as `<record> <kind> <path>`. */
function noted(run: (call: { noteDifference: (record: string, difference: Difference) => void }) => void): string[] {
  const lines: string[] = [];
  run({ noteDifference: (record, { kind, path }) => lines.push(`${record} ${kind} ${path}`) });
  return lines;
}

const warning = (code: Warning['code'], pointer: string): Warning => ({ code, pointer, detail: 'x' });
const ofRecord = (wire: Record<string, unknown>, warnings: readonly Warning[] = [], base = '') =>
  noted((call) => noteDifferences(reader, wire, { warnings, base }, call));

/** Items with a strange key each: as many differences as there are items. */
const people = Array.from({ length: MOST_DIFFERENCES + 20 }, () => ({ nickname: 'x' }));

describe('what is noted of a mapped record', () => {
  it('are its keys and types, under the name of the record', () => {
    expect(ofRecord({ id: 'a', email: 'e' })).toEqual([]);
    expect(ofRecord({ email: 5, extra: 1 })).toEqual([
      'thing type_changed email',
      'thing new_key extra',
      'thing missing_key id',
    ]);
  });

  it('are words and forms that mapping has warned of, wherever the record is in a list', () => {
    const wire = { id: 'a', email: 'e', type: 'NEW' };
    for (const base of ['', '/3']) {
      const warnings = [warning('unknown_value', `${base}/kind`), warning('invalid_value', `${base}/email`)];
      expect(ofRecord(wire, warnings, base)).toEqual(['thing new_value type', 'thing unreadable_value email']);
    }
  });

  it('holds neither a type nor a value of such a word', () => {
    const seen: Difference[] = [];
    const call = { noteDifference: (_record: string, difference: Difference) => void seen.push(difference) };
    noteDifferences(reader, { id: 'a' }, { warnings: [warning('unknown_value', '/kind')], base: '' }, call);
    expect(seen).toEqual([{ kind: 'new_value', path: 'type', expected: null, seen: null }]);
  });

  it('is no warning of another sort, and none at a place that no row knows', () => {
    const warnings = [warning('card_number_dropped', '/email'), warning('invalid_value', '/nowhere')];
    expect(ofRecord({ id: 'a' }, warnings)).toEqual([]);
  });

  it('is said once of a wire value, however many fields are made of it', () => {
    const twice = [warning('unknown_value', '/kind'), warning('unknown_value', '/group')];
    expect(ofRecord({ id: 'a' }, twice)).toEqual(['thing new_value type']);
    const both = [warning('unknown_value', '/kind'), warning('invalid_value', '/group')];
    expect(ofRecord({ id: 'a' }, both)).toEqual(['thing new_value type', 'thing unreadable_value type']);
  });

  it('is a changed type, and not a second time that it cannot be read', () => {
    const warnings = [warning('invalid_value', '/email'), warning('invalid_value', '/balance')];
    expect(ofRecord({ id: 'a', email: 5, currency: 840 }, warnings)).toEqual([
      'thing type_changed email',
      'thing type_changed currency',
    ]);
    expect(ofRecord({ id: 'a', email: 5 }, [warning('invalid_value', '/kind')])).toEqual([
      'thing type_changed email',
      'thing unreadable_value type',
    ]);
  });

  it('is a new key, and beside it that a value cannot be read', () => {
    expect(ofRecord({ id: 'a', email: 'e', extra: 1 }, [warning('invalid_value', '/email')])).toEqual([
      'thing new_key extra',
      'thing unreadable_value email',
    ]);
  });

  it('is a key that is gone, and beside it that the rest of its value cannot be read', () => {
    const money: FieldTable = [
      { to: 'balance', fromAll: { amount: ['amount'], currency: ['currency'] }, promised: true, ...shown },
    ];
    const call = (listener: Parameters<typeof noteDifferences>[3]) =>
      noteDifferences(
        readerOf(money),
        { currency: 'x' },
        { warnings: [warning('invalid_value', '/balance')], base: '' },
        listener,
      );
    expect(noted(call)).toEqual(['thing missing_key amount', 'thing unreadable_value amount + currency']);
  });

  it('is a changed type, and beside it a word that is new', () => {
    expect(ofRecord({ id: 'a', type: 5 }, [warning('unknown_value', '/kind')])).toEqual([
      'thing type_changed type',
      'thing new_value type',
    ]);
  });

  it('has a bound, for keys and types as for words and forms', () => {
    expect(ofRecord({ id: 'a', people })).toHaveLength(MOST_DIFFERENCES);
    const names = people.map((_person, index) => `f${index}`);
    const wide = readerOf(names.map((name) => ({ to: name, from: [name], ...shown })));
    const warnings = names.map((name) => warning('invalid_value', `/${name}`));
    expect(noted((call) => noteDifferences(wide, {}, { warnings, base: '' }, call))).toHaveLength(MOST_DIFFERENCES);
  });
});

describe('what is noted of an envelope', () => {
  const envelope = compileEnvelopeInspection([{ path: 'items', wireType: 'array', promised: true }]);
  const ofBody = (body: unknown) => noted((call) => noteEnvelope(envelope, body, call));

  it('is how it differs, under its own name', () => {
    expect(ofBody({ items: [] })).toEqual([]);
    expect(ofBody({ list: [] })).toEqual(['envelope new_key list', 'envelope missing_key items']);
  });

  it.each([[null], [[]], ['text'], [undefined]])('is nothing of %p', (body) => {
    expect(ofBody(body)).toEqual([]);
  });

  it('has a bound', () => {
    const listed = compileInspection(TABLE);
    expect(noted((call) => noteEnvelope(listed, { people }, call))).toHaveLength(MOST_DIFFERENCES);
  });
});

describe('what is noted of something without an id', () => {
  const ofLost = (wire: unknown) => noted((call) => noteLostId(reader, wire, call));

  it('is all that differs, when most of it is known', () => {
    expect(ofLost({ email: 'e', type: 't', extra: 1 })).toEqual(['thing new_key extra', 'thing missing_key id']);
    expect(ofLost({ id: 5, email: 'e' })).toEqual(['thing type_changed id']);
    expect(ofLost({ people: [{ nickname: 'x' }] })).toEqual([
      'thing new_key people[].nickname',
      'thing missing_key id',
    ]);
  });

  it.each([
    ['an error', { message: 'no', error: 'gone' }],
    ['as much strange as known', { email: 'e', message: 'no' }],
    ['an error with a key that could be a value', { 'jane@example.com': 'no' }],
    ['a map of many such keys', Object.fromEntries(people.map((_person, index) => [`name${index} x`, 1]))],
    ['nothing in it', {}],
    ['text', 'nonsense'],
    ['a list', [{ email: 'e' }]],
    ['null', null],
  ])('is nothing of what was no record: %s', (_what, wire) => {
    expect(ofLost(wire)).toEqual([]);
  });

  it('has a bound', () => {
    expect(ofLost({ people })).toHaveLength(MOST_DIFFERENCES);
  });
});
