import { describe, expect, it } from '@jest/globals';
import { CardAnswer, TransactionAnswer } from '../../../src/canonical/answers.js';
import type { Shape } from '../../../src/canonical/field.js';
import type { Operation } from '../../../src/providers/operations.js';
import { shapeFaults } from '../canonical-shape.js';
import { cardPath, type Subject } from '../subject.js';
import { expectProblem } from './failures.js';
import { FAILED_WRITES } from './writes.js';

interface CardWrite {
  readonly operation: Operation;
  readonly path: string;
  readonly body: object;
  readonly answer: Shape;
  readonly status: 200 | 201;
}

function writesOf(subject: Subject): CardWrite[] {
  const { cards } = subject.descriptor;
  if (!cards) return [];
  const on = (operation: Operation, action: string, body: object = {}): CardWrite => {
    const answer = 'amount' in body ? TransactionAnswer : CardAnswer;
    const card = action === 'unfreeze' ? cards.frozen : cards.known;
    return { operation, path: `${cardPath(card)}/${action}`, body, answer, status: 200 };
  };
  const all: CardWrite[] = [
    { operation: 'createCard', path: '/cards', body: cards.create, answer: CardAnswer, status: 201 },
    on('fundCard', 'fund', cards.movement),
    on('withdrawFromCard', 'withdraw', cards.movement),
    on('freezeCard', 'freeze'),
    on('unfreezeCard', 'unfreeze'),
    on('terminateCard', 'terminate'),
  ];
  return all.filter(({ operation }) => subject.has(operation));
}

/** Writes on cards are sent once, whatever happens, and their outcome is never guessed. */
export function describeCardWrites(subject: Subject): void {
  const writes = writesOf(subject);
  if (writes.length === 0) return;

  describe.each(writes)('$operation', ({ path, body, answer, status }) => {
    const write = async (scenario: string, hasty = false) => {
      await subject.warmUp(hasty);
      // What is read before a write is not what these are about.
      const staged = scenario && `${scenario};method=${/freeze$/.test(path) ? 'PUT' : 'POST'}`;
      const exchange = await subject.ask(path, { body, scenario: staged, hasty });
      const sent = exchange.upstream.filter(({ method }) => method !== 'GET').length;
      return { exchange, sent };
    };

    it.each(FAILED_WRITES)('$scenario: sent once, $code, outcome $outcome', async (failed) => {
      const { exchange, sent } = await write(failed.scenario, failed.hasty);
      expect(sent).toBe(1);
      expectProblem(exchange, subject.name, failed.code);
      expect(exchange.problem.outcome).toBe(failed.outcome);
      expect(exchange.problem.retry.safe).toBe(failed.outcome !== 'unknown');
      subject.world.simulator(subject.name).reset();
    });

    it('is answered with a complete canonical record', async () => {
      const { exchange, sent } = await write('');
      expect([exchange.status, sent]).toEqual([status, 1]);
      expect(shapeFaults(exchange.body, answer)).toEqual([]);
      expect(subject.world.simulator(subject.name).books.length).toBeLessThanOrEqual(1);
      subject.world.simulator(subject.name).reset();
    });
  });
}
