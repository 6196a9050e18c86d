import { describe, expect, it } from '@jest/globals';
import { Card } from '../../../src/canonical/card.js';
import { Customer } from '../../../src/canonical/customer.js';
import { HostedLink } from '../../../src/canonical/hosted-link.js';
import { SENSITIVITIES, type Sensitivity, type Shape } from '../../../src/canonical/field.js';
import { Transaction } from '../../../src/canonical/transaction.js';
import { SubmittedDocument } from '../../../src/canonical/submitted-document.js';
import { wirePathsOf, type ConstantRow, type FieldTable } from '../../../src/providers/mapping/field-table.js';
import { fieldAt, filledPaths } from '../canonical-shape.js';
import { cardsPath, customerPath, withQuery, type Subject } from '../subject.js';
import { readAll } from './lists.js';

/** The canonical shape of each kind of record. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  customer: Customer,
  card: Card,
  transaction: Transaction,
  termsLink: HostedLink,
  verificationLink: HostedLink,
  document: SubmittedDocument,
};

interface Target {
  readonly path: string;
  /** Null for constants and lists, which have no class of their own. */
  readonly sensitivity: Sensitivity | null;
}

/** Canonical paths that a table fills, those of its lists included. */
function targetsOf(table: FieldTable, prefix = ''): Target[] {
  return table.flatMap((row): Target[] => {
    if (!('to' in row)) return [];
    const path = prefix + row.to;
    const own = { path, sensitivity: 'sensitivity' in row ? row.sensitivity : null };
    const below = 'single' in row ? row.single : 'items' in row ? row.items : [];
    return [own, ...targetsOf(below, `${path}.`)];
  });
}

/** Wire paths of rows that lead nowhere. */
function droppedPathsOf(table: FieldTable, prefix = ''): string[] {
  return table.flatMap((row) => {
    if ('dropped' in row) return row.from.map((path) => prefix + path);
    if ('single' in row) return droppedPathsOf(row.single, prefix);
    return 'items' in row ? row.from.flatMap((path) => droppedPathsOf(row.items, `${prefix}${path}[].`)) : [];
  });
}

function constantsOf(table: FieldTable): ConstantRow[] {
  return table.flatMap((row) => {
    if ('constant' in row) return [row];
    return 'single' in row ? constantsOf(row.single) : 'items' in row ? constantsOf(row.items) : [];
  });
}

function rank(sensitivity: Sensitivity): number {
  return SENSITIVITIES.indexOf(sensitivity);
}

function repeated(values: readonly string[]): string[] {
  return values.filter((value, index) => values.indexOf(value) !== index);
}

/** Every canonical record of a kind that the simulator can show. */
async function recordsOf(subject: Subject, record: string): Promise<unknown[]> {
  const { known, others, cards } = subject.descriptor;
  const read = async (path: string) => [(await subject.ask(path)).body.data].flat();
  if (record === 'transaction') {
    const lists = subject.reads.filter((one) => one.record === record);
    return (await Promise.all(lists.map(({ path }) => read(path)))).flat();
  }
  const changes = subject.changes.filter((change) => change.record === record);
  if (changes.length > 0 && record !== 'customer') {
    return Promise.all(changes.map(async ({ path, question }) => (await subject.ask(path, question())).body.data));
  }
  if (record === 'card') {
    return (await Promise.all([cards?.holder ?? '', ...(cards?.others ?? [])].map((id) => read(cardsPath(id))))).flat();
  }
  const ids = [known, ...others];
  const whole = await Promise.all(ids.map((id) => read(withQuery(customerPath(id), 'include=sensitive'))));
  const listed = subject.has('listCustomers') ? (await readAll(subject, 'limit=100')).pages : [];
  return [whole, listed].flat(2);
}

/** The field tables tell the truth about what a provider's records become. */
export function describeFieldTables(subject: Subject): void {
  const tables = Object.entries(subject.registration.tables.fields).map(([record, table]) => ({ record, table }));

  describe.each(tables)('field table of the $record', ({ record, table }) => {
    const shape = SHAPES[record];
    if (!shape) throw new Error(`no canonical shape is known for the record ${record}`);
    const targets = targetsOf(table);
    const wire = wirePathsOf(table);

    it('leads to fields of the model only, each of them once', () => {
      expect(targets.filter(({ path }) => !fieldAt(shape, path)).map(({ path }) => path)).toEqual([]);
      expect(repeated(targets.map(({ path }) => path))).toEqual([]);
    });

    it('is never laxer than the model', () => {
      const laxer = targets.filter(({ path, sensitivity }) => {
        return sensitivity !== null && rank(sensitivity) < rank(fieldAt(shape, path)?.sensitivity ?? 'public');
      });
      expect(laxer).toEqual([]);
    });

    it('shows nothing that is secret', () => {
      expect(targets.filter(({ sensitivity }) => sensitivity === 'secret')).toEqual([]);
    });

    it('gives a wire path one meaning', () => {
      const dropped = droppedPathsOf(table);
      expect(repeated(dropped)).toEqual([]);
      const used = wire.map(({ path }) => path);
      // wirePathsOf lists dropped paths too: once means dropped and nothing else.
      expect(dropped.filter((path) => used.filter((other) => other === path).length > 1)).toEqual([]);
      expect(used.filter((path) => used.some((other) => other.startsWith(`${path}.`)))).toEqual([]);
    });

    it('does not call a wire path public in one row and personal in another', () => {
      const classes = Map.groupBy(wire, ({ path }) => path);
      const torn = [...classes].filter(([, rows]) => new Set(rows.map((row) => row.sensitivity === 'public')).size > 1);
      expect(torn.map(([path]) => path)).toEqual([]);
    });

    it('says of every constant why it is one', () => {
      const open = constantsOf(table).filter(({ because }) => /^(?:TODO|$)/.test(because.trim()));
      expect(open.map(({ to }) => `${subject.name}.fields.ts, ${record}: ${to} has no reason to be constant`)).toEqual(
        [],
      );
    });

    it('fills every row with some record, and nothing that has no row', async () => {
      const filled = new Set((await recordsOf(subject, record)).flatMap((one) => filledPaths(one, shape)));
      const empty = targets.map(({ path }) => path).filter((path) => !filled.has(path));
      const expected = Object.keys(subject.descriptor.neverFilled).filter((path) => path.startsWith(`${record}.`));
      expect(empty.map((path) => `${record}.${path}`).sort()).toEqual(expected.sort());
      const covered = (path: string) =>
        targets.some((target) => {
          return target.path === path || target.path.startsWith(`${path}.`) || path.startsWith(`${target.path}.`);
        });
      expect([...filled].filter((path) => !covered(path))).toEqual([]);
    });
  });
}
