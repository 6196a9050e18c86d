import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { TestAnswer, TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { PROVIDERS } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';
import { expectIdle } from './lanes.js';
import { expectedOf, inDoubt, statusOf, type Expected } from './matrix-row.js';
import { ORDINARY_ROWS, casesOf } from './matrix.js';
import { hang } from './faults/timing.js';
import { expectAnswer, expectNothingLeaked } from './run-case.js';
import { record } from './results.js';
import { packBombs } from './rows/encoding.rows.js';
import { CHIEF_SUBJECTS, idOf, type FaultSubject } from './subjects.js';
import { FULL } from './volume.js';
import { FaultWorld, quickSettings } from './world.js';

jest.setTimeout(60_000);
const CALLERS = 50;
// Retries that fifty calls may cause: a fifth of them, and the ten that every provider has from the start.
const MOST_RETRIES = CALLERS * 0.2 + 10;
// Everybody is answered by this one process, which also plays the provider.
const TOLERANCE_MS = 500;
// Fifty answers of 50 MB take this one process longer than one. A provider that hangs is waited for only shortly.
const [DEADLINE_MS, SHORT_DEADLINE_MS] = [3000, 1000];

let world: FaultWorld;
beforeAll(async () => {
  world = await FaultWorld.start();
  if (FULL) await packBombs();
});
afterAll(() => world.stop());

const deadlineOf = (row: object) => (row === hanging ? SHORT_DEADLINE_MS : DEADLINE_MS);

function settingsOf(row: object): Record<string, string> {
  const timeouts = Object.keys(quickSettings()).filter((name) => /(?<!ATTEMPT)_TIMEOUT_MS$/.test(name));
  return Object.fromEntries(timeouts.map((name) => [name, `${deadlineOf(row)}`]));
}

const hanging = { id: 'U12', name: 'no byte comes', fault: hang, ...inDoubt('provider_timeout', 2) };
const CHOSEN = new Set(['U06', 'U16', 'U21', 'U30', 'U40']);
const firsts = ORDINARY_ROWS.filter((row, index) => ORDINARY_ROWS.findIndex(({ id }) => id === row.id) === index);
const rows = [...(FULL ? ORDINARY_ROWS : firsts.filter(({ id }) => CHOSEN.has(id))), hanging];

const isUnsent = ({ body }: TestAnswer) => body?.outcome === 'not_sent';

/** What the row says; or nothing was sent, since the circuit has opened meanwhile or a busy machine had no time left. */
function expectEither(answer: TestAnswer, expected: Expected, subject: FaultSubject): void {
  const code = isUnsent(answer) ? answer.body.code : null;
  if (code === 'provider_unavailable') expectProblem(answer, { status: 503, code });
  else if (code === 'provider_timeout') expectProblem(answer, { status: 504, code });
  else expectAnswer(answer, expected, subject);
}

/** Calls that the provider may see: none of a write that is said to be unsent. */
function mostCalls({ write, preparing }: FaultSubject, answers: readonly TestAnswer[]): number {
  if (!write) return CALLERS + MOST_RETRIES;
  return preparing ? CALLERS : CALLERS - answers.filter(isUnsent).length;
}

async function tryTogether(row: (typeof rows)[number], subject: FaultSubject, gateway: TestGateway) {
  const expected = expectedOf(row, subject) as Expected;
  // Identical reads share one call, so everybody asks for somebody else where the record does not matter.
  const ask = (number: number) =>
    subject.send(gateway, expected.code === null ? {} : { id: idOf(subject.provider, number) });
  const answers = await Promise.all(Array.from({ length: CALLERS }, (_, number) => ask(number)));
  const others = await Promise.all(
    PROVIDERS.filter((name) => name !== subject.provider).map((name) => gateway.call(READ[name])),
  );
  for (const answer of answers) expectEither(answer, expected, subject);
  expect(answers.some(({ status }) => status === statusOf(expected, subject))).toBe(true);
  expect(others.map(({ status }) => status)).toEqual([200, 200]);
  expect(slowest(gateway)).toBeLessThanOrEqual(deadlineOf(row) + TOLERANCE_MS);
  for (const answer of answers.slice(0, 1)) expectNothingLeaked(gateway, answer, { ...expected, code: null });
  expectIdle(gateway);
  return answers;
}

/** Milliseconds, by the gateway's own clock. */
const slowest = (gateway: TestGateway) => Math.max(...gateway.logs().map(({ durationMs }) => Number(durationMs ?? 0)));

describe.each(rows.map((row) => [row.id, row.name, row] as const))('50 callers at once: %s %s', (_id, _name, row) => {
  const tried = CHIEF_SUBJECTS.filter((subject) => casesOf(row).tried.includes(subject));
  test.each(tried.map((subject) => [subject.name, subject] as const))('%s', async (_subject, subject) => {
    const gateway = await world.gateway(settingsOf(row));
    const place = await world.place(row, subject);
    try {
      const answers = await tryTogether(row, subject, gateway);
      const { id, name } = row;
      const value = `${place.calls()} calls, slowest ${slowest(gateway)} ms`;
      record({ figure: `50 callers: ${id} ${name}: ${subject.name}`, value });
      expect(place.calls()).toBeLessThanOrEqual(mostCalls(subject, answers));
    } finally {
      await gateway.stop();
      await place.close();
    }
    await world.expectNoSocket();
  });
});
