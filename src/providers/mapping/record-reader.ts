import type { Shape } from '../../canonical/field.js';
import type { Explanation } from '../../canonical/explanation.js';
import { containsCardNumber, containsCardToken } from '../../platform/privacy/card-data.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import type { Mapped, MappedPage, OperationContext } from '../provider.js';
import { isProviderId, sameId } from '../provider-id.js';
import { compileMapper, type Mapper } from './compile-mapper.js';
import { MOST_EXPLANATIONS, explainRecord } from './explain-record.js';
import type { FieldTable } from './field-table.js';
import { compileInspection } from './compile-inspection.js';
import type { Inspection } from './inspect-record.js';
import { MappingContext } from './mapping-context.js';
import { noteDifferences, noteLostId } from './note-differences.js';
import { compileWirePaths, type WirePathFinder } from './wire-paths.js';
import { isWireObject, type WireObject } from './wire-value.js';

const LARGEST_PAGE = 100;

/** What a provider's folder says about one kind of record. */
export interface RecordDescription<T extends object> {
  /** Name of the record in the provider's tables: `customer`, `card`. */
  readonly record: string;
  readonly shape: Shape<T>;
  readonly table: FieldTable;
  /** Name of the wire key that holds the id. */
  readonly idKey: string;
  /** What no single row can say, done to the finished record. */
  readonly adjust?: (data: T) => T;
}

/** One kind of record of a provider, ready to be read. */
export interface RecordReader<T> {
  readonly record: string;
  readonly idKey: string;
  readonly table: FieldTable;
  readonly masked: Mapper<T>;
  readonly full: Mapper<T>;
  readonly inspect: Inspection;
  readonly wirePath: WirePathFinder;
}

/** What the caller's request asks of reading, and who wants to hear of differences. */
type ReadingContext = Pick<OperationContext, 'includeSensitive' | 'explain' | 'noteDifference'>;

/** Makes the reader of a kind of record out of its field table, once at start. */
export function compileReader<T extends object>(description: RecordDescription<T>): RecordReader<T> {
  const { record, shape, table, idKey, adjust = (data) => data } = description;
  const compile = (includeSensitive: boolean): Mapper<T> => {
    const map = compileMapper(shape, table, { includeSensitive });
    return (wire, context) => adjust(map(wire, context));
  };
  return {
    record,
    idKey,
    table,
    masked: compile(false),
    full: compile(true),
    inspect: compileInspection(table),
    wirePath: compileWirePaths(table),
  };
}

/**
 * The record of an answer, mapped. Throws when there is no record with an id, or when it is not the one asked for:
 * nobody is ever shown somebody else's record.
 */
export function readRecord<T>(
  reader: RecordReader<T>,
  answer: JsonAnswer,
  wire: unknown,
  { asked, call }: { readonly asked: string | null; readonly call: ReadingContext },
): Mapped<T> {
  const id = idOf(reader, wire);
  if (id === null || !isWireObject(wire)) {
    noteLostId(reader, wire, call);
    throw noRecord(answer);
  }
  if (asked !== null && !sameId(asked, id)) throw anotherRecord(answer);
  const context = new MappingContext(answer.mayHoldCardData);
  const { data, explanations } = mapRecord(reader, wire, context, call);
  return { data, warnings: context.warnings, explanations };
}

/** The record of an answer that has no id, mapped. Throws when it lacks the one field that it was asked for. */
export function readNamelessRecord<T>(
  reader: RecordReader<T>,
  answer: JsonAnswer,
  needed: keyof T,
  call: ReadingContext,
): Mapped<T> {
  const { body } = answer;
  if (!isWireObject(body)) throw noRecord(answer);
  const context = new MappingContext(answer.mayHoldCardData);
  const { data, explanations } = mapRecord(reader, body, context, call);
  if (data[needed] === null) throw noRecord(answer);
  return { data, warnings: context.warnings, explanations };
}

/** The records of a list, mapped; an item without an id is left out with a warning. */
export function readRecords<T>(
  reader: RecordReader<T>,
  answer: JsonAnswer,
  list: unknown,
  call: ReadingContext,
): Mapped<T[]> {
  if (!Array.isArray(list)) throw noRecord(answer);
  const context = new MappingContext(answer.mayHoldCardData);
  const data: T[] = [];
  const explanations: Explanation[] = [];
  (list as unknown[]).forEach((item, index) => {
    context.base = '';
    context.pointer = '';
    if (idOf(reader, item) === null) {
      noteLostId(reader, item, call);
      context.warn('item_without_id', `item ${index} of the provider’s list has no id and was left out`);
      return;
    }
    context.base = `/${data.length}`;
    const mapped = mapRecord(reader, item as WireObject, context, call, MOST_EXPLANATIONS - explanations.length);
    data.push(mapped.data);
    for (const explanation of mapped.explanations) explanations.push(explanation);
  });
  return { data, warnings: context.warnings, explanations };
}

/** A list of the one record that was found. */
export function asList<T>({ data, warnings, explanations }: Mapped<T>): Mapped<T[]> {
  return {
    data: [data],
    warnings: warnings.map((warning) => ({ ...warning, pointer: `/0${warning.pointer}` })),
    explanations: explanations.map((entry) => ({ ...entry, pointer: `/0${entry.pointer}` })),
  };
}

/** A list that came whole; `most` is what it could have held at most. */
export function wholePage<T>(mapped: Mapped<T[]>, most = LARGEST_PAGE): MappedPage<T> {
  const total = mapped.data.length;
  return { ...mapped, page: { limit: Math.max(total, most), nextCursor: null, total } };
}

/** The answer is well-formed but carries no record; the provider's error table may know its words. */
export function noRecord(answer: JsonAnswer): UpstreamError {
  return new UpstreamError('status', 'the answer carries no record', {
    sent: true,
    status: answer.status,
    body: answer.body,
  });
}

/** The answer carries a record that was not asked for. */
export function anotherRecord(answer: JsonAnswer): UpstreamError {
  return new UpstreamError('bad_answer', 'the answer carries another record than the one asked for', {
    sent: true,
    status: answer.status,
  });
}

/** The provider's id of a wire record, or null when there is none that could be used. */
export function idOf(reader: Pick<RecordReader<unknown>, 'idKey'>, wire: unknown): string | null {
  const id = isWireObject(wire) ? wire[reader.idKey] : null;
  return typeof id === 'string' && isProviderId(id) && !couldBeCardData(id) ? id : null;
}

const NOTHING_EXPLAINED: readonly Explanation[] = [];

function mapRecord<T>(
  reader: RecordReader<T>,
  wire: WireObject,
  context: MappingContext,
  call: ReadingContext,
  room = MOST_EXPLANATIONS,
) {
  const before = context.warnings.length;
  const { includeSensitive } = call;
  const data = (includeSensitive ? reader.full : reader.masked)(wire, context);
  const warnings = context.warnings.length > before ? context.warnings.slice(before) : [];
  noteDifferences(reader, wire, { warnings, base: context.base }, call);
  const explanations = call.explain
    ? explainRecord(reader, { wire, data, base: context.base, warnings, includeSensitive }, room)
    : NOTHING_EXPLAINED;
  return { data, explanations };
}

/** A token, or a card number that is not part of a longer word: whatever it is, it cannot be shown as an id. */
function couldBeCardData(id: string): boolean {
  return containsCardToken(id) || (!/[a-z]/i.test(id) && containsCardNumber(id));
}
