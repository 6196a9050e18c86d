import { describe } from '@jest/globals';

/** What some tests need of the machine. */
export interface Needed {
  /** As it is named in a line of the test run: `redis-server`. */
  readonly what: string;
  readonly found: boolean;
  readonly advice?: string;
}

/** Tests that need something of the machine: skipped with a line that says so where it is not; in CI, which installs it, they fail. */
export function describeWith({ what, found, advice = 'install one' }: Needed, name: string, tests: () => void): void {
  if (found || process.env['CI']) return describe(name, tests);
  process.stderr.write(`${name}: skipped, there is no ${what} here; ${advice}\n`);
  describe.skip(`${name} (skipped: no ${what})`, tests);
}
