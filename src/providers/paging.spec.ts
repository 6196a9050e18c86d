import { describe, expect, it } from '@jest/globals';
import { toPosition, type Position } from './cursor.js';
import { pageFacts, pageWindow, toPage, type PageFacts } from './paging.js';

const items = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ id: `id${from + index}` }));
const ids = (list: readonly unknown[]) => list.map((item) => (item as { id: string }).id);
const NO_FACTS: PageFacts = { total: null, totalPages: null, hasNext: null, limit: null };
const facts = (known: Partial<PageFacts>): PageFacts => ({ ...NO_FACTS, ...known });
const at = (page: number, limit: number, before: string | null = null, offset = 0): Position => ({
  page,
  limit,
  offset,
  before,
});

describe('what a provider says about its pages', () => {
  it.each([
    [
      { page: 1, limit: 10, total: 57, totalPages: 6, hasNext: true },
      { total: 57, totalPages: 6, hasNext: true, limit: 10 },
    ],
    [{ total: 0, limit: 0 }, { total: 0 }],
    [{}, {}],
    [{ total: '57', totalPages: -1, hasNext: 'yes', limit: '10' }, {}],
    [{ total: 1.5, totalPages: 2 ** 60, hasNext: 1 }, {}],
  ])('%p is read as %p', (block, read) => {
    expect(pageFacts(block)).toEqual(facts(read));
  });

  it.each([[null], [undefined], ['x'], [[]], [5]])('%p says nothing', (block) => {
    expect(pageFacts(block)).toBeNull();
  });
});

describe('a page of a provider that tells its pages', () => {
  it.each([
    ['hasNext true', facts({ hasNext: true }), 5, true],
    ['hasNext false, although full', facts({ hasNext: false, total: 100 }), 10, false],
    ['more pages', facts({ totalPages: 3 }), 10, true],
    ['the last page', facts({ totalPages: 2 }), 10, false],
    ['more items', facts({ total: 21 }), 10, true],
    ['no more items', facts({ total: 20 }), 10, false],
    ['more items in pages smaller than asked for', facts({ total: 20, limit: 5 }), 5, true],
    ['no more items in pages smaller than asked for', facts({ total: 10, limit: 5 }), 5, false],
    ['no number at all, full', facts({}), 10, true],
    ['no number at all, not full', facts({}), 9, false],
    ['no number at all, full by its own limit', facts({ limit: 5 }), 5, true],
    ['hasNext true, but empty', facts({ hasNext: true, total: 100 }), 0, false],
  ])('goes on by %s', (_name, said, count, goesOn) => {
    const window = pageWindow(items(count), said, at(2, 10), 'id');
    expect(window.next).toEqual(goesOn ? at(3, 10) : null);
    expect(window.items).toHaveLength(count);
    expect(window.total).toBe(said.total);
  });

  it('and sends more than was asked for is handed out piece by piece, then goes on', () => {
    const said = facts({ hasNext: true, total: 100 });
    const first = pageWindow(items(25), said, at(1, 10), 'id');
    expect([ids(first.items).at(-1), first.next]).toEqual(['id9', at(1, 10, null, 10)]);
    const last = pageWindow(items(25), said, at(1, 10, null, 20), 'id');
    expect([ids(last.items), last.next]).toEqual([ids(items(5, 20)), at(2, 10)]);
  });
});

describe('a page of a provider that says nothing about pages', () => {
  const read = (list: unknown[], position: Position) => pageWindow(list, null, position, 'id');

  it('and sends everything is cut out here', () => {
    const all = items(25);
    expect(read(all, at(1, 10))).toEqual({ items: items(10), next: at(1, 10, null, 10), total: 25 });
    expect(read(all, at(1, 10, null, 10))).toEqual({ items: items(10, 10), next: at(1, 10, null, 20), total: 25 });
    expect(read(all, at(1, 10, null, 20))).toEqual({ items: items(5, 20), next: null, total: 25 });
    expect(read(all, at(1, 10, null, 30))).toEqual({ items: [], next: null, total: 25 });
  });

  it('and obeys the page number goes on while pages are full', () => {
    expect(read(items(10, 0), at(1, 10))).toMatchObject({ next: at(2, 10, 'id0'), total: null });
    expect(read(items(10, 10), at(2, 10, 'id0'))).toMatchObject({ next: at(3, 10, 'id10') });
    expect(read(items(4, 20), at(3, 10, 'id10'))).toMatchObject({ next: null });
  });

  it('and ignores the page number ends at the page that begins like the one before', () => {
    expect(read(items(10), at(1, 10)).next).toEqual(at(2, 10, 'id0'));
    expect(read(items(10), at(2, 10, 'id0'))).toEqual({ items: [], next: null, total: null });
  });

  it('and sends items without ids goes on by their number', () => {
    expect(
      read(
        [...Array(10)].map(() => ({})),
        at(1, 10),
      ).next,
    ).toEqual(at(2, 10));
    expect(read([null], at(1, 10)).next).toBeNull();
    expect(read([], at(1, 10))).toEqual({ items: [], next: null, total: null });
  });
});

type Server = (page: number, limit: number) => [list: unknown[], facts: PageFacts | null];
const ALL = items(57);
const page = (number: number, size: number) => ALL.slice((number - 1) * size, number * size);

describe('walking a list by its cursors shows every item exactly once', () => {
  it.each<[string, Server]>([
    [
      'pages it and says so',
      (number, limit) => [page(number, limit), facts({ total: 57, hasNext: number * limit < 57 })],
    ],
    ['pages it without a word', (number, limit) => [page(number, limit), null]],
    ['sends everything, whatever the page', () => [ALL, null]],
    ['uses smaller pages than asked for', (number) => [page(number, 15), facts({ total: 57, limit: 15 })]],
    ['uses larger pages than asked for', (number) => [page(number, 30), facts({ totalPages: 2, limit: 30 })]],
  ])('of a provider that %s', (_name, serve) => {
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const query: { list: string; filters: object; limit: number | null; cursor: string | null } = {
        list: 'stub',
        filters: {},
        limit: cursor === null ? 20 : null,
        cursor,
      };
      const position = toPosition(query as Parameters<typeof toPosition>[0]);
      const [list, said] = serve(position.page, position.limit);
      const window = pageWindow(list, said, position, 'id');
      const answer = toPage({ data: ids(window.items), warnings: [], explanations: [] }, window, position.limit, {
        list: 'stub',
        filters: {},
      });
      expect(answer.data.length).toBeLessThanOrEqual(20);
      seen.push(...answer.data);
      cursor = answer.page.nextCursor;
    } while (cursor !== null && seen.length < 200);
    expect(seen).toEqual(ids(ALL));
  });
});
