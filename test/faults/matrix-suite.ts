import { afterAll, beforeAll, describe, jest, test } from '@jest/globals';
import type { TestGateway } from '../support/gateway.js';
import type { MatrixRow } from './matrix-row.js';
import { casesOf, needsOwnGateway } from './matrix.js';
import { record } from './results.js';
import { runCase } from './run-case.js';
import type { FaultSubject } from './subjects.js';
import { FaultWorld } from './world.js';

/** Tests every case of these rows: each fault on each call that it can happen to. */
export function testRows(rows: readonly MatrixRow[]): void {
  jest.setTimeout(90_000);
  let world: FaultWorld;
  beforeAll(async () => {
    world = await FaultWorld.start();
  });
  afterAll(() => world.stop());

  describe.each(rows.map((row) => [row.id, row.name, row] as const))('%s %s', (_id, _name, row) => {
    const { tried, left } = casesOf(row);
    // One gateway for the calls of a row, which are too few to open a circuit.
    let shared: TestGateway | null = null;
    let begun = new Map<FaultSubject, Promise<unknown>>();
    const started = () => ({ world, row, shared });
    beforeAll(async () => {
      record({ id: row.id, name: row.name, remarks: [...(row.note ? [row.note] : []), ...remarksOn(left)] });
      if (!needsOwnGateway(row)) shared = await world.gateway();
      else if (row.slow) begun = new Map(tried.map((subject) => [subject, settle(runCase({ ...started(), subject }))]));
    });
    afterAll(async () => {
      await shared?.stop();
      await world.expectNoSocket();
    });

    test.each(tried.map((subject) => [subject.name, subject] as const))('%s', async (_subject, subject) => {
      const error = await (begun.get(subject) ?? settle(runCase({ ...started(), subject })));
      // Whoever tries the case again wants it to be made again.
      begun.delete(subject);
      if (error !== null) throw error;
    });
  });
}

/** Why calls are left out, with the calls of each reason. */
function remarksOn(left: ReturnType<typeof casesOf>['left']): string[] {
  const byReason = Map.groupBy(left, ({ reason }) => reason);
  return [...byReason].map(([reason, of]) => `${of.map(({ subject }) => subject.name).join(', ')}: ${reason}`);
}

/** Null, or what went wrong: nobody waits yet for a case that is made side by side with others. */
function settle(run: Promise<void>): Promise<unknown> {
  return run.then(
    () => null,
    (error: unknown) => error,
  );
}
