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
const NO_ROOM = 'the answer is too large to be explained any further';
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

/** One walk through a table and a record, which ends when there is room for no more entries. */
export class ExplanationWalk {
  readonly entries: Explanation[] = [];
  private readonly warned: ReadonlySet<string>;

  constructor(
    private readonly record: ExplainedRecord,
    private readonly room: number,
  ) {
    this.warned = placesAndParents(record.warnings);
  }

  /** False when the room is used up. */
  table(table: FieldTable, at: Place): boolean {
    return table.every((row) => {
      if ('dropped' in row) return this.dropped(row, at);
      const pointer = at.base + toPointer(row.to);
      if ('constant' in row) {
        return this.add({ pointer, providerPointers: [], transform: 'constant', lost: false, detail: row.because });
      }
      if ('single' in row) return this.single(row, pointer, at);
      if ('items' in row) return this.items(row, pointer, at);
      return this.value(row, pointer, at) && this.parts(row, pointer, at);
    });
  }

  unknownKeys(inspection: Inspection): void {
    const unknown = new Set<string>();
    inspection(this.record.wire, ({ kind, path }) => {
      if (kind === 'new_key') unknown.add(toPointer(path.replaceAll('[]', '.*')));
      return unknown.size < MOST_DIFFERENCES;
    });
    for (const pointer of unknown) this.add(leftOut(pointer, UNKNOWN_KEY));
  }

  private add(entry: Explanation): boolean {
    if (this.entries.length >= this.room) return false;
    const last = this.entries.length === this.room - 1;
    const said = last
      ? { ...entry, pointer: '', providerPointers: [], transform: null, lost: false, detail: NO_ROOM }
      : entry;
    this.entries.push({ ...said, pointer: this.record.base + said.pointer });
    return !last;
  }

  /** The parts of a value that its transform takes apart, those of a list once for every item. */
  private parts(row: ValueRow | CombinedRow, pointer: string, at: Place): boolean {
    const parts = 'parts' in row ? (row.parts ?? []) : [];
    return [...Map.groupBy(parts, ({ to }) => to)].every(([to, group]) => {
      const list = (group[0] as PartRow).from.split('[].')[0] as string;
      const items = valueAt(at.wire, list);
      // What is made of a whole list is said once, what is made of an item once for each.
      if (!to.includes('[]')) return this.part(row, group, `${pointer}${toPointer(to)}`, () => list, at);
      return (
        !Array.isArray(items) ||
        items.every((_item, index) => {
          const numbered = (path: string) => path.replace('[]', `.${index}`);
          return this.part(row, group, pointer + toPointer(numbered(to)), numbered, at);
        })
      );
    });
  }

  private part(
    row: ValueRow | CombinedRow,
    group: readonly PartRow[],
    pointer: string,
    place: (path: string) => string,
    at: Place,
  ): boolean {
    const fromAll = Object.fromEntries(group.map(({ from }): [string, Spellings] => [from, [place(from)]]));
    return this.value({ ...row, fromAll } as CombinedRow, pointer, at);
  }

  private dropped(row: DroppedRow, at: Place): boolean {
    return row.from.every((path) => {
      return isBlank(valueAt(at.wire, path)) || this.add(leftOut(at.wireBase + toPointer(path), row.dropped));
    });
  }

  private single(row: SingleRow, pointer: string, at: Place): boolean {
    const made = valueAt(this.record.data, toPath(`${pointer}/0`)) !== undefined;
    return !made || this.table(row.single, { ...at, base: `${pointer}/0` });
  }

  private items(row: ItemsRow, pointer: string, at: Place): boolean {
    return row.from.every((path) => {
      const list = valueAt(at.wire, path);
      let shown = 0;
      return (
        !Array.isArray(list) ||
        (list as unknown[]).every((item, index) => {
          if (!isWireObject(item)) return true;
          const wireBase = `${at.wireBase}${toPointer(path)}/${index}`;
          return this.table(row.items, { wire: item, wireBase, base: `${pointer}/${shown++}` });
        })
      );
    });
  }

  private value(row: ValueRow | CombinedRow, pointer: string, at: Place): boolean {
    const combined = 'fromAll' in row;
    const spellings = combined ? usedSpellings(row, at.wire, this.record.data) : [row.from];
    const present = spellings.flat().filter((path) => !isBlank(valueAt(at.wire, path)));
    const named = present.length > 0 ? present : spellings.map(([first]) => first);
    const value = combined ? null : valueAt(at.wire, present[0] ?? '');
    const detail = present.length === 0 ? NOTHING_SENT : this.lossOf(row, pointer, value);
    return this.add({
      pointer,
      providerPointers: named.map((path) => at.wireBase + toPointer(path)),
      transform: row.transform.name,
      lost: present.length > 0 && detail !== null,
      detail,
    });
  }

  /** What of a value that was sent is not in the answer, or null. */
  private lossOf(row: ValueRow | CombinedRow, pointer: string, value: unknown): string | null {
    const { base, data, includeSensitive } = this.record;
    if (row.sensitivity === 'sensitive' && !includeSensitive) return HIDDEN;
    if (this.warned.has(base + pointer)) return NOT_UNDERSTOOD;
    const shown = valueAt(data, toPath(pointer));
    if (shown === null || shown === undefined) return NOT_SHOWN;
    const { loses } = row.transform as Transform;
    return value !== null && loses?.(value) ? SHORTENED : null;
  }
}

/** The inputs that went into a combined value: all of them, unless its transform chooses. */
function usedSpellings(row: CombinedRow, wire: WireObject, data: unknown): Spellings[] {
  const { uses } = row.transform;
  if (!uses) return Object.values(row.fromAll);
  const sent = Object.entries(row.fromAll).map(([name, spellings]) => {
    return [name, spellings.map((path) => valueAt(wire, path)).find((value) => !isBlank(value)) ?? null];
  });
  const used = uses(Object.fromEntries(sent) as Record<string, unknown>, data);
  return Object.entries(row.fromAll).flatMap(([name, spellings]) => (used.includes(name) ? [spellings] : []));
}

/** Every place that a warning points to, and all that is around it. */
function placesAndParents(warnings: readonly Warning[]): ReadonlySet<string> {
  const places = new Set<string>();
  for (const { pointer } of warnings) {
    for (let place = pointer; !places.has(place); place = place.slice(0, place.lastIndexOf('/'))) {
      places.add(place);
      if (place === '') break;
    }
  }
  return places;
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
