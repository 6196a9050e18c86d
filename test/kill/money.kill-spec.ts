import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cartevo } from '../../src/providers/cartevo/cartevo.module.js';
import { isOf, type MoneyStep } from './money-books.js';
import { MoneyStage, type MoneyEnd } from './money.js';

const RUNS = Number(process.env['MONEY_RUNS'] ?? 2);
const SEED = Number(process.env['MONEY_SEED'] ?? Date.now() % 1_000_000);
const RUN_MS = 120_000;

process.stderr.write(`money: ${RUNS} schedules, seed ${SEED} (MONEY_RUNS, MONEY_SEED)\n`);

const step: fc.Arbitrary<MoneyStep> = fc.record({
  action: fc.constantFrom('fund', 'withdraw', 'issue'),
  // Several movements of a schedule cannot be told apart by kind and amount, others can.
  cents: fc.oneof(fc.constant(101), fc.integer({ min: 102, max: 999 })),
  arrives: fc.boolean(),
  comesBack: fc.boolean(),
  crash: fc.oneof({ weight: 3, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  together: fc.boolean(),
  repeats: fc.nat(2),
});

const lost = { arrives: true, comesBack: false, crash: false, together: false, repeats: 0 } as const;

/** Two cards of one customer at once, and two movements of the same money, of which no answer comes back. */
const ALIKE: MoneyStep[] = [
  { ...lost, action: 'issue', cents: 500 },
  { ...lost, action: 'issue', cents: 900, together: true },
  { ...lost, action: 'fund', cents: 300 },
  { ...lost, action: 'fund', cents: 300 },
  { ...lost, action: 'withdraw', cents: 200, comesBack: true },
];

/** Money moved exactly once and the caller is told that very movement, or nobody says that it did or did not. */
function isTrue({ step, made, outcome, told, booked }: MoneyEnd): boolean {
  if (told === null) return outcome === 'unknown' ? made.length <= 1 : made.length === 0;
  return made.length === 1 && isOf(step, told) && isDeepStrictEqual(told, booked);
}

const folder = mkdtempSync(join(tmpdir(), 'money-'));
let databases = 0;
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test(
  'money moves exactly once, or its operation says unknown, whatever is lost or killed',
  async () => {
    const counts = { done: 0, unknown: 0, other: 0 };
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 10 }), fc.boolean(), async (steps, lastFirst) => {
        const simulator = await (await cartevo.simulator())();
        const stage = await MoneyStage.open(simulator, `sqlite:${join(folder, `${++databases}.db`)}`);
        try {
          const ends = await stage.play(steps, lastFirst);
          for (const { told, outcome } of ends) {
            counts[told !== null ? 'done' : outcome === 'unknown' ? 'unknown' : 'other']++;
          }
          expect(ends.filter((end) => !isTrue(end))).toEqual([]);
          const told = ends.flatMap((end) => end.told?.id ?? []);
          expect(new Set(told).size).toBe(told.length);
        } finally {
          await stage.close();
          await simulator.close();
        }
      }),
      { numRuns: RUNS + 1, seed: SEED, endOnFailure: true, examples: [[ALIKE, true]] },
    );
    process.stderr.write(`money: ${counts.done} done once, ${counts.unknown} unknown, ${counts.other} not done\n`);
    expect(counts.done).toBeGreaterThan(0);
  },
  RUN_MS * (RUNS + 2),
);
