import { describe, expect, it } from '@jest/globals';
import { CanonicalField } from '../../canonical/field.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { PLAIN_READING } from '../../../test/support/real-http.js';
import type { FieldTable } from './field-table.js';
import type { Difference } from './inspect-record.js';
import type { MappingContext } from './mapping-context.js';
import { compileReader, readNamelessRecord, readRecord, readRecords, type RecordReader } from './record-reader.js';
import { text } from './text.js';

// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'].join('');

const answerOf = (body: unknown) => ({ status: 200, body, mayHoldCardData: false });

describe('a compiled reader', () => {
  class Named {
    @CanonicalField({ is: 'string', sensitivity: 'public', description: 'The name.' })
    name!: string | null;

    @CanonicalField({ is: 'string', optional: true, sensitivity: 'sensitive', description: 'On request.' })
    secret?: string | null;
  }
  const table: FieldTable = [
    { to: 'name', from: ['label'], promised: true, transform: text, sensitivity: 'public' },
    { to: 'secret', from: ['secret'], transform: text, sensitivity: 'sensitive' },
  ];
  const named = compileReader({ record: 'named', shape: Named, table, idKey: 'id' });
  const wire = { id: 'a', label: 'x', secret: 'y' };
  const read = (of: RecordReader<Named>, body: unknown, includeSensitive = false, mayHoldCardData = false) => {
    const differences: Difference[] = [];
    const noteDifference = (record: string, difference: Difference) => {
      expect(record).toBe('named');
      differences.push(difference);
    };
    const call = { includeSensitive, explain: true, noteDifference };
    const answer = { status: 200, body, mayHoldCardData };
    return { ...readNamelessRecord(of, answer, 'name', call), differences };
  };

  it('shows what is sensitive only when it is asked for', () => {
    expect(read(named, wire).data).toEqual({ name: 'x' });
    expect(read(named, wire, true).data).toEqual({ name: 'x', secret: 'y' });
  });

  it('notes how the record differs, words that it does not understand included', () => {
    const { differences, warnings } = read(named, { ...wire, secret: 5 }, true);
    expect(differences.map(({ kind, path }) => `${kind} ${path}`)).toEqual(['new_key id', 'type_changed secret']);
    expect(warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual(['invalid_value /secret']);
  });

  it('explains every row', () => {
    const { explanations } = read(named, wire);
    expect(explanations.map(({ pointer, providerPointers }) => [pointer, ...providerPointers])).toEqual([
      ['/name', '/label'],
      ['/secret', '/secret'],
      ['', '/id'],
    ]);
  });

  it('says of the finished record what no row can say', () => {
    const adjust = (data: Named) => ({ ...data, name: data.secret ?? `${data.name}!` });
    const adjusted = compileReader({ record: 'named', shape: Named, table, idKey: 'id', adjust });
    expect([read(adjusted, wire).data.name, read(adjusted, wire, true).data.name]).toEqual(['x!', 'y']);
  });

  it('searches values for card data when the text gave a hint of it', () => {
    const body = { ...wire, secret: CARD_NUMBER };
    expect(read(named, body, true, true).data.secret).toBeNull();
    expect(read(named, body, true, false).data.secret).toBe(CARD_NUMBER);
  });

  it.each([[{}], [{ label: null }], [{ label: ' ' }], [[]], ['x'], [null]])(
    'without an id needs its one field, which %j lacks',
    (body) => {
      expect(() => read(named, body)).toThrow('the answer carries no record');
    },
  );

  it('notes how an item differs that has lost its id, and nothing of what was never a record', () => {
    const lost: string[] = [];
    const call = {
      ...PLAIN_READING,
      noteDifference: (record: string, { kind, path }: Difference) => void lost.push(`${record} ${kind} ${path}`),
    };
    const list = [{ secret: 'y' }, { message: 'no' }, 'x'];
    readRecords(named, answerOf(list), list, call);
    expect(() => readRecord(named, answerOf({}), { secret: 'y' }, { asked: null, call })).toThrow(UpstreamError);
    expect(lost).toEqual(['named missing_key label', 'named missing_key label']);
  });

  it('gives each record of a list the warnings that are its own', () => {
    const seen: string[] = [];
    const call = {
      ...PLAIN_READING,
      includeSensitive: true,
      noteDifference: (_record: string, { kind, path }: Difference) => void seen.push(`${kind} ${path}`),
    };
    const odd = (value: unknown, context: MappingContext) =>
      value === 'odd' ? context.invalid('even') : text(value, context);
    const strict = compileReader({
      record: 'named',
      shape: Named,
      table: [
        { from: ['id'], dropped: 'known', sensitivity: 'public' },
        { to: 'name', from: ['label'], transform: odd, sensitivity: 'public' },
        { to: 'secret', from: ['code'], transform: odd, sensitivity: 'sensitive' },
      ],
      idKey: 'id',
    });
    const list = [{ id: 'a', label: 'odd' }, { id: 'b', label: 'fine' }, {}, { id: 'c', code: 'odd' }];
    const { warnings } = readRecords(strict, answerOf(list), list, call);
    expect(warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'invalid_value /0/name',
      'item_without_id ',
      'invalid_value /2/secret',
    ]);
    expect(seen).toEqual(['unreadable_value label', 'unreadable_value code']);
  });
});
