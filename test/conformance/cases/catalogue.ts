import { describe, expect, it } from '@jest/globals';
import { CatalogueAnswer, type CatalogueEntry } from '../../../src/api/catalogue.entity.js';
import { wirePathsOf } from '../../../src/providers/mapping/field-table.js';
import { fieldAt, filledPaths, shapeFaults } from '../canonical-shape.js';
import { SHAPES } from './field-tables.js';
import { withQuery, type Subject } from '../subject.js';

/** The catalogue tells what the provider can do and fill, as its tables say. */
export function describeCatalogue(subject: Subject): void {
  const ask = async () => {
    const { status, body } = await subject.world.gateway.call(`/v1/providers/${subject.name}`);
    expect([status, shapeFaults(body, CatalogueAnswer)]).toEqual([200, []]);
    return (body as { data: CatalogueEntry }).data;
  };

  describe('catalogue', () => {
    it('has the operations of the adapter, and the tables of the provider', async () => {
      const entry = await ask();
      const { tables } = subject.registration;
      expect(entry.operations).toEqual(subject.operations);
      expect(entry.quirks).toEqual(tables.quirks);
      expect(entry.inferred).toEqual(tables.inferred);
      expect(entry.limits.map(({ pointer }) => pointer)).toEqual(tables.limits.map(({ pointer }) => pointer));
      expect(entry.errors.map(({ code }) => code)).toEqual(tables.errors.map(({ code }) => code));
    });

    it('names fields of the model only, and every wire value that the tables know', async () => {
      const { fields, leftOut } = await ask();
      const lost = fields.filter(({ record, field }) => !fieldAt(SHAPES[record] as never, field.replaceAll('[]', '')));
      expect(lost.map(({ field }) => field)).toEqual([]);
      const named = new Set([...fields, ...leftOut].flatMap(({ providerFields }) => providerFields));
      const known = Object.values(subject.registration.tables.fields).flatMap((table) => wirePathsOf(table));
      expect(known.map(({ path }) => path).filter((path) => !named.has(path))).toEqual([]);
    });

    it('names every field that a record of the provider fills', async () => {
      const { fields } = await ask();
      for (const { path, answer, record } of subject.reads) {
        const { data } = (await subject.ask(withQuery(path, 'include=sensitive'))).body;
        const filled = [data].flat().flatMap((one) => filledPaths(one, SHAPES[record] as never));
        const known = fields.filter((field) => field.record === record).map(({ field }) => field.replaceAll('[]', ''));
        const isKnown = (at: string) =>
          known.some((other) => other === at || other.startsWith(`${at}.`) || at.startsWith(`${other}.`));
        expect([answer.name, [...new Set(filled)].filter((at) => !isKnown(at))]).toEqual([answer.name, []]);
      }
    });

    it('says of every meaning whether it is documented or inferred', async () => {
      const { fields, errors, serviceLimits } = await ask();
      const certainties = [...fields, ...fields.flatMap(({ meanings }) => meanings), ...errors, ...serviceLimits];
      expect(certainties.filter(({ certainty }) => !['documented', 'inferred'].includes(certainty))).toEqual([]);
    });

    it('is a summary in the list of providers', async () => {
      const entry = await ask();
      const details = ['fields', 'leftOut', 'errors'];
      const summary = Object.fromEntries(Object.entries(entry).filter(([name]) => !details.includes(name)));
      const { data } = (await subject.world.gateway.call('/v1/providers')).body as { data: unknown[] };
      expect(data).toContainEqual(summary);
    });
  });
}
