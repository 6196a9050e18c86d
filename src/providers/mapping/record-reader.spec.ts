import { describe, expect, it } from '@jest/globals';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { PLAIN_READING } from '../../../test/support/real-http.js';
import type { MappingContext } from './mapping-context.js';
import { asList, idOf, readRecord, readRecords, wholePage, type RecordReader } from './record-reader.js';

interface Thing {
  readonly id: unknown;
  readonly full: boolean;
}

const map = (full: boolean) => (wire: Readonly<Record<string, unknown>>, context: MappingContext) => {
  context.pointer = '/id';
  if (wire['odd'] !== undefined) context.invalid('even');
  return { id: wire['id'], full };
};
const reader: RecordReader<Thing> = {
  record: 'thing',
  idKey: 'id',
  table: [],
  masked: map(false),
  full: map(true),
  inspect: () => undefined,
  wirePath: () => '',
};
const UUID = '4d4dad81-7899-4612-a9f6-133ce56a4507';

const answerOf = (body: unknown): JsonAnswer => ({ status: 200, body, mayHoldCardData: false });

function one(wire: unknown, asked: string | null = null, includeSensitive = false): unknown {
  try {
    return readRecord(reader, answerOf(wire), wire, { asked, call: { ...PLAIN_READING, includeSensitive } });
  } catch (error) {
    return error;
  }
}

describe('reading one record', () => {
  it('gives the record and its warnings', () => {
    expect(one({ id: 'a', odd: 1 }, 'a')).toEqual({
      data: { id: 'a', full: false },
      warnings: [{ code: 'invalid_value', pointer: '/id', detail: 'the provider’s value is not even' }],
      explanations: [],
    });
  });

  it('shows sensitive values only when they are asked for', () => {
    expect(one({ id: 'a' }, 'a', true)).toEqual({ data: { id: 'a', full: true }, warnings: [], explanations: [] });
  });

  it.each([
    [null],
    [[]],
    ['text'],
    [{}],
    [{ id: null }],
    [{ id: '' }],
    [{ id: 5 }],
    [{ id: { a: 1 } }],
    [{ id: '../a' }],
    [{ id: 'a b' }],
    [{ id: 'constructor' }],
    [{ id: 'x'.repeat(129) }],
    [[{ id: 'a' }]],
  ])('finds no record in %p, and keeps the body for the error table', (wire) => {
    const error = one(wire, 'a') as UpstreamError;
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ failure: 'status', status: 200, body: wire, sent: true });
  });

  it('refuses somebody else’s record, and keeps nothing of it', () => {
    const error = one({ id: 'b' }, 'a') as UpstreamError;
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).toMatchObject({ failure: 'bad_answer', status: 200 });
    expect(error.body).toBeUndefined();
  });

  it('takes whatever record there is when none was asked for', () => {
    expect(one({ id: 'b' }, null)).toMatchObject({ data: { id: 'b' } });
  });

  it('does not tell capitals of a UUID apart, but those of any other id', () => {
    expect(one({ id: UUID.toUpperCase() }, UUID)).toMatchObject({ data: { id: UUID.toUpperCase() } });
    expect(one({ id: 'ABC' }, 'abc')).toBeInstanceOf(UpstreamError);
  });
});

describe('reading a list', () => {
  const list = (wire: unknown, includeSensitive = false) =>
    readRecords(reader, answerOf(wire), wire, { ...PLAIN_READING, includeSensitive });

  it('leaves out items without an id, and points at the items that stay', () => {
    expect(list([{ id: 'a' }, {}, null, { id: 'b', odd: 1 }, 'x'])).toEqual({
      data: [
        { id: 'a', full: false },
        { id: 'b', full: false },
      ],
      warnings: [
        { code: 'item_without_id', pointer: '', detail: 'item 1 of the provider’s list has no id and was left out' },
        { code: 'item_without_id', pointer: '', detail: 'item 2 of the provider’s list has no id and was left out' },
        { code: 'invalid_value', pointer: '/1/id', detail: 'the provider’s value is not even' },
        { code: 'item_without_id', pointer: '', detail: 'item 4 of the provider’s list has no id and was left out' },
      ],
      explanations: [],
    });
  });

  it('may be empty, and may show sensitive values', () => {
    expect(list([])).toEqual({ data: [], warnings: [], explanations: [] });
    expect(list([{ id: 'a' }], true).data).toEqual([{ id: 'a', full: true }]);
  });

  it.each([[null], [{}], ['text'], [undefined]])('finds no list in %p', (wire) => {
    expect(() => list(wire)).toThrow(UpstreamError);
  });
});

it.each([[[]], [['a']], [['a', 'b', 'c']]])('a list that came whole (%p) has no further page', (data: string[]) => {
  const page = { limit: 100, nextCursor: null, total: data.length };
  const mapped = { data, warnings: [], explanations: [] };
  expect(wholePage(mapped)).toEqual({ ...mapped, page });
});

it('an id is text that can stand in an address', () => {
  expect([{ id: 'a' }, { id: 5 }, { id: 'a/b' }, null, 'a'].map((wire) => idOf(reader, wire))).toEqual([
    'a',
    null,
    null,
    null,
    null,
  ]);
});

// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'].join('');

it('an id that could be card data is none, and a number inside a longer word is no card number', () => {
  const ids = [CARD_NUMBER, `${CARD_NUMBER.slice(0, 15)}2`, `card_${CARD_NUMBER}`, `X${CARD_NUMBER}`, 'tkMplr_x'];
  expect(ids.map((id) => idOf(reader, { id }))).toEqual([null, ids[1], ids[2], ids[3], null]);
});

describe('what an error of reading says', () => {
  it('when there is no record', () => {
    expect(one({})).toMatchObject({ message: 'the answer carries no record' });
  });

  it('when it is another one', () => {
    const error = one({ id: 'b' }, 'a');
    expect(error).toMatchObject({ message: 'the answer carries another record than the one asked for', sent: true });
  });
});

it('a list of one record points at the record in it', () => {
  const warnings = [{ code: 'invalid_value', pointer: '/name', detail: 'x' } as const];
  const entry = { pointer: '/name', providerPointers: ['/label'], transform: 'text', lost: false, detail: null };
  expect(asList({ data: 'a', warnings, explanations: [entry] })).toEqual({
    data: ['a'],
    warnings: [{ ...warnings[0], pointer: '/0/name' }],
    explanations: [{ ...entry, pointer: '/0/name' }],
  });
});

it('a list that came whole is as long as it could have been, or longer', () => {
  const limit = (length: number, most?: number) =>
    wholePage({ data: Array.from({ length }), warnings: [], explanations: [] }, most).page.limit;
  expect([limit(0), limit(100), limit(101), limit(1, 1), limit(0, 1), limit(3, 1)]).toEqual([100, 100, 101, 1, 1, 3]);
});
