import { expect, it } from '@jest/globals';
import { differencesOf } from '../../../test/support/differences.js';
import { compileInspection, pageValues } from './compile-inspection.js';
import type { FieldTable } from './field-table.js';
import { text } from './text.js';

const shown = { transform: text, sensitivity: 'public' } as const;

/** How a record differs from a table, as `<kind> <path> <expected type>`. */
function differences(table: FieldTable, wire: Record<string, unknown>): string[] {
  return differencesOf(compileInspection(table), wire).map(({ kind, path, expected }) => `${kind} ${path} ${expected}`);
}

it('the pages of a list are described by six values, of which the total may be promised', () => {
  const values = [
    { path: 'meta.page', wireType: 'number' },
    { path: 'meta.limit', wireType: 'number' },
    { path: 'meta.total', wireType: 'number' },
    { path: 'meta.totalPages', wireType: 'number' },
    { path: 'meta.hasNext', wireType: 'boolean' },
    { path: 'meta.hasPrevious', wireType: 'boolean' },
  ];
  expect(pageValues('meta')).toEqual(values);
  expect(pageValues('meta', { promised: true })).toEqual([
    ...values,
    { path: 'meta.total', wireType: 'number', promised: true },
  ]);
});

it('a promised list is missed, and one whose items nobody knows is still a list', () => {
  const table: FieldTable = [
    { to: 'people', from: ['people'], promised: true, items: [{ to: 'name', from: ['name'], ...shown }] },
    { to: 'marks', from: ['marks'], items: [] },
  ];
  expect(differences(table, { people: [], marks: [] })).toEqual([]);
  expect(differences(table, { marks: {} })).toEqual(['type_changed marks array', 'missing_key people array']);
});

it('an object of which several values are promised is missed once', () => {
  const table: FieldTable = [
    { to: 'city', from: ['address.city'], promised: true, ...shown },
    { to: 'zip', from: ['address.zip', 'address.postcode'], promised: true, ...shown },
    { to: 'town', from: ['address.city'], promised: true, ...shown },
  ];
  expect(differences(table, {})).toEqual(['missing_key address object']);
  expect(differences(table, { address: { postcode: '1' } })).toEqual(['missing_key address.city string']);
  expect(differences(table, { address: { city: 'c' } })).toEqual(['missing_key address.zip string']);
});

it('of a value that is made of several each is promised', () => {
  const table: FieldTable = [
    { to: 'sum', fromAll: { amount: ['amount'], currency: ['currency', 'ccy'] }, promised: true, ...shown },
  ];
  expect(differences(table, { amount: '1', ccy: 'EUR' })).toEqual([]);
  expect(differences(table, {})).toEqual(['missing_key amount string', 'missing_key currency string']);
  expect(differences(table, { amount: '1', ccy: 'EUR', other: 1 })).toEqual(['new_key other null']);
});

it('what is inside an item is promised to the item, in lists of lists as well', () => {
  const table: FieldTable = [
    {
      to: 'people',
      from: ['people'],
      items: [{ to: 'papers', from: ['papers'], items: [{ to: 'no', from: ['by.no'], promised: true, ...shown }] }],
    },
  ];
  expect(differences(table, {})).toEqual([]);
  expect(differences(table, { people: [{}, { papers: [{}] }] })).toEqual(['missing_key people[].papers[].by object']);
});
