import { expect, it } from '@jest/globals';
import { wirePathsOf, type FieldTable } from './field-table.js';
import { text } from './text.js';

it('a field table tells every wire path that it knows, with its sensitivity', () => {
  const table: FieldTable = [
    { to: 'provider', constant: 'x', because: 'of the test' },
    { to: 'name', from: ['name', 'old.name'], transform: text, sensitivity: 'personal' },
    { to: 'both', fromAll: { a: ['a'], b: ['b', 'beta'] }, transform: () => null, sensitivity: 'public' },
    { to: 'documents', single: [{ to: 'number', from: ['number'], transform: text, sensitivity: 'sensitive' }] },
    {
      to: 'people',
      from: ['list', 'people'],
      items: [{ to: 'name', from: ['info.name'], transform: text, sensitivity: 'personal' }],
    },
    { from: ['pan'], dropped: 'never shown', sensitivity: 'secret' },
  ];
  expect(wirePathsOf(table).map(({ path, sensitivity }) => `${path} ${sensitivity}`)).toEqual([
    'name personal',
    'old.name personal',
    'a public',
    'b public',
    'beta public',
    'number sensitive',
    'list[].info.name personal',
    'people[].info.name personal',
    'pan secret',
  ]);
});
