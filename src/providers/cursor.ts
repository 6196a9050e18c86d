import { GatewayError } from '../canonical/errors.js';
import type { ListQuery } from './provider.js';

/** A position in a list that the provider pages by number. */
export interface Position {
  /** Number of the page, counted from 1. */
  readonly page: number;
  readonly limit: number;
  /** Items of the provider’s page that were handed out already, when it is longer than asked for. */
  readonly offset: number;
  /** First id of the page before, to notice a provider that ignores the page number. */
  readonly before: string | null;
}

interface Cursor {
  readonly n: string;
  readonly p: number;
  readonly l: number;
  readonly o?: number;
  readonly b?: string;
  readonly f?: Readonly<Record<string, string>>;
}

const MOST_PAGES = 1_000_000;

/** Items in one answer when the caller does not say. */
export const DEFAULT_LIMIT = 20;

/** Where a caller wants to read: the first page, or what the cursor says. Limit and filters belong to the cursor. */
export function toPosition(query: ListQuery): Position {
  if (query.cursor === null) return { page: 1, limit: query.limit ?? DEFAULT_LIMIT, offset: 0, before: null };
  const cursor = decode(query.cursor);
  if (cursor?.n !== query.list) throw refused('is not a cursor of this list');
  if (query.limit !== null && cursor.l !== query.limit) throw refused('was made with another limit');
  if (JSON.stringify(cursor.f ?? {}) !== JSON.stringify(query.filters)) throw refused('was made with other filters');
  return { page: cursor.p, limit: cursor.l, offset: cursor.o ?? 0, before: cursor.b ?? null };
}

/** The opaque text by which a caller asks for the next page. */
export function toCursor(position: Position, { list, filters }: Pick<ListQuery, 'list' | 'filters'>): string {
  const cursor: Cursor = {
    n: list,
    p: position.page,
    l: position.limit,
    ...(position.offset > 0 && { o: position.offset }),
    ...(position.before !== null && { b: position.before }),
    ...(Object.keys(filters).length > 0 && { f: filters }),
  };
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

function decode(text: string): Cursor | null {
  try {
    const cursor = JSON.parse(Buffer.from(text, 'base64url').toString('utf8')) as Partial<Cursor> | null;
    return isCursor(cursor) ? cursor : null;
  } catch {
    return null;
  }
}

function isCursor(cursor: Partial<Cursor> | null): cursor is Cursor {
  const { p, l, o = 1, b } = cursor ?? {};
  return isWhole(p, MOST_PAGES) && isWhole(l, 100) && isWhole(o, MOST_PAGES) && isText(b);
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isInteger(value) && (value as number) >= 1 && (value as number) <= most;
}

function isText(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function refused(why: string): GatewayError {
  return new GatewayError('malformed_request', {
    detail: `The cursor ${why}.`,
    problems: [
      { parameter: 'cursor', code: 'invalid_cursor', detail: `the cursor ${why}; take it from page.nextCursor` },
    ],
  });
}
