import { containsCardNumber, containsCardToken } from '../../platform/privacy/card-data.js';
import type { JsonAnswer } from '../../platform/http/json-reader.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import type { Mapped, MappedPage } from '../provider.js';
import { isProviderId, sameId } from '../provider-id.js';
import type { Mapper } from './compile-mapper.js';
import { MappingContext } from './mapping-context.js';
import { isWireObject, type WireObject } from './wire-value.js';

const LARGEST_PAGE = 100;

/** One kind of record of a provider: how to find its id, and its two mappers. */
export interface RecordReader<T> {
  /** Name of the wire key that holds the id. */
  readonly idKey: string;
  readonly masked: Mapper<T>;
  readonly full: Mapper<T>;
}

/**
 * The record of an answer, mapped. Throws when there is no record with an id, or when it is not the one asked for:
 * nobody is ever shown somebody else's record.
 */
export function readRecord<T>(
  reader: RecordReader<T>,
  answer: JsonAnswer,
  wire: unknown,
  options: { readonly asked: string | null; readonly includeSensitive: boolean },
): Mapped<T> {
  const id = idOf(reader, wire);
  if (id === null || !isWireObject(wire)) throw noRecord(answer);
  if (options.asked !== null && !sameId(options.asked, id)) throw anotherRecord(answer);
  const context = new MappingContext(answer.mayHoldCardData);
  const data = (options.includeSensitive ? reader.full : reader.masked)(wire, context);
  return { data, warnings: context.warnings };
}

/** The records of a list, mapped; an item without an id is left out with a warning. */
export function readRecords<T>(
  reader: RecordReader<T>,
  answer: JsonAnswer,
  list: unknown,
  includeSensitive: boolean,
): Mapped<T[]> {
  if (!Array.isArray(list)) throw noRecord(answer);
  const context = new MappingContext(answer.mayHoldCardData);
  const map = includeSensitive ? reader.full : reader.masked;
  const data: T[] = [];
  (list as unknown[]).forEach((item, index) => {
    context.base = '';
    context.pointer = '';
    if (idOf(reader, item) === null) {
      context.warn('item_without_id', `item ${index} of the provider’s list has no id and was left out`);
      return;
    }
    context.base = `/${data.length}`;
    data.push(map(item as WireObject, context));
  });
  return { data, warnings: context.warnings };
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
  return typeof id === 'string' && isProviderId(id) && !holdsCardData(id) ? id : null;
}

/** A token, or a card number that is not part of a longer word: whatever it is, it cannot be shown as an id. */
function holdsCardData(id: string): boolean {
  return containsCardToken(id) || (!/[a-z]/i.test(id) && containsCardNumber(id));
}
