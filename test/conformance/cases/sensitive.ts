import { describe, expect, it } from '@jest/globals';
import type { Customer } from '../../../src/canonical/customer.js';
import { shapeOf, type Shape } from '../../../src/canonical/field.js';
import { allFieldsOf, isObject, shapeFaults } from '../canonical-shape.js';
import { customerPath, withQuery, type Subject } from '../subject.js';

/** Places of an answer whose field is sensitive. */
function sensitivePlaces(value: unknown, shape: Shape, at = ''): string[] {
  if (!isObject(value)) return [];
  return [...allFieldsOf(shape).values()].flatMap((field) => {
    const here = `${at}/${field.name}`;
    const said = [value[field.name]].flat().filter((item) => item !== undefined && item !== null);
    const nested = shapeOf(field);
    if (said.length > 0 && field.sensitivity === 'sensitive') return [here];
    return nested ? said.flatMap((item) => sensitivePlaces(item, nested, here)) : [];
  });
}

/** Document numbers and images are shown to those who may see them and ask. */
export function describeSensitive(subject: Subject): void {
  const path = customerPath(subject.descriptor.known);
  const asking = withQuery(path, 'include=sensitive');
  // Cards and transactions hold nothing that could be asked for.
  const reads = subject.reads.filter(({ record }) => record === 'customer');

  describe('sensitive values', () => {
    it.each(subject.reads)('$operation shows none unless asked', async ({ path: read, answer }) => {
      const { body } = await subject.ask(read);
      expect(sensitivePlaces(body, answer)).toEqual([]);
    });

    it.each(reads)('$operation shows them on request and writes one audit line', async ({ path: read, answer }) => {
      const { status, body, requestId } = await subject.ask(withQuery(read, 'include=sensitive'));
      expect(status).toBe(200);
      expect(shapeFaults(body, answer)).toEqual([]);
      const audit = subject.world.gateway
        .logs()
        .filter((line) => line['audit'] === 'sensitive_read' && line['requestId'] === requestId);
      expect(audit).toMatchObject([{ caller: 'all', provider: subject.name }]);
    });

    it.each(reads)('$operation refuses a key without the scope, before any upstream call', async ({ path: read }) => {
      const question = { plainKey: true };
      const { status, problem, upstream } = await subject.ask(withQuery(read, 'include=sensitive'), question);
      expect([status, problem.code, upstream.length]).toEqual([403, 'forbidden', 0]);
      expect((await subject.ask(read, question)).status).toBe(200);
    });

    it('another value of include is refused', async () => {
      const { status, problem } = await subject.ask(withQuery(path, 'include=everything'));
      expect([status, problem.errors[0]?.parameter]).toEqual([400, 'include']);
    });

    if (!subject.descriptor.hasDocument) return;
    it('a document shows its number and images only on request; the mask never gives the number away', async () => {
      const hidden = documents((await subject.ask<Customer>(path)).body.data);
      const shown = documents((await subject.ask<Customer>(asking)).body.data);
      if (hidden.length === 0) throw new Error(`${subject.name}.fields.ts: no row leads to identityDocuments`);
      expect(hidden.filter((document) => 'number' in document || 'front' in document || 'back' in document)).toEqual(
        [],
      );
      expect(shown.some(({ number, front }) => typeof number === 'string' && front)).toBe(true);
      for (const { number, numberMasked } of shown) {
        if (typeof number !== 'string') continue;
        expect(numberMasked).toMatch(/^\*+[^*]*$/);
        expect((numberMasked ?? '').replace(/\*/g, '').length).toBeLessThanOrEqual(number.length / 2);
      }
    });
  });
}

function documents({ person, business }: Customer) {
  return [person, ...(business?.people ?? [])].flatMap((someone) => someone?.identityDocuments ?? []);
}
