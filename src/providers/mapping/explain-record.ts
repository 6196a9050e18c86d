import type { Explanation } from '../../canonical/explanation.js';
import { pointerToken } from '../../canonical/json-pointer.js';
import type { Warning } from '../../canonical/response.js';
import type {
  CombinedRow,
  DroppedRow,
  FieldTable,
  ItemsRow,
  PartRow,
  SingleRow,
  Spellings,
  Transform,
  ValueRow,
} from './field-table.js';
import type { Inspection } from './inspect-record.js';
import { MOST_DIFFERENCES } from './note-differences.js';
import { valueAt } from './wire-paths.js';
import { isBlank, isWireObject, type WireObject } from './wire-value.js';

const NOTHING_SENT = 'the provider sends nothing here';
const HIDDEN = 'shown only with `include=sensitive` and the scope `sensitive:read`';
const NOT_UNDERSTOOD = 'what the provider sends was not understood or not shown whole; see `meta.warnings`';
const SHORTENED = 'a part of what the provider sends is left out on purpose';
const NOT_SHOWN = 'the provider sends a value that has no place in a record like this';
const UNKNOWN_KEY = 'the provider sends a key that nobody has mapped';

/** A mapped record and what is needed to say where it came from. */
export interface ExplainedRecord {
  readonly wire: WireObject;
  readonly data: unknown;
  /** Where `data` is in the answer: `''`, or `/3` in a list. The pointers of `warnings` begin with it. */
  readonly base: string;
  readonly warnings: readonly Warning[];
  readonly includeSensitive: boolean;
}

interface Place {
  readonly wire: WireObject;
  /** Pointer of `wire` in the provider’s record. */
  readonly wireBase: string;
  /** Pointer into `data` below which the rows lead. */
  readonly base: string;
}

/**
 * Says of every row of the field table what became of it in one record, and names the keys that no row knows. Made from
 * the table when it is asked for; answers that do not ask pay nothing.
 */
export function explainRecord(table: FieldTable, inspection: Inspection, record: ExplainedRecord): Explanation[] {
  const unknown = new Set<string>();
  inspection(record.wire, ({ kind, path }) => {
    if (kind === 'new_key') unknown.add(toPointer(path.replaceAll('[]', '.*')));
    return unknown.size < MOST_DIFFERENCES;
  });
  const explained = [
    ...explainTable(table, { wire: record.wire, wireBase: '', base: '' }, record),
    ...[...unknown].map((pointer) => leftOut(pointer, UNKNOWN_KEY)),
  ];
  return explained.map((entry) => ({ ...entry, pointer: record.base + entry.pointer }));
}

function explainTable(table: FieldTable, at: Place, record: ExplainedRecord): Explanation[] {
  return table.flatMap((row): Explanation[] => {
    if ('dropped' in row) return explainDropped(row, at);
    const pointer = at.base + toPointer(row.to);
    if ('constant' in row) {
      return [{ pointer, providerPointers: [], transform: 'constant', lost: false, detail: row.because }];
    }
    if ('single' in row) return explainSingle(row, pointer, at, record);
    if ('items' in row) return explainItems(row, pointer, at, record);
    return [explainValue(row, pointer, at, record), ...explainParts(row, pointer, at, record)];
  });
}

/** The parts of a value that its transform takes apart, those of a list once for every item. */
function explainParts(row: ValueRow | CombinedRow, pointer: string, at: Place, record: ExplainedRecord): Explanation[] {
  const parts = 'parts' in row ? (row.parts ?? []) : [];
  return [...Map.groupBy(parts, ({ to }) => to)].flatMap(([to, group]) => {
    const list = (group[0] as PartRow).from.split('[].')[0] as string;
    const items = valueAt(at.wire, list);
    // What is made of a whole list is said once, what is made of an item once for each.
    const indexes = to.includes('[]') ? (Array.isArray(items) ? [...items.keys()] : []) : [null];
    return indexes.map((index) => {
      const numbered = (path: string) =>
        index === null ? (path.split('[].')[0] as string) : path.replace('[]', `.${index}`);
      const fromAll = Object.fromEntries(group.map(({ from }): [string, Spellings] => [from, [numbered(from)]]));
      return explainValue({ ...row, fromAll } as CombinedRow, pointer + toPointer(numbered(to)), at, record);
    });
  });
}

function explainDropped(row: DroppedRow, at: Place): Explanation[] {
  const present = row.from.filter((path) => !isBlank(valueAt(at.wire, path)));
  return present.map((path) => leftOut(at.wireBase + toPointer(path), row.dropped));
}

function explainSingle(row: SingleRow, pointer: string, at: Place, record: ExplainedRecord): Explanation[] {
  const made = valueAt(record.data, toPath(`${pointer}/0`)) !== undefined;
  return made ? explainTable(row.single, { ...at, base: `${pointer}/0` }, record) : [];
}

function explainItems(row: ItemsRow, pointer: string, at: Place, record: ExplainedRecord): Explanation[] {
  return row.from.flatMap((path) => {
    const list = valueAt(at.wire, path);
    if (!Array.isArray(list)) return [];
    let shown = 0;
    return (list as unknown[]).flatMap((item, index) => {
      if (!isWireObject(item)) return [];
      const inside = {
        wire: item,
        wireBase: `${at.wireBase}${toPointer(path)}/${index}`,
        base: `${pointer}/${shown++}`,
      };
      return explainTable(row.items, inside, record);
    });
  });
}

function explainValue(row: ValueRow | CombinedRow, pointer: string, at: Place, record: ExplainedRecord): Explanation {
  const combined = 'fromAll' in row;
  const spellings = combined ? Object.values(row.fromAll) : [row.from];
  const present = spellings.flat().filter((path) => !isBlank(valueAt(at.wire, path)));
  const named = present.length > 0 ? present : spellings.map(([first]) => first);
  const transform: Transform = combined ? (row.transform as Transform) : row.transform;
  const value = valueAt(at.wire, present[0] ?? '');
  const detail = present.length === 0 ? NOTHING_SENT : lossOf(row, pointer, combined ? null : value, record);
  return {
    pointer,
    providerPointers: named.map((path) => at.wireBase + toPointer(path)),
    transform: transform.name,
    lost: present.length > 0 && detail !== null,
    detail,
  };
}

/** What of a value that was sent is not in the answer, or null. */
function lossOf(row: ValueRow | CombinedRow, pointer: string, value: unknown, record: ExplainedRecord): string | null {
  if (row.sensitivity === 'sensitive' && !record.includeSensitive) return HIDDEN;
  const place = record.base + pointer;
  if (record.warnings.some((warning) => warning.pointer === place || warning.pointer.startsWith(`${place}/`))) {
    return NOT_UNDERSTOOD;
  }
  const shown = valueAt(record.data, toPath(pointer));
  if (shown === null || shown === undefined) return NOT_SHOWN;
  const { loses } = row.transform as Transform;
  return value !== null && loses?.(value) ? SHORTENED : null;
}

/** It has no place of its own, so it is said of the record. */
function leftOut(providerPointer: string, detail: string): Explanation {
  return { pointer: '', providerPointers: [providerPointer], transform: null, lost: true, detail };
}

function toPointer(path: string): string {
  return `/${path.split('.').map(pointerToken).join('/')}`;
}

/** The dotted form of a pointer that was made of names and numbers only. */
function toPath(pointer: string): string {
  return pointer.slice(1).replaceAll('/', '.');
}
