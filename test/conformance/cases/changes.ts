import { describe, expect, it } from '@jest/globals';
import { shapeFaults } from '../canonical-shape.js';
import type { Subject } from '../subject.js';
import { expectProblem } from './failures.js';
import { FAILED_WRITES, writesIn } from './writes.js';

/** Changes of a customer are sent once like every write, and name the customer that is not there. */
export function describeChanges(subject: Subject): void {
  if (subject.changes.length === 0) return;

  describe.each(subject.changes)('$operation', ({ path, absentPath, question, answer }) => {
    it('answers 200 with what came out of it, and is sent once', async () => {
      const exchange = await subject.ask(path, question());
      expect(exchange.status).toBe(200);
      expect(shapeFaults(exchange.body, answer)).toEqual([]);
      expect(exchange.body.meta.warnings).toEqual([]);
      expect(writesIn(exchange)).toBe(1);
    });

    it.each(FAILED_WRITES)(
      '$scenario: sent once, $code, outcome $outcome',
      async ({ scenario, code, outcome, hasty }) => {
        await subject.warmUp(hasty);
        const exchange = await subject.ask(path, { ...question(), scenario, ...(hasty && { hasty }) });
        expect(writesIn(exchange)).toBe(1);
        expectProblem(exchange, subject.name, code);
        expect(exchange.problem.outcome).toBe(outcome);
        expect(exchange.problem.retry.safe).toBe(outcome !== 'unknown');
      },
    );

    it('of a customer who does not exist is 404, and nothing happened', async () => {
      const { status, problem } = await subject.ask(absentPath, question());
      expect([status, problem.code, problem.outcome]).toEqual([404, 'resource_not_found', 'rejected']);
    });

    it('with a body that cannot be right is never sent', async () => {
      const method = question().method ?? 'POST';
      const { status, upstream } = await subject.ask(path, { method, body: { noSuchField: 1 } });
      expect(status).toBeGreaterThanOrEqual(415);
      expect(upstream).toEqual([]);
    });
  });
}
