import fc from 'fast-check';

/** A fixed seed makes a failure repeatable: `FUZZ_SEED=… FUZZ_RUNS=… npm test -- test/property`. */
export const SEED = Number(process.env['FUZZ_SEED'] ?? 20_261_120);

/** Runs of one property; `FUZZ_RUNS` wins, and slow properties (a whole gateway each run) take a part of it. */
export function runs(byDefault = 1000): number {
  const asked = process.env['FUZZ_RUNS'];
  return asked === undefined ? byDefault : Math.max(1, Math.round((Number(asked) * byDefault) / 1000));
}

/** Title of a group of properties; the seed is in it, so that a failing run can be repeated. */
export function title(text: string): string {
  return `${text} (seed ${SEED})`;
}

/** Checks a synchronous property. */
export function check<T>(arbitrary: fc.Arbitrary<T>, holds: (value: T) => void, byDefault?: number): void {
  fc.assert(fc.property(arbitrary, holds), { seed: SEED, numRuns: runs(byDefault) });
}

/** Checks an asynchronous property. */
export async function checkAsync<T>(
  arbitrary: fc.Arbitrary<T>,
  holds: (value: T) => Promise<void>,
  byDefault?: number,
): Promise<void> {
  await fc.assert(fc.asyncProperty(arbitrary, holds), { seed: SEED, numRuns: runs(byDefault) });
}
