import type { MappingContext } from './mapping-context.js';

// A calendar day, alone or at the head of an RFC 3339 date-time.
const DAY = /^(\d{4}-\d{2}-\d{2})(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:[Zz]|[+-]\d{2}:\d{2})$/;
// February’s 29th is looked at by itself.
const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
// As the canonical model has it, but for the day, which must exist.
const CANONICAL = /^\d{4}-\d{2}-\d{2}T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;
const CANONICAL_LENGTH = '2026-03-09T20:46:31.305Z'.length;

/**
 * A calendar day, `YYYY-MM-DD`. Of a date-time the first ten characters count and no time zone is ever applied: both
 * Cartevo and the partner write days as midnight UTC, and any conversion would move some of them.
 */
export function calendarDate(value: unknown, context: MappingContext): string | null {
  if (value === null) return null;
  const day = typeof value === 'string' ? DAY.exec(value)?.[1] : undefined;
  return day !== undefined && isCalendarDay(day) ? day : context.invalid('a calendar date');
}

calendarDate.loses = (value: unknown): boolean =>
  typeof value === 'string' &&
  value.length > 10 &&
  !/^.{10}[Tt ]00:00(?::00(?:\.0+)?)?(?:[Zz]|[+-]00:00)?$/.test(value);

/** A moment, RFC 3339 in UTC with exactly three fraction digits; further digits are cut, never rounded. */
export function instant(value: unknown, context: MappingContext): string | null {
  if (value === null) return null;
  if (typeof value !== 'string') return context.invalid('a date-time');
  if (CANONICAL.test(value) && isCalendarDay(value.slice(0, 10))) return value;
  if (!INSTANT.test(value)) return context.invalid('a date-time with its offset');
  try {
    const utc = Temporal.Instant.from(value.replace(/(\.\d{9})\d+/, '$1')).toString({
      fractionalSecondDigits: 3,
      roundingMode: 'trunc',
    });
    // An offset can push the year out of its four digits.
    return utc.length === CANONICAL_LENGTH ? utc : context.invalid('a date-time');
  } catch {
    return context.invalid('a date-time');
  }
}

instant.loses = (value: unknown): boolean => typeof value === 'string' && /\.\d{3}\d*[1-9]/.test(value);

/** True for a day that exists, such as 2024-02-29 but not 2023-02-29, from the year 1 on. */
export function isCalendarDay(day: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day) || day.startsWith('0000')) return false;
  // By hand: a `Date` that is made and written out again costs more than all else in a mapped birth date.
  const [year, month, date] = [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8))];
  const isLeapDay = month === 2 && date === 29;
  if (isLeapDay) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return date >= 1 && date <= (DAYS_OF_MONTH[month - 1] ?? 0);
}
