import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { keyEntry } from '../support/gateway.js';
import { SEED, runs, title } from './runs.js';

interface ZoneReport {
  readonly zone: string;
  readonly offsetMinutes: number;
  readonly moved: string[];
  readonly served: string[];
  readonly ages: (string | null)[];
}

/** The easternmost zone, the reference, and one that is behind it. */
const ZONES = [
  ['Pacific/Kiritimati', -14 * 60],
  ['UTC', 0],
  ['America/Los_Angeles', 8 * 60],
] as const;

/** Someone becomes an adult on the 18th birthday; who was born on 29 February does so on 1 March of a common year. */
const AGE_RULE = [
  ['2008-03-02', '2026-03-02', null],
  ['2008-03-03', '2026-03-02', 'underage'],
  ['2008-02-29', '2026-02-28', 'underage'],
  ['2008-02-29', '2026-03-01', null],
  // A leap year's own 29 February is the birthday: twenty years for an adult, sixteen for a minor.
  ['2008-02-29', '2028-02-28', null],
  ['2008-02-29', '2028-02-29', null],
  ['2012-02-29', '2028-02-28', 'underage'],
  ['2012-02-29', '2028-03-01', 'underage'],
  ['2010-03-01', '2028-02-29', 'underage'],
  ['2010-03-01', '2028-03-01', null],
  ['2010-02-28', '2028-02-28', null],
  ['2007-12-31', '2025-12-30', 'underage'],
] as const;

const day = fc
  .date({ min: new Date('1000-01-01T00:00:00Z'), max: new Date('2999-12-31T00:00:00Z'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
// Days on which clocks change, and ends of months and years, where a shift shows.
const tricky = fc.constantFrom('2024-02-29', '2000-01-01', '1999-12-31', '1995-01-01', '2026-03-08', '1970-01-01');

function run(zone: string, input: object): Promise<ZoneReport> {
  const script = fileURLToPath(new URL('./zone-child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script], { env: { ...process.env, TZ: zone }, stdio: 'pipe' });
  child.stdin.end(JSON.stringify(input));
  return Promise.all([text(child.stdout), text(child.stderr)]).then(([output, errors]) => {
    if (output === '') throw new Error(errors);
    return JSON.parse(output) as ZoneReport;
  });
}

describe.each(ZONES)(title('under TZ=%s'), (zone, offsetMinutes) => {
  const days = fc.sample(fc.oneof({ weight: 50, arbitrary: day }, { weight: 1, arbitrary: tricky }), {
    seed: SEED,
    numRuns: runs(10_000),
  });

  it('birth dates reach the client unchanged, as dates and as date-times, and the age rule is the same', async () => {
    const entry = { key: 'zone-key', entry: keyEntry('zone', 'zone-key') };
    const ages = AGE_RULE.map(([born, today]) => [born, today]);
    const report = await run(zone, { days, ages, keyEntry: entry });
    expect(report).toEqual({
      zone,
      offsetMinutes,
      moved: [],
      served: days.slice(0, 100),
      ages: AGE_RULE.map(([, , fault]) => fault),
    });
  });
});
