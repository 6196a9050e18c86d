import type { Warning } from '../../canonical/response.js';
import type { OperationContext } from '../provider.js';
import type { DifferenceKind, Inspection } from './inspect-record.js';
import type { WirePathFinder } from './wire-paths.js';
import { isWireObject, type WireObject } from './wire-value.js';

/** A record can hold any number of strange keys; more than this of them say nothing more. */
export const MOST_DIFFERENCES = 100;

/** What is needed to say how a record of a kind differs from its field table. */
interface InspectedRecord {
  readonly record: string;
  readonly inspect: Inspection;
  readonly wirePath: WirePathFinder;
}

type Listener = Pick<OperationContext, 'noteDifference'>;

/** Keys and types by the inspection; strange words and forms by the warnings that mapping has given. */
export function noteDifferences(
  reader: InspectedRecord,
  wire: WireObject,
  { warnings, base }: { readonly warnings: readonly Warning[]; readonly base: string },
  call: Listener,
): void {
  let noted = 0;
  let retyped: string[] | null = null;
  reader.inspect(wire, (difference) => {
    if (difference.kind === 'type_changed') (retyped ??= []).push(difference.path);
    call.noteDifference(reader.record, difference);
    return ++noted < MOST_DIFFERENCES;
  });
  if (warnings.length === 0) return;
  for (const { path, kind } of strangeValues(reader, wire, warnings, base)) {
    // A value of another type cannot be read either; a new word beside it is news of its own.
    const known = (retyped as string[] | null)?.some((other) => path.split(' + ').includes(other)) ?? false;
    if (kind === 'unreadable_value' && known) continue;
    call.noteDifference(reader.record, { kind, path, expected: null, seen: null });
  }
}

/** How an envelope differs, noted before anybody looks for the records in it. */
export function noteEnvelope(inspection: Inspection, body: unknown, call: Listener): void {
  if (isWireObject(body)) noteAll('envelope', inspection, body, call);
}

function noteAll(record: string, inspection: Inspection, wire: WireObject, call: Listener): void {
  let noted = 0;
  inspection(wire, (difference) => {
    call.noteDifference(record, difference);
    return ++noted < MOST_DIFFERENCES;
  });
}

/** Wire paths whose values were not understood; several canonical fields may be made of one of them. */
function strangeValues(
  reader: InspectedRecord,
  wire: WireObject,
  warnings: readonly Warning[],
  base: string,
): Iterable<{ readonly path: string; readonly kind: DifferenceKind }> {
  const found = new Map<string, { path: string; kind: DifferenceKind }>();
  for (const { code, pointer } of warnings) {
    if (code !== 'unknown_value' && code !== 'invalid_value') continue;
    if (found.size >= MOST_DIFFERENCES) break;
    const path = reader.wirePath(pointer.slice(base.length), wire);
    const kind = code === 'unknown_value' ? 'new_value' : 'unreadable_value';
    if (path !== '') found.set(`${kind} ${path}`, { path, kind });
  }
  return found.values();
}

/** A record that has lost its id differs from the table; something that was never a record, such as an error, does not. */
export function noteLostId(reader: InspectedRecord, wire: unknown, call: Listener): void {
  if (!isWireObject(wire)) return;
  const keys = Object.keys(wire);
  const known = keys.filter((key) => isKnown(key, reader.inspect));
  if (2 * known.length > keys.length) noteAll(reader.record, reader.inspect, wire, call);
}

/** Asked of a key by itself: beside many strange ones, or where it could be a value, an inspection does not name it. */
function isKnown(key: string, inspection: Inspection): boolean {
  let known = true;
  inspection({ [key]: null }, ({ kind }) => (known = kind !== 'new_key'));
  return known;
}
