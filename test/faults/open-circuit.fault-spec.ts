import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import type { TestAnswer, TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { PROVIDERS } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';
import { fails, type MatrixRow } from './matrix-row.js';
import { ORDINARY_ROWS, casesOf } from './matrix.js';
import { lanesOf } from './lanes.js';
import { refusing } from './place.js';
import { record } from './results.js';
import { CHIEF_SUBJECTS, type FaultSubject } from './subjects.js';
import { FULL } from './volume.js';
import { FaultWorld } from './world.js';

jest.setTimeout(60_000);
const ENOUGH_TO_OPEN = 10;
const MEASURED = 20;
const LONGEST_MS = 5;
const subjects = CHIEF_SUBJECTS.map((subject) => [subject.name, subject] as const);

let world: FaultWorld;
beforeAll(async () => {
  world = await FaultWorld.start();
});
afterAll(() => world.stop());

const circuitOf = (gateway: TestGateway, { provider, write }: FaultSubject) =>
  lanesOf(gateway, provider).find(({ kind }) => kind === (write ? 'write' : 'read'))?.circuit;

/** No connection can be made, until the gateway has had enough of it. */
async function openCircuit(gateway: TestGateway, subject: FaultSubject): Promise<void> {
  for (let call = 0; call < ENOUGH_TO_OPEN && circuitOf(gateway, subject) !== 'open'; call++) {
    await subject.send(gateway);
  }
  expect(circuitOf(gateway, subject)).toBe('open');
}

const unreachable: MatrixRow = {
  id: 'U01',
  name: 'unreachable',
  place: refusing,
  fault: () => () => undefined,
  read: fails('provider_unavailable', 3),
  write: fails('provider_unavailable', 3),
};

const durations = (gateway: TestGateway) =>
  gateway
    .logs()
    .flatMap(({ errorCode, failure, durationMs }) =>
      errorCode === 'provider_unavailable' && failure === 'circuit_open' ? [Number(durationMs)] : [],
    );

/** The quicker quarter: the machine has more to do than this test. */
const quartile = (values: readonly number[]) => values.toSorted((one, other) => one - other)[values.length >> 2];

describe.each(subjects)('an open circuit: %s', (_name, subject) => {
  test('is answered at once without any call, and troubles nobody else', async () => {
    const place = await world.place(unreachable, subject);
    const gateway = await world.gateway({}, { provider: subject.provider, place });
    try {
      await openCircuit(gateway, subject);
      const before = place.calls();
      for (let call = 0; call < MEASURED; call++) expectRefused(await subject.send(gateway));
      expect(place.calls() - before).toBe(0);
      expect(durations(gateway)).toHaveLength(MEASURED);
      record({ figure: `open circuit: ${subject.name}`, value: `${quartile(durations(gateway))} ms, no call` });
      expect(quartile(durations(gateway))).toBeLessThanOrEqual(LONGEST_MS);
      for (const name of PROVIDERS.filter((other) => other !== subject.provider)) {
        expect((await gateway.call(READ[name])).status).toBe(200);
      }
    } finally {
      await gateway.stop();
      await place.close();
    }
  });
});

function expectRefused(answer: TestAnswer): void {
  const { retry } = expectProblem(answer, { status: 503, code: 'provider_unavailable', outcome: 'not_sent' });
  expect(retry.afterSeconds).toBeGreaterThanOrEqual(1);
  expect(retry.afterSeconds).toBeLessThanOrEqual(600);
}

// Whatever the fault is, nothing is asked: a few rows show it, the full run tries all.
const rows = FULL ? ORDINARY_ROWS : ORDINARY_ROWS.filter((_row, index) => index % 10 === 0);

/** Fails as nothing else does, so that twenty calls open the circuit. */
async function openByAnswers(gateway: TestGateway, subject: FaultSubject): Promise<void> {
  const crash: MatrixRow['fault'] = () => (exchange) => void exchange.socket.resetAndDestroy();
  world.misbehave(subject, crash(world.scene(subject)));
  for (let call = 0; call < 30 && circuitOf(gateway, subject) !== 'open'; call++) await subject.send(gateway);
  expect(circuitOf(gateway, subject)).toBe('open');
}

describe.each(subjects)('%s behind an open circuit', (_n, subject) => {
  let gateway: TestGateway;
  beforeAll(async () => {
    // Long enough that no trial falls into the test.
    gateway = await world.gateway({ GATEWAY_BREAKER_OPEN_MS: '600000' });
    await openByAnswers(gateway, subject);
  });
  afterAll(() => gateway.stop());

  const tried = rows.filter((row) => casesOf(row).tried.includes(subject));
  test.each(tried.map((row) => [row.id, row.name, row] as const))('never meets %s %s', async (_id, _name, row) => {
    const place = await world.place(row, subject);
    const answer = await subject.send(gateway);
    expectProblem(answer, { status: 503, code: 'provider_unavailable', outcome: 'not_sent' });
    expect(place.calls()).toBe(0);
    await place.close();
  });
});
