import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { chance } from './chance.js';
import { resetBeforeHead } from './faults/connection.js';
import { page } from './faults/statuses.js';
import { answering } from './kit/answers.js';
import type { Fault } from './kit/faulty-server.js';
import { record } from './results.js';
import { SUBJECTS, goodAnswer, idOf, type FaultSubject } from './subjects.js';
import { FULL } from './volume.js';
import { FaultWorld } from './world.js';

jest.setTimeout(120_000);
const READS = 400;
const LONG_MS = 60_000;
const AT_ONCE = 8;
const IDS_ASKED = 40;
const SEED = 20_261_124;
// What every provider may get from the start, whatever the traffic was.
const FIRST_RETRIES = 10;

let world: FaultWorld;
beforeAll(async () => {
  world = await FaultWorld.start();
});
afterAll(() => world.stop());

/** The record of whatever id is asked for. */
function goodForAnyId(subject: FaultSubject): Fault {
  return (exchange) => {
    const [id] = /[^/=]+$/.exec(exchange.request.target) ?? [];
    answering(goodAnswer(subject, { ...subject.record(), [subject.idKey]: id }))(exchange);
  };
}

/** Fails every other time on average, in two ways. */
function flapping(subject: FaultSubject): Fault {
  const random = chance(SEED);
  const scene = world.scene(subject);
  const [reset, crash] = [resetBeforeHead(scene), page(502)(scene)];
  const good = goodForAnyId(subject);
  return (exchange) => (random() < 0.5 ? good : random() < 0.5 ? reset : crash)(exchange);
}

interface Flapped {
  readonly reads: number;
  readonly calls: number;
  readonly successes: number;
}

interface Circumstances {
  readonly settings?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** For a minute, where everything is tried. */
  readonly lasting?: boolean;
}

async function readWhileFlapping(subject: FaultSubject, circumstances: Circumstances): Promise<Flapped> {
  const { settings, headers = {}, lasting = false } = circumstances;
  const server = world.servers[subject.provider];
  const gateway = await world.gateway({ GATEWAY_LOG_LEVEL: 'warn', ...settings });
  const ask = (number: number) => subject.send(gateway, { id: idOf(subject.provider, number % IDS_ASKED), headers });
  let [reads, successes] = [0, 0];
  try {
    // Every answer is there once before the trouble begins.
    server.behave(goodForAnyId(subject), subject.selects);
    for (let number = 0; number < IDS_ASKED; number++) expect((await ask(number)).status).toBe(200);
    server.behave(flapping(subject), subject.selects);
    const end = performance.now() + LONG_MS;
    while (FULL && lasting ? performance.now() < end : reads < READS) {
      const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, index) => ask(reads + index)));
      reads += AT_ONCE;
      for (const { status } of answers) {
        expect([200, 502, 503, 504]).toContain(status);
        if (status === 200) successes++;
      }
    }
    return { reads, calls: server.calls, successes };
  } finally {
    await gateway.stop();
  }
}

function requireFewCalls(name: string, { reads, calls, successes }: Flapped): void {
  const value = `${reads} reads, ${calls} calls (${(calls / reads).toFixed(2)} each), ${successes} good answers`;
  record({ figure: `flapping, ${name}`, value });
  expect(calls).toBeLessThanOrEqual(reads * 1.2 + FIRST_RETRIES);
}

const reads = SUBJECTS.filter(({ write }) => !write);

describe.each(reads.map((subject) => [subject.name, subject] as const))(
  'U42 a flapping provider: %s',
  (of, subject) => {
    test('gets at most a fifth more calls', async () => {
      requireFewCalls(`${of}, live`, await readWhileFlapping(subject, {}));
    });

    test('gets at most a fifth more calls without circuit breakers, and more reads succeed than calls', async () => {
      const flapped = await readWhileFlapping(subject, { settings: { GATEWAY_BREAKER: 'off' } });
      requireFewCalls(`${of}, live, no breaker`, flapped);
      expect(flapped.calls).toBeGreaterThan(flapped.reads);
      expect(flapped.successes / flapped.reads).toBeGreaterThan(0.5);
    });

    test('is not noticed in 99 of 100 reads that accept an older answer', async () => {
      const headers = { 'cache-control': 'stale-if-error=600' };
      const flapped = await readWhileFlapping(subject, { headers, lasting: true });
      requireFewCalls(`${of}, stale-if-error`, flapped);
      expect(flapped.successes / flapped.reads).toBeGreaterThanOrEqual(0.99);
    });
  },
);
