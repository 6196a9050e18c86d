import { toCursor, type Position } from './cursor.js';
import { isWireObject } from './mapping/wire-value.js';
import type { ListQuery, Mapped, MappedPage } from './provider.js';

/** What a provider says about a list, in the words that Cartevo and SpherePay share. All of it is optional. */
export interface PageFacts {
  readonly total: number | null;
  readonly totalPages: number | null;
  readonly hasNext: boolean | null;
  readonly limit: number | null;
}

/** The items of a provider's list that belong to a position, and where the list goes on. */
export interface PageWindow {
  readonly items: readonly unknown[];
  readonly next: Position | null;
  readonly total: number | null;
}

/** Reads `total`, `totalPages`, `hasNext` and `limit`, whatever is there and of the right type. */
export function pageFacts(value: unknown): PageFacts | null {
  if (!isWireObject(value)) return null;
  const count = (item: unknown) => (Number.isSafeInteger(item) && (item as number) >= 0 ? (item as number) : null);
  return {
    total: count(value['total']),
    totalPages: count(value['totalPages']),
    hasNext: typeof value['hasNext'] === 'boolean' ? value['hasNext'] : null,
    limit: count(value['limit']) || null,
  };
}

/**
 * The window on a provider's page at a position. A page that is longer than asked for (some providers send everything,
 * whatever the page) is handed out piece by piece. One that says nothing about pages and begins like the page before
 * was sent for every page number: it ends the list.
 */
export function pageWindow(
  list: readonly unknown[],
  facts: PageFacts | null,
  position: Position,
  idKey: string,
): PageWindow {
  const { page, limit, offset } = position;
  const end = offset + limit;
  const total = facts?.total ?? (facts === null && list.length > limit ? list.length : null);
  const items = list.slice(offset, end);
  if (end < list.length) return { items, next: { ...position, offset: end }, total };
  const first = firstId(list, idKey);
  if (facts === null && first !== null && first === position.before) return { items: [], next: null, total };
  const more = facts === null ? list.length === limit : list.length > 0 && goesOn(facts, position, list.length);
  const next = { page: page + 1, limit, offset: 0, before: facts === null ? first : null };
  return { items, next: more ? next : null, total };
}

/** Puts mapped records and their position together. */
export function toPage<T>(
  mapped: Mapped<T[]>,
  window: PageWindow,
  limit: number,
  query: Pick<ListQuery, 'list' | 'filters'>,
): MappedPage<T> {
  const nextCursor = window.next && toCursor(window.next, query);
  return { ...mapped, page: { limit, nextCursor, total: window.total } };
}

/** The provider may use smaller pages than asked for; then `limit` of its page block says so. */
function goesOn(
  { hasNext, totalPages, total, limit: used }: PageFacts,
  { page, limit }: Position,
  received: number,
): boolean {
  if (hasNext !== null) return hasNext;
  if (totalPages !== null) return page < totalPages;
  return total === null ? received >= (used ?? limit) : page * (used ?? limit) < total;
}

function firstId(list: readonly unknown[], idKey: string): string | null {
  const first = isWireObject(list[0]) ? list[0][idKey] : null;
  return typeof first === 'string' ? first : null;
}
