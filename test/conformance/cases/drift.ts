import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DriftDifference, DriftReport } from '../../../src/api/drift.entity.js';
import { startTestGateway, type TestGateway } from '../../support/gateway.js';
import { cardsPath, customerPath, type Subject } from '../subject.js';

/** Scenarios that change the form of a record, and what must be listed after one read. */
const CHANGES: readonly (readonly [scenario: string, kinds: readonly string[]])[] = [
  ['extra-fields', ['new_key']],
  ['renamed-field', ['new_key']],
  ['changed-types', ['type_changed']],
  ['new-enum-value', ['new_value']],
];

function placeOf({ record, kind, path, seen }: DriftDifference): string {
  return [record, kind, path, seen].join(' ');
}

/** What has to change in the field table, where what a provider is known to send differs from it. */
function faultOf(provider: string, { record, kind, path, expected, seen }: DriftDifference): string {
  const place = `${provider}.fields.ts, ${record}: `;
  if (kind === 'new_key') return `${place}no row maps or drops ${path} (${seen})`;
  if (kind === 'missing_key') return `${place}${path} is promised and not always sent`;
  return `${place}${path} is called ${expected} and sent as ${seen}`;
}

function countsOf({ differences }: DriftReport): ReadonlyMap<string, number> {
  return new Map(differences.map((difference) => [placeOf(difference), difference.count]));
}

/** A change of the provider is seen with the first read that meets it, and breaks nothing. */
export function describeDrift(subject: Subject): void {
  let gateway: TestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' }, { registered: subject.world.registered });
  });
  afterAll(() => gateway.stop());

  const read = async (path: string, scenario = '') => {
    const { status } = await gateway.call(`/v1/${subject.name}${path}`, {
      headers: { 'x-sandbox-scenario': scenario },
    });
    expect([scenario, path, status]).toEqual([scenario, path, 200]);
  };
  const drift = async () =>
    ((await gateway.call(`/v1/providers/${subject.name}/drift`)).body as { data: DriftReport }).data;

  describe('drift', () => {
    it('what the provider is known to send differs in no key and no type', async () => {
      const { known, others, cards } = subject.descriptor;
      const paths = [
        ...[known, ...others].map(customerPath),
        ...subject.reads.map(({ path }) => path),
        ...(cards ? [cards.holder, ...cards.others].map(cardsPath) : []),
      ];
      for (const path of paths) await read(path);
      const { differences, notListed, provider } = await drift();
      // A record may hold a value that is wrong by itself.
      const structural = differences.filter(({ kind }) => kind !== 'unreadable_value' && kind !== 'new_value');
      expect(structural.map((difference) => faultOf(subject.name, difference))).toEqual([]);
      expect([notListed, provider]).toEqual([0, subject.name]);
    });

    describe.each(subject.reads)('after one $operation', ({ operation, path }) => {
      // A list may show summaries without any word.
      const changes = CHANGES.filter(([scenario]) => scenario !== 'new-enum-value' || operation !== 'listCustomers');

      it.each(changes)('%s is listed', async (scenario, kinds) => {
        const before = countsOf(await drift());
        await read(path, scenario);
        const after = await drift();
        const noticed = after.differences.filter((difference) => {
          return difference.count > (before.get(placeOf(difference)) ?? 0);
        });
        expect(noticed.map(({ kind }) => kind)).toEqual(expect.arrayContaining([...kinds]));
        for (const { firstSeenAt, lastSeenAt } of noticed) {
          expect(Date.parse(firstSeenAt)).toBeGreaterThanOrEqual(Date.parse(after.since));
          expect(Date.parse(lastSeenAt)).toBeGreaterThanOrEqual(Date.parse(firstSeenAt));
        }
      });
    });

    it('holds paths and types only, and the log says so once', async () => {
      const { differences } = await drift();
      const listed = JSON.stringify(
        differences.map(({ kind, record, path, expected, seen }) => [kind, record, path, expected, seen]),
      );
      for (const value of ['0.73', 'added-last-week', 'early_access', subject.descriptor.known]) {
        expect(listed).not.toContain(value);
      }
      const lines = gateway.logs().filter((line) => 'drift' in line);
      const places = lines.map(({ record, drift: kind, path, seen }) => [record, kind, path, seen].join());
      expect(lines.length).toBe((await drift()).differences.length);
      expect(new Set(places).size).toBe(places.length);
    });
  });
}
