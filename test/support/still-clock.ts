import { afterEach, beforeEach, jest } from '@jest/globals';

/** A clock that stands still in every test of the suite, unless `pass` moves it: nothing may hang on how busy the machine is. */
export function useStillClock(): void {
  beforeEach(() => void jest.useFakeTimers({ doNotFake: ['setImmediate', 'clearImmediate', 'nextTick'] }));
  afterEach(() => void jest.useRealTimers());
}

/** Lets so many milliseconds pass. */
export const pass = (milliseconds: number): Promise<void> => jest.advanceTimersByTimeAsync(milliseconds);
