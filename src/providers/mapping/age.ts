import { isCalendarDay } from './dates.js';

export const ADULT_AGE = 18;
const OLDEST_AGE = 130;

/** What is wrong with a date of birth, or null. */
export type BirthDateFault = 'not_a_date' | 'in_the_future' | 'too_long_ago' | 'underage' | null;

/**
 * Checks a date of birth against today's date in UTC. Someone born on 29 February has the birthday on 1 March in
 * common years, and becomes an adult on that day.
 */
export function birthDateFault(dateOfBirth: string, today: string): BirthDateFault {
  if (!isCalendarDay(dateOfBirth)) return 'not_a_date';
  if (dateOfBirth > today) return 'in_the_future';
  const age = ageOn(dateOfBirth, today);
  if (age > OLDEST_AGE) return 'too_long_ago';
  return age < ADULT_AGE ? 'underage' : null;
}

/** Completed years of life; both dates as `YYYY-MM-DD`. */
export function ageOn(dateOfBirth: string, today: string): number {
  const years = Number(today.slice(0, 4)) - Number(dateOfBirth.slice(0, 4));
  // Comparing month and day as text puts 29 February behind 28 February and before 1 March, as wanted.
  return today.slice(5) >= dateOfBirth.slice(5) ? years : years - 1;
}
