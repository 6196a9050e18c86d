import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { CARD_FORMS, PERSONAL, SECRETS, SENSITIVE, canariesIn } from '../support/canaries.js';
import { LIVE } from '../support/gateway-process.js';
import { expectProblemDocument } from '../support/problem.js';
import { PROVIDERS, type ProviderName } from '../support/stubbed-gateway.js';
import { chance } from './chance.js';
import { hang, slowBody, slowHead } from './faults/timing.js';
import type { Fault } from './kit/faulty-server.js';
import { ORDINARY_ROWS, casesOf } from './matrix.js';
import { MeasuredProcess, type Holding } from './measured-process.js';
import { record } from './results.js';
import { packBombs } from './rows/encoding.rows.js';
import { SUBJECTS, environmentFor, healthyProvider, type FaultSubject } from './subjects.js';
import { FULL } from './volume.js';
import { FaultWorld, quickSettings } from './world.js';

jest.setTimeout(600_000);
const FAULTS = FULL ? 3000 : 1000;
// The first ones fill caches and compile code.
const WARMING = 200;
const AT_ONCE = 10;
const SEED = 20_261_124;
const MOST_GROWTH = 16 * 1_048_576;

let world: FaultWorld;
let gateway: MeasuredProcess;
beforeAll(async () => {
  world = await FaultWorld.start();
  await packBombs();
  const origins = Object.fromEntries(PROVIDERS.map((name) => [name, `http://127.0.0.1:${world.servers[name].port}`]));
  gateway = await MeasuredProcess.start({
    ...LIVE,
    ...environmentFor(origins as Record<ProviderName, string>),
    ...quickSettings(),
    // An open circuit would spare the gateway most of the faults.
    GATEWAY_BREAKER: 'off',
    // What became of unknown writes is asked in the background, with sockets and timers of its own.
    GATEWAY_RECONCILE_MS: '60000',
  });
});
afterAll(async () => {
  await gateway.stop();
  await world.stop();
});

const SLOW = [hang, slowHead, slowBody];
const random = chance(SEED);
let met = 0;

/** Any fault of the matrix, another one for each request; one in fifty takes its time. */
function anyFault(subject: FaultSubject): Fault {
  const scene = world.scene(subject);
  const quick = ORDINARY_ROWS.filter((row) => casesOf(row).tried.includes(subject));
  const faults = quick.map(({ fault }) => fault(scene));
  const slow = SLOW.map((fault) => fault(scene));
  return (exchange) => {
    met++;
    const from = random() < 0.02 ? slow : faults;
    from[Math.floor(random() * from.length)]?.(exchange);
  };
}

function misbehave(): void {
  for (const name of PROVIDERS) {
    const faults = SUBJECTS.filter(({ provider }) => provider === name).map(
      (subject) => [subject.selects, anyFault(subject)] as const,
    );
    world.servers[name].behave((exchange) => faults.find(([selects]) => selects(exchange.request))?.[1](exchange));
  }
}

/** Calls until the providers have shown this many faults; every answer is a success or a problem document. */
async function suffer(faults: number): Promise<void> {
  const until = met + faults;
  let calls = 0;
  const caller = async () => {
    while (met < until) {
      const subject = SUBJECTS[calls++ % SUBJECTS.length] as FaultSubject;
      const answer = await subject.send(gateway);
      if (answer.status >= 400) expect(expectProblemDocument(answer).code).not.toBe('internal_error');
      else expect([200, 201]).toContain(answer.status);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, caller));
}

/** What the gateway holds when every provider has closed its connections. */
async function holdingAtRest(): Promise<Holding> {
  for (const server of Object.values(world.servers)) server.hangUp();
  await world.expectNoSocket();
  await pause(200);
  return gateway.holding();
}

test(`${FAULTS} faults leave no socket and no memory behind`, async () => {
  misbehave();
  await suffer(WARMING);
  const before = await holdingAtRest();
  await suffer(FAULTS);
  const after = await holdingAtRest();

  expect(after.resources).toEqual(before.resources);
  expect(after.sockets).toBe(before.sockets);
  // The ledger may have closed one of its own meanwhile.
  expect(after.files).toBeLessThanOrEqual(before.files);
  expect(after.heap - before.heap).toBeLessThan(MOST_GROWTH);
  expect(canariesIn(gateway.log(), PERSONAL, SENSITIVE, SECRETS, CARD_FORMS)).toEqual([]);
  expect(world.misled).toBe(0);

  for (const name of PROVIDERS) world.servers[name].behave(healthyProvider(name));
  const answers = await Promise.all(SUBJECTS.map((subject) => subject.send(gateway)));
  expect(answers.map(({ status }) => status)).toEqual(SUBJECTS.map(({ write }) => (write ? 201 : 200)));
  const growth = ((after.heap - before.heap) / 1_048_576).toFixed(1);
  const left = `heap ${growth} MiB, sockets ${after.sockets - before.sockets}, files ${after.files - before.files}`;
  record({ figure: `left behind after ${FAULTS} faults`, value: left });
});
