import { describe, expect, it } from '@jest/globals';
import { ageOn, birthDateFault } from './age.js';

describe('the age rule', () => {
  it.each([
    ['2008-11-20', '2026-11-20', null],
    ['2008-11-21', '2026-11-20', 'underage'],
    ['2008-02-29', '2026-02-28', 'underage'],
    ['2008-02-29', '2026-03-01', null],
    ['2010-03-01', '2028-02-29', 'underage'],
    ['2010-02-28', '2028-02-28', null],
    ['2009-01-01', '2026-12-31', 'underage'],
    ['2008-12-31', '2026-12-31', null],
  ])('someone born on %s is, on %s, %p', (born, today, fault) => {
    expect(birthDateFault(born, today)).toBe(fault);
  });

  it.each([
    ['2026-11-20', 'underage'],
    ['2026-11-21', 'in_the_future'],
    ['9999-12-31', 'in_the_future'],
    ['1896-11-20', null],
    ['1895-11-21', null],
    ['1895-11-20', 'too_long_ago'],
    ['1876-11-20', 'too_long_ago'],
    ['0001-01-01', 'too_long_ago'],
    ['2023-02-29', 'not_a_date'],
    ['1990-01-15T00:00:00Z', 'not_a_date'],
    ['', 'not_a_date'],
  ])('on 20 November 2026 the date of birth %p is %p', (born, fault) => {
    expect(birthDateFault(born, '2026-11-20')).toBe(fault);
  });

  it.each([
    ['2000-02-29', '2001-02-28', 0],
    ['2000-02-29', '2001-03-01', 1],
    ['2000-02-29', '2004-02-29', 4],
    ['2000-12-31', '2001-01-01', 0],
    ['2000-01-01', '2001-01-01', 1],
  ])('who was born on %s has on %s completed %i years', (born, today, years) => {
    expect(ageOn(born, today)).toBe(years);
  });
});
