import { describe, expect, it } from '@jest/globals';
import { compileInspection } from './compile-inspection.js';
import { MOST_EXPLANATIONS, explainRecord } from './explain-record.js';
import type { FieldTable } from './field-table.js';
import { MOST_DIFFERENCES } from './note-differences.js';
import { readRecords } from './record-reader.js';
import { text } from './text.js';
import { cartevoCustomer } from '../cartevo/cartevo.fields.js';
import { PLAIN_READING } from '../../../test/support/real-http.js';

const shown = { transform: text, sensitivity: 'public' } as const;
const TABLE: FieldTable = [
  { to: 'id', from: ['id'], ...shown },
  { from: ['secret'], dropped: 'nobody’s business', sensitivity: 'secret' },
  { to: 'people', from: ['people'], items: [{ to: 'name', from: ['name'], ...shown }] },
];
const kind = { table: TABLE, inspect: compileInspection(TABLE) };
const PEOPLE = [{ name: 'Mei' }, { name: 'Lin' }];
const WIRE = { id: 'a', secret: 'x', people: PEOPLE, extra: 1, other: 2 };
const ALL = ['/2/id', '/2 /secret', '/2/people/0/name', '/2/people/1/name', '/2 /extra', '/2 /other'];

/** `<pointer>` of what became a field, `<pointer> <wire pointer>` of what did not, `<pointer> too large` at the end. */
function explained(room: number, wire: Record<string, unknown> = WIRE): string[] {
  const data = { id: 'a', people: PEOPLE };
  const record = { wire, data, base: '/2', warnings: [], includeSensitive: false };
  return explainRecord(kind, record, room).map(({ pointer, providerPointers, transform, detail }) => {
    if (detail?.includes('too large')) return `${pointer} too large`;
    return transform === null ? `${pointer} ${providerPointers.join()}` : pointer;
  });
}

describe('the room for explanations', () => {
  it('is not needed where there is less to say', () => {
    expect(explained(ALL.length + 1)).toEqual(ALL);
  });

  it.each([1, 2, 3, 4, 5, 6])('of %i ends with the word that there is more', (room) => {
    expect(explained(room)).toEqual([...ALL.slice(0, room - 1), '/2 too large']);
  });

  it.each([0, -1])('of %i gives none', (room) => {
    expect(explained(room)).toEqual([]);
  });

  it('is not filled by strange keys, however many there are', () => {
    const keys = Array.from({ length: MOST_DIFFERENCES + 20 }, (_, index) => `k${index}`);
    const strange = (wire: Record<string, unknown>) =>
      explained(MOST_EXPLANATIONS, wire).filter((line) => line.startsWith('/2 /'));
    const people = keys.map((key) => ({ [key]: 1 }));
    expect(strange({ people })).toEqual(keys.slice(0, MOST_DIFFERENCES).map((key) => `/2 /people/*/${key}`));
    expect(strange(Object.fromEntries(keys.map((key) => [key, 1])))).toEqual(['/2 /*']);
  });

  it('the last word says nothing of a place, and of nothing lost', () => {
    const record = { wire: WIRE, data: {}, base: '', warnings: [], includeSensitive: false };
    expect(explainRecord(kind, record, 1)).toEqual([
      {
        pointer: '',
        providerPointers: [],
        transform: null,
        lost: false,
        detail: 'the answer is too large to be explained any further',
      },
    ]);
  });

  it('is shared by the records of a list', () => {
    const list = Array.from({ length: 300 }, (_, index) => ({ id: `a${index}` }));
    const answer = { status: 200, body: list, mayHoldCardData: false };
    const { data, explanations } = readRecords(cartevoCustomer, answer, list, { ...PLAIN_READING, explain: true });
    expect([data.length, explanations.length]).toEqual([300, MOST_EXPLANATIONS]);
    expect(explanations.filter(({ detail }) => detail?.includes('too large'))).toEqual([explanations.at(-1)]);
  });
});
