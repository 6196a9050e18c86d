import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { answering } from './kit/answers.js';
import type { Fault } from './kit/faulty-server.js';
import { chance } from './chance.js';
import { page } from './faults/statuses.js';
import { resetBeforeHead } from './faults/connection.js';
import { record } from './results.js';
import { SUBJECTS, goodAnswer, type FaultSubject } from './subjects.js';
import { FULL } from './volume.js';
import { FaultWorld } from './world.js';

jest.setTimeout(120_000);
const READS = 400;
const LONG_MS = 60_000;
const SEED = 20_261_124;
// What every provider may get from the start, whatever the traffic was.
const FIRST_RETRIES = 10;

let world: FaultWorld;
beforeAll(async () => {
  world = await FaultWorld.start();
});
afterAll(() => world.stop());

/** Fails every other time on average, in two ways. */
function flapping(subject: FaultSubject): Fault {
  const random = chance(SEED);
  const scene = world.scene(subject);
  const [reset, crash] = [resetBeforeHead(scene), page(502)(scene)];
  const good = answering(goodAnswer(subject));
  return (exchange) => (random() < 0.5 ? good : random() < 0.5 ? reset : crash)(exchange);
}

interface Flapped {
  readonly reads: number;
  readonly calls: number;
  readonly successes: number;
}

async function readWhileFlapping(subject: FaultSubject, settings: Record<string, string>): Promise<Flapped> {
  const lasting = FULL && !('GATEWAY_BREAKER' in settings);
  const server = world.servers[subject.provider];
  const gateway = await world.gateway({ GATEWAY_LOG_LEVEL: 'warn', ...settings });
  server.behave(flapping(subject), subject.selects);
  const end = performance.now() + LONG_MS;
  let [reads, successes] = [0, 0];
  try {
    while (lasting ? performance.now() < end : reads < READS) {
      reads++;
      // One after the other: identical reads at the same time would share one call.
      const { status } = await subject.send(gateway);
      expect([200, 502, 503]).toContain(status);
      if (status === 200) successes++;
    }
    return { reads, calls: server.calls, successes };
  } finally {
    await gateway.stop();
  }
}

const reads = SUBJECTS.filter(({ write }) => !write);

describe.each(reads.map((subject) => [subject.name, subject] as const))(
  'U42 a flapping provider: %s',
  (_n, subject) => {
    test.each([
      ['with circuit breakers', {}],
      ['without them', { GATEWAY_BREAKER: 'off' }],
    ])('gets at most a fifth more calls, %s', async (name, settings) => {
      const { reads: asked, calls, successes } = await readWhileFlapping(subject, settings);
      record({
        figure: `flapping, ${name}: ${subject.name}`,
        value: `${asked} reads, ${calls} calls (${(calls / asked).toFixed(2)} each), ${successes} good answers`,
      });
      expect(calls).toBeLessThanOrEqual(asked * 1.2 + FIRST_RETRIES);
      if ('GATEWAY_BREAKER' in settings) {
        // Retries are what lifts it above the half.
        expect(successes / asked).toBeGreaterThan(0.5);
        expect(calls).toBeGreaterThan(asked);
      }
    });
  },
);
