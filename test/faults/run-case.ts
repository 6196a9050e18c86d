import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@jest/globals';
import { CARD_FORMS, PERSONAL, SECRETS, SENSITIVE, canariesIn } from '../support/canaries.js';
import type { TestAnswer, TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { PROVIDERS } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';
import { expectIdle } from './lanes.js';
import { expectedOf, statusOf, type Expected, type MatrixRow } from './matrix-row.js';
import type { Place } from './place.js';
import { record, type CaseResult } from './results.js';
import { goodAnswer, type FaultSubject } from './subjects.js';
import { answering } from './kit/answers.js';
import { DEADLINE_MS, type FaultWorld } from './world.js';

// The aim is 100; a machine that does other things as well needs more. The page in `docs/` has the real figures.
const TOLERANCE_MS = 300;
const TRIES = 3;
/** As long as other suites on the same machine keep both cores busy now and then. */
const BUSY_MS = 1000;
const ALARMS = new Set(['provider_tls_failed', 'provider_auth_failed']);
// What a server that is told nothing sends before it notices that nobody reads: the buffers of both ends.
const LARGEST_WASTE = 16_000_000;

/** One fault on one call, and the gateway of the row where it has one. */
export interface FaultCase {
  readonly world: FaultWorld;
  readonly row: MatrixRow;
  readonly subject: FaultSubject;
  readonly shared: TestGateway | null;
}

/** An answer that came after its time. */
class TooLate extends Error {}

/**
 * Tries one fault on one call and checks everything that must hold. The machine may have been busy with something else:
 * late is what is late each time, with a moment in between.
 */
export async function runCase(one: FaultCase, triesLeft = TRIES): Promise<void> {
  try {
    await runOnce(one);
  } catch (error) {
    if (!(error instanceof TooLate) || triesLeft === 1) throw error;
    await pause(BUSY_MS);
    await runCase(one, triesLeft - 1);
  }
}

async function runOnce({ world, row, subject, shared }: FaultCase): Promise<void> {
  const settings = row.settings?.(subject.provider.toUpperCase()) ?? {};
  const place = await world.place(row, subject);
  const gateway = shared ?? (await world.gateway(settings, { provider: subject.provider, place }));
  try {
    await tryCase({ world, row, subject, shared }, gateway, place);
  } finally {
    if (gateway !== shared) await gateway.stop();
    await place.close();
  }
}

async function tryCase({ world, row, subject }: FaultCase, gateway: TestGateway, place: Place): Promise<void> {
  const expected = expectedOf(row, subject) as Expected;
  if (row.warmUp) await warmUp(world, row, subject, gateway);
  const [answer, ...others] = await Promise.all([subject.send(gateway), ...askOthers(gateway, subject)]);
  const again = await repeat(row, subject, gateway);
  const tookMs = durationOf(gateway, answer);
  requireInTime(row, subject, expected, tookMs);
  record(resultOf(row, subject, answer, { calls: place.calls(), tookMs }));
  for (const each of [answer, ...again]) expectAnswer(each, expected, subject);
  expect({ others: others.map(({ status }) => status) }).toEqual({ others: [200, 200] });
  expectCalls(place, expected);
  if (subject.preparing && expected.code !== null) expect(place.server?.others ?? []).toEqual([]);
  expectNothingLeaked(gateway, answer, expected);
  expect(world.misled).toBe(0);
  expectIdle(gateway);
  if (!row.dropsConnection) return;
  expect(place.server?.sent).toBeLessThan(LARGEST_WASTE);
  expect(await place.server?.isFreeOfFaults()).toBe(true);
}

function requireInTime(row: MatrixRow, { provider }: FaultSubject, expected: Expected, tookMs: number): void {
  const prefix = provider.toUpperCase();
  const deadlineMs = Number(row.settings?.(prefix)[`${prefix}_TIMEOUT_MS`] ?? DEADLINE_MS);
  const mostMs = expected.withinMs ?? deadlineMs + TOLERANCE_MS;
  if (tookMs > mostMs) throw new TooLate(`the answer took ${Math.round(tookMs)} ms, ${mostMs} at most`);
}

async function warmUp(world: FaultWorld, row: MatrixRow, subject: FaultSubject, gateway: TestGateway): Promise<void> {
  const server = world.servers[subject.provider];
  server.behave(answering(goodAnswer(subject)), subject.selects);
  expect((await subject.send(gateway)).status).toBe(subject.write ? 201 : 200);
  server.behave(row.fault(world.scene(subject)), subject.selects);
  if (row.warmUp === 'hang up') server.hangUp();
}

function askOthers(gateway: TestGateway, subject: FaultSubject): Promise<TestAnswer>[] {
  return PROVIDERS.filter((name) => name !== subject.provider).map((name) => gateway.call(READ[name]));
}

async function repeat(row: MatrixRow, subject: FaultSubject, gateway: TestGateway): Promise<TestAnswer[]> {
  const answers: TestAnswer[] = [];
  for (let index = 0; index < (row.repeat ?? 0); index++) answers.push(await subject.send(gateway));
  return answers;
}

/** The answer is a success, or the problem document that is expected. */
export function expectAnswer(answer: TestAnswer, expected: Expected, subject: FaultSubject): void {
  const { code, outcome, retryAfter, places, check } = expected;
  const status = statusOf(expected, subject);
  if (code === null) expect({ status: answer.status, code: answer.body?.code }).toEqual({ status, code: undefined });
  else {
    const problem = expectProblem(answer, { status, code, origin: 'provider', ...(outcome && { outcome }) });
    expect(problem.provider?.name).toBe(subject.provider);
    if (places) expect(problem.errors.map(({ pointer }) => pointer)).toEqual(places);
    if (typeof retryAfter === 'number') expect(problem.retry.afterSeconds).toBe(retryAfter);
    else if (retryAfter) {
      expect(problem.retry.afterSeconds).toBeGreaterThanOrEqual(retryAfter[0]);
      expect(problem.retry.afterSeconds).toBeLessThanOrEqual(retryAfter[1]);
    }
    if (status === 503) expect(problem.retry.afterSeconds).toBeGreaterThanOrEqual(1);
  }
  check?.(answer, subject);
}

function expectCalls(place: Place, { calls: [least, most], exchanges }: Expected): void {
  const calls = place.calls();
  expect({ calls, ok: calls >= least && calls <= most }).toEqual({ calls, ok: true });
  if (exchanges === undefined) return;
  expect(place.server?.others.filter((target) => target.endsWith('/auth/token'))).toHaveLength(exchanges);
}

/** Milliseconds by the gateway's own clock: this process also plays the providers and the callers. */
function durationOf(gateway: TestGateway, answer: TestAnswer): number {
  const line = gateway
    .logs()
    .find(({ requestId, durationMs }) => requestId === idOf(answer) && durationMs !== undefined);
  expect(line?.['durationMs']).toEqual(expect.any(Number));
  return Number(line?.['durationMs']);
}

/** Neither personal data nor credentials in the log, nor in the answer; no polluted prototype; an alarm where one is due. */
export function expectNothingLeaked(gateway: TestGateway, answer: TestAnswer, { code }: Expected): void {
  expect(canariesIn(gateway.rawLog(), PERSONAL, SENSITIVE, SECRETS, CARD_FORMS)).toEqual([]);
  if (code !== null) expect(canariesIn(answer.text, PERSONAL, SENSITIVE, SECRETS, CARD_FORMS)).toEqual([]);
  expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  if (code === null || !ALARMS.has(code)) return;
  const line = gateway.logs().find(({ requestId, errorCode }) => requestId === idOf(answer) && errorCode === code);
  expect(line?.['level']).toBe('error');
}

const idOf = (answer: TestAnswer) => answer.headers.get('x-request-id');

function resultOf(
  row: MatrixRow,
  subject: FaultSubject,
  answer: TestAnswer,
  { calls, tookMs }: { readonly calls: number; readonly tookMs: number },
): CaseResult {
  const { code = null, outcome = null } = (answer.body ?? {}) as { code?: string; outcome?: string };
  const { id, name } = row;
  const { name: of, write } = subject;
  return { id, name, subject: of, write, status: answer.status, code, outcome, calls, tookMs: Math.round(tookMs) };
}
