import { describe, expect, it } from '@jest/globals';
import { CustomerAnswer } from '../../../src/canonical/answers.js';
import { pointerFault, shapeFaults } from '../canonical-shape.js';
import { customerPath, type Subject } from '../subject.js';
import type { Exchange } from '../world.js';

/** Pointers of warnings that do not lead into the data. */
export function warningFaults({ body }: Exchange): string[] {
  return body.meta.warnings.flatMap(({ pointer }) => pointerFault(body.data, pointer) ?? []);
}

/** Success is always complete: every field of the canonical class, of the right kind, null only where it may be. */
export function describeAnswers(subject: Subject): void {
  describe('answers', () => {
    it.each(subject.reads)('$operation is a complete canonical answer', async ({ path, answer }) => {
      const exchange = await subject.ask(path);
      expect(exchange.status).toBe(200);
      expect(shapeFaults(exchange.body, answer)).toEqual([]);
      expect(warningFaults(exchange)).toEqual([]);
      const { requestId, sources } = exchange.body.meta;
      expect(requestId).toBe(exchange.requestId);
      expect(sources).toMatchObject([{ provider: subject.name, from: 'live' }]);
    });

    it.each(subject.reads)('$operation says how it was served', async ({ path }) => {
      const { headers, requestId } = await subject.ask(path);
      expect(headers.get('x-request-id')).toBe(requestId);
      expect(headers.get('x-gateway-mode')).toBe('sandbox');
      expect(headers.get('cache-control')).toBe('private, no-cache');
      expect(headers.get('content-type')).toMatch(/^application\/json/);
    });

    it.each(subject.descriptor.others)('the record %s is complete, whatever it lacks', async (id) => {
      const exchange = await subject.ask(customerPath(id));
      expect(exchange.status).toBe(200);
      expect(shapeFaults(exchange.body, CustomerAnswer)).toEqual([]);
      expect(warningFaults(exchange)).toEqual([]);
    });

    it('shows the same data every time', async () => {
      const path = customerPath(subject.descriptor.known);
      const [one, other] = [await subject.ask(path), await subject.ask(path)];
      expect(one.body.data).toEqual(other.body.data);
    });
  });
}
