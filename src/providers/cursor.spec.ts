import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../canonical/errors.js';
import { DEFAULT_LIMIT, toCursor, toPosition, type Position } from './cursor.js';
import type { ListQuery } from './provider.js';

const NO_FILTERS = {};

function refusal(run: () => unknown): GatewayError {
  try {
    run();
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

const encoded = (cursor: unknown) => Buffer.from(JSON.stringify(cursor)).toString('base64url');

describe('a position in a list', () => {
  it('is the first page when the caller says nothing, with the default limit', () => {
    const query = { list: 'stub', limit: null, cursor: null, filters: NO_FILTERS };
    expect(toPosition(query)).toEqual({ page: 1, limit: DEFAULT_LIMIT, offset: 0, before: null });
    expect(toPosition({ ...query, limit: 7 })).toEqual({ page: 1, limit: 7, offset: 0, before: null });
    expect(DEFAULT_LIMIT).toBe(20);
  });

  it.each([
    [{ page: 2, limit: 20, offset: 0, before: null }, {}],
    [{ page: 1, limit: 20, offset: 40, before: null }, {}],
    [{ page: 999_999, limit: 100, offset: 0, before: 'customer_1' }, {}],
    [
      { page: 3, limit: 1, offset: 5, before: 'a' },
      { status: 'approved', type: 'business' },
    ],
  ] as [Position, ListQuery['filters']][])('%p with filters %p comes back out of its cursor', (position, filters) => {
    const cursor = toCursor(position, { list: 'stub', filters });
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(toPosition({ list: 'stub', limit: null, cursor, filters })).toEqual(position);
    expect(toPosition({ list: 'stub', limit: position.limit, cursor, filters })).toEqual(position);
  });
});

describe('a cursor is refused', () => {
  const cursor = toCursor(
    { page: 2, limit: 20, offset: 0, before: null },
    { list: 'stub', filters: { status: 'approved' } },
  );

  it('with another limit than it was made with', () => {
    const error = refusal(() => toPosition({ list: 'stub', limit: 10, cursor, filters: { status: 'approved' } }));
    expect(error).toMatchObject({ status: 400, code: 'malformed_request', outcome: 'not_sent' });
    expect(error.problems).toEqual([
      {
        parameter: 'cursor',
        code: 'invalid_cursor',
        detail: 'the cursor was made with another limit; take it from page.nextCursor',
      },
    ]);
  });

  it.each([[{}], [{ status: 'rejected' }], [{ status: 'approved', type: 'business' }]])(
    'with the filters %p',
    (filters) => {
      expect(refusal(() => toPosition({ list: 'stub', limit: 20, cursor, filters })).message).toMatch(/other filters/);
    },
  );

  it.each([
    [''],
    ['garbage'],
    ['!!!'],
    [encoded(null)],
    [encoded([])],
    [encoded('x')],
    [encoded({})],
    [encoded({ n: 'stub', p: 0, l: 20 })],
    [encoded({ n: 'stub', p: -1, l: 20 })],
    [encoded({ n: 'stub', p: 1.5, l: 20 })],
    [encoded({ n: 'stub', p: '2', l: 20 })],
    [encoded({ n: 'stub', p: 1_000_001, l: 20 })],
    [encoded({ n: 'stub', p: 2, l: 101 })],
    [encoded({ n: 'stub', p: 2, l: 0 })],
    [encoded({ n: 'stub', p: 2 })],
    [encoded({ n: 'stub', p: 2, l: 20, b: 5 })],
    [encoded({ n: 'stub', p: 2, l: 20, o: 0 })],
    [encoded({ n: 'stub', p: 2, l: 20, o: 'x' })],
    [encoded({ n: 'another', p: 2, l: 20 })],
    [encoded({ p: 2, l: 20 })],
    [encoded({ n: 'stub', p: 2, l: 20 }).slice(2)],
  ])('when it is %p', (text) => {
    expect(
      refusal(() => toPosition({ list: 'stub', limit: null, cursor: text, filters: NO_FILTERS })).problems,
    ).toMatchObject([{ parameter: 'cursor', code: 'invalid_cursor' }]);
  });
});
