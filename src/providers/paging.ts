import { toCursor, type Position } from './cursor.js';
import { isWireObject } from './mapping/wire-value.js';
import type { ListQuery, Mapped, MappedPage } from './provider.js';

/** What a provider says about a list, in the words that Cartevo and SpherePay share. All of it is optional. */
export interface PageFacts {
  readonly total: number | null;
  readonly totalPages: number | null;
  readonly hasNext: boolean | null;
}

/** The items of a provider's list that belong to a position, and where the list goes on. */
export interface PageWindow {
  readonly items: readonly unknown[];
  readonly next: Position | null;
  readonly total: number | null;
}

/** Reads `total`, `totalPages` and `hasNext`, whatever is there and of the right type. */
export function pageFacts(value: unknown): PageFacts | null {
  if (!isWireObject(value)) return null;
  const count = (item: unknown) => (Number.isSafeInteger(item) && (item as number) >= 0 ? (item as number) : null);
  return {
    total: count(value['total']),
    totalPages: count(value['totalPages']),
    hasNext: typeof value['hasNext'] === 'boolean' ? value['hasNext'] : null,
  };
}

/**
 * The window on a list at a position. A provider that says nothing about pages may have ignored the page number and
 * sent everything: then the window is cut out here, and a page that begins like the one before ends the list.
 */
export function pageWindow(
  list: readonly unknown[],
  facts: PageFacts | null,
  position: Position,
  idKey: string,
): PageWindow {
  const { page, limit } = position;
  const after = (before: string | null): Position => ({ page: page + 1, limit, before });
  const total = facts?.total ?? null;
  if (facts !== null) {
    const more = list.length > 0 && (facts.hasNext ?? goesOn(facts, position) ?? list.length >= limit);
    return { items: list, next: more ? after(null) : null, total };
  }
  if (list.length > limit) {
    const items = list.slice((page - 1) * limit, page * limit);
    return { items, next: page * limit < list.length ? after(null) : null, total: list.length };
  }
  const first = firstId(list, idKey);
  if (first !== null && first === position.before) return { items: [], next: null, total };
  return { items: list, next: list.length === limit ? after(first) : null, total };
}

/** Puts mapped records and their position together. */
export function toPage<T>(
  mapped: Mapped<T[]>,
  window: PageWindow,
  limit: number,
  filters: ListQuery['filters'],
): MappedPage<T> {
  const nextCursor = window.next && toCursor(window.next, filters);
  return { ...mapped, page: { limit, nextCursor, total: window.total } };
}

function goesOn(facts: PageFacts, { page, limit }: Position): boolean | null {
  if (facts.totalPages !== null) return page < facts.totalPages;
  return facts.total === null ? null : page * limit < facts.total;
}

function firstId(list: readonly unknown[], idKey: string): string | null {
  const first = isWireObject(list[0]) ? list[0][idKey] : null;
  return typeof first === 'string' ? first : null;
}
