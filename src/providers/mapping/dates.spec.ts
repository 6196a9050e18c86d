import { describe, expect, it } from '@jest/globals';
import { calendarDate, instant, isCalendarDay } from './dates.js';
import { MappingContext } from './mapping-context.js';

function warned<T>(run: (context: MappingContext) => T): [T, number] {
  const context = new MappingContext(false);
  const result = run(context);
  return [result, context.warnings.length];
}

describe('a calendar day', () => {
  it.each([
    ['1990-01-15', '1990-01-15'],
    ['1990-01-15T00:00:00.000Z', '1990-01-15'],
    ['1990-01-15T23:59:59Z', '1990-01-15'],
    ['1990-01-15T00:00:00+14:00', '1990-01-15'],
    ['1990-01-15T23:00:00-12:00', '1990-01-15'],
    ['1990-01-15t00:00:00z', '1990-01-15'],
    ['1990-01-15 00:00:00', '1990-01-15'],
    ['1990-01-15T00:00', '1990-01-15'],
    ['1990-01-15T00:00:00.123456789Z', '1990-01-15'],
    ['2024-02-29', '2024-02-29'],
    ['2000-02-29', '2000-02-29'],
    ['0001-01-01', '0001-01-01'],
    ['9999-12-31', '9999-12-31'],
  ])('written %p is %s', (written, day) => {
    expect(warned((context) => calendarDate(written, context))).toEqual([day, 0]);
  });

  it.each([
    ['2023-02-29'],
    ['2023-02-29T00:00:00Z'],
    ['1900-02-29'],
    ['2026-04-31'],
    ['1990-13-01'],
    ['1990-00-10'],
    ['1990-01-00'],
    ['1990-1-5'],
    ['0000-01-01'],
    ['1990-W03-1'],
    ['1990-015'],
    ['T00:00:00Z'],
    ['15/01/1990'],
    ['January 15, 1990'],
    ['１９９０-01-15'],
    ['+001990-01-15'],
    ['-1990-01-15'],
    ['19900115'],
    ['1990-01-15T'],
    ['1990-01-15 garbage'],
    [' 1990-01-15'],
    [''],
    [632361600000],
    [new Date(0)],
    [{}],
    [['1990-01-15']],
    [true],
  ])('written %p does not exist or is no day: null with a warning', (written) => {
    expect(warned((context) => calendarDate(written, context))).toEqual([null, 1]);
  });

  it('is null without a warning when the provider says nothing', () => {
    expect(warned((context) => calendarDate(null, context))).toEqual([null, 0]);
  });

  it.each([
    ['2024-02-29', true],
    ['2023-02-29', false],
    ['1990-1-5', false],
    ['1990-01-15T00:00:00Z', false],
    ['0000-01-01', false],
    ['٢٠٢٤-01-01', false],
  ])('%p exists: %p', (day, exists) => {
    expect(isCalendarDay(day)).toBe(exists);
  });
});

describe('an instant', () => {
  it.each([
    ['2026-03-09T20:46:31.305Z', '2026-03-09T20:46:31.305Z'],
    ['2023-11-07T05:31:56Z', '2023-11-07T05:31:56.000Z'],
    ['2026-05-09T10:15:00.5Z', '2026-05-09T10:15:00.500Z'],
    ['2026-05-09T10:15:00.999999999Z', '2026-05-09T10:15:00.999Z'],
    ['2026-05-09T10:15:00.0009Z', '2026-05-09T10:15:00.000Z'],
    ['2026-05-09T12:15:00+02:00', '2026-05-09T10:15:00.000Z'],
    ['2026-05-09T00:15:00+14:00', '2026-05-08T10:15:00.000Z'],
    ['2026-05-08T22:15:00.000-12:00', '2026-05-09T10:15:00.000Z'],
    ['2026-05-09t10:15:00z', '2026-05-09T10:15:00.000Z'],
    ['2026-05-09 10:15:00Z', '2026-05-09T10:15:00.000Z'],
    ['1969-12-31T23:59:59.9999Z', '1969-12-31T23:59:59.999Z'],
  ])('written %p is %s: three fraction digits, cut and never rounded', (written, expected) => {
    expect(warned((context) => instant(written, context))).toEqual([expected, 0]);
  });

  it.each([
    ['2026-05-09T10:15:00'],
    ['2026-05-09'],
    ['2026-02-30T10:15:00Z'],
    ['2026-02-30T10:15:00.000Z'],
    ['2026-13-09T10:15:00Z'],
    ['2026-05-09T25:15:00Z'],
    ['2026-05-09T10:61:00Z'],
    ['2026-05-09T10:15:00+25:00'],
    ['2026-05-09T10:15:00[Europe/Paris]'],
    ['Sat, 09 May 2026 10:15:00 GMT'],
    ['yesterday'],
    ['<string>'],
    [1778321700000],
    [null, 0],
    [{}],
    [true],
  ])('written %p is null, and says so when anything was written', (written, warnings = 1) => {
    expect(warned((context) => instant(written, context))).toEqual([null, warnings]);
  });
});

describe('what is said of a value that is no date', () => {
  const detail = (run: (context: MappingContext) => unknown) => {
    const context = new MappingContext(false);
    run(context);
    return context.warnings[0]?.detail ?? '';
  };

  it.each([
    ['1990-1-5', /a calendar date/],
    [19900115, /a calendar date/],
  ])('a day: %p', (value, words) => {
    expect(detail((context) => calendarDate(value, context))).toMatch(words);
  });

  it.each([
    [5, /a date-time$/],
    ['soon', /a date-time with its offset$/],
    ['2026-03-09T20:46:31Z[Europe/Berlin]', /a date-time with its offset$/],
    ['+002026-03-09T20:46:31Z', /a date-time with its offset$/],
    ['2026-03-09T20:46:31', /a date-time with its offset$/],
    ['2026-13-09T20:46:31Z', /a date-time$/],
    ['9999-12-31T23:59:59-12:00', /a date-time$/],
  ])('a moment: %p', (value, words) => {
    expect(detail((context) => instant(value, context))).toMatch(words);
  });
});

describe('what is lost of a date', () => {
  it.each([
    ['1990-01-15', false],
    ['1990-01-15T00:00', false],
    ['1990-01-15T00:00Z', false],
    ['1990-01-15T00:00:00', false],
    ['1990-01-15 00:00:00.000', false],
    ['1990-01-15t00:00:00z', false],
    ['1990-01-15T00:00:00+00:00', false],
    ['1990-01-15T00:00:00-00:00', false],
    ['1990-01-15T00:00:01Z', true],
    ['1990-01-15T00:00:00.001Z', true],
    ['1990-01-15T10:00:00Z', true],
    ['1990-01-15T00:00:00+01:00', true],
    ['x1990-01-15T00:00:00Z', true],
    ['1990-01-15T00:00:00Z0', true],
    [19900115, false],
    [['1990-01-15T10:00:00Z'], false],
  ])('a day written %p: %p', (value, lost) => {
    expect(calendarDate.loses(value)).toBe(lost);
  });

  it.each([
    ['2026-03-09T20:46:31Z', false],
    ['2026-03-09T20:46:31.305Z', false],
    ['2026-03-09T20:46:31.305000Z', false],
    ['2026-03-09T20:46:31.3051Z', true],
    ['2026-03-09T20:46:31.3050001Z', true],
    [['2026-03-09T20:46:31.3051Z'], false],
  ])('a moment written %p: %p', (value, lost) => {
    expect(instant.loses(value)).toBe(lost);
  });
});

describe('a moment of the canonical length', () => {
  it.each([
    ['2026-03-09T20:46:31.305Z', '2026-03-09T20:46:31.305Z'],
    ['2026-03-09t20:46:31.305z', '2026-03-09T20:46:31.305Z'],
    ['2026-03-09 20:46:31.305Z', '2026-03-09T20:46:31.305Z'],
    ['2026-03-09T20:46:31.3+00', null],
    ['2026-02-30T20:46:31.305Z', null],
    ['Mon, 09 Mar 2026 20:46 Z', null],
  ])('%p is %p', (written, moment) => {
    expect(warned((context) => instant(written, context))[0]).toBe(moment);
  });

  it('with more digits than Temporal reads is cut', () => {
    expect(warned((context) => instant('2026-03-09T20:46:31.30599999999999999Z', context))).toEqual([
      '2026-03-09T20:46:31.305Z',
      0,
    ]);
  });
});

describe('whether a day exists', () => {
  it.each([
    'x2024-02-29',
    '2024-02-29x',
    '2024-02-29 ',
    '2024-02-290',
    '2024-02',
    '0000-02-29',
    '2024-02-00',
    '2024-00-01',
  ])('%s does not', (day) => {
    expect(isCalendarDay(day)).toBe(false);
  });

  it.each(['2024-02-29', '2024-01-31', '2024-12-31', '2024-04-30', '2023-02-28', '2023-01-29'])('%s does', (day) => {
    expect(isCalendarDay(day)).toBe(true);
  });
});
