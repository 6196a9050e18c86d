import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { fieldsOf, shapeOf, type Field, type Shape } from '../../src/canonical/field.js';
import { Card } from '../../src/canonical/card.js';
import { Customer } from '../../src/canonical/customer.js';
import { Transaction } from '../../src/canonical/transaction.js';
import { readAnswer } from '../../src/platform/http/json-reader.js';
import { UpstreamError } from '../../src/platform/http/upstream-error.js';
import {
  cartevoCard,
  cartevoCardFields,
  cartevoCustomer,
  cartevoCustomerFields,
} from '../../src/providers/cartevo/cartevo.fields.js';
import {
  cartevoTransaction,
  cartevoTransactionFields,
} from '../../src/providers/cartevo/cartevo.transaction.fields.js';
import type { FieldTable } from '../../src/providers/mapping/field-table.js';
import { MappingContext } from '../../src/providers/mapping/mapping-context.js';
import { readRecord, readRecords, type RecordReader } from '../../src/providers/mapping/record-reader.js';
import { partnerCustomer, partnerCustomerFields } from '../../src/providers/partner/partner.fields.js';
import { spherePayCustomer, spherePayCustomerFields } from '../../src/providers/spherepay/spherepay.fields.js';
import { PLAIN_READING } from '../support/real-http.js';
import { goodRecord, pathsOf, put, wireOf, type RecordName, type Wire } from './records.js';
import { check, title } from './runs.js';

interface Subject {
  readonly reader: RecordReader<Customer | Card | Transaction>;
  readonly table: FieldTable;
  readonly shape: Shape;
}

const SUBJECTS: Readonly<Record<RecordName, Subject>> = {
  cartevoCustomer: { reader: cartevoCustomer, table: cartevoCustomerFields, shape: Customer },
  cartevoCard: { reader: cartevoCard, table: cartevoCardFields, shape: Card },
  cartevoTransaction: { reader: cartevoTransaction, table: cartevoTransactionFields, shape: Transaction },
  spherePayCustomer: { reader: spherePayCustomer, table: spherePayCustomerFields, shape: Customer },
  partnerCustomer: { reader: partnerCustomer, table: partnerCustomerFields, shape: Customer },
};
const NAMES = Object.keys(SUBJECTS) as RecordName[];

/** Arbitrary JSON as it arrives, and arbitrary values that JSON cannot even say. */
const anyJson = fc.oneof(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom<unknown>(null, '', 0, -0, 1e400, {}, [], [[]]));
const anything = fc.anything({ withNullPrototype: true, withBigInt: true, withDate: true, withMap: true });

const FORMS: Readonly<Record<string, RegExp>> = {
  instant: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/,
  date: /^\d{4}-\d\d-\d\d$/,
  country: /^[A-Z]{2}$/,
  currency: /^[A-Z]{3}$/,
  string: /[^]/,
  url: /^https?:/i,
};

/** What is wrong with a record: every key of the shape must be there, with null or a value of the right kind. */
function faultsOf(record: unknown, shape: Shape, at = ''): string[] {
  if (typeof record !== 'object' || record === null) return [`${at} is no record`];
  const fields = fieldsOf(shape);
  const values = record as Wire;
  const faults = Object.keys(values).filter((name) => !fields.has(name));
  for (const [name, field] of fields) {
    const here = `${at}/${name}`;
    const value = values[name];
    if (!(name in values)) faults.push(...(field.optional ? [] : [`${here} is missing`]));
    else if (field.array) faults.push(...(value as unknown[]).flatMap((item) => kindFaults(item, field, here)));
    else if (value !== null) faults.push(...kindFaults(value, field, here));
    else if (field.nullable === false && !/^(?:id|providerId)$/.test(name)) faults.push(`${here} is null`);
  }
  return faults;
}

function kindFaults(value: unknown, field: Field, at: string): string[] {
  const shape = shapeOf(field);
  if (shape) return faultsOf(value, shape, at);
  const kind = field.is as string;
  if (kind === 'integer') return Number.isSafeInteger(value) ? [] : [`${at} is no integer`];
  if (kind === 'map') return Object.prototype.toString.call(value) === '[object Object]' ? [] : [`${at} is no map`];
  return typeof value === 'string' && FORMS[kind]?.test(value) ? [] : [`${at} is no ${kind}`];
}

describe.each(NAMES)(title('the mapper of %s'), (name) => {
  const { reader, table, shape } = SUBJECTS[name];
  const contexts = () => [new MappingContext(true), new MappingContext(false)];

  function maps(wire: unknown): void {
    const faults = contexts().flatMap((context) => {
      const records = [reader.masked, reader.full].map((map) => map(wire as Wire, context));
      const pointers = context.warnings
        .map(({ pointer }) => pointer)
        .filter((pointer) => !/^(?:\/[^/]*)*$/.test(pointer));
      return [...records.flatMap((record) => faultsOf(record, shape)), ...pointers];
    });
    expect(faults).toEqual([]);
  }

  it('never throws on objects with its own keys holding arbitrary JSON, and gives a record of the canonical shape', () => {
    check(wireOf(table, anyJson), maps);
  });

  it('never throws when one value of a good record is something else', () => {
    const paths = pathsOf(goodRecord[name]());
    check(fc.tuple(fc.constantFrom(...paths), anyJson), ([path, value]) => maps(put(goodRecord[name](), path, value)));
  });

  it('never throws on arbitrary objects, such as no JSON can be', () => {
    check(
      anything.filter((value) => typeof value === 'object' && value !== null),
      (value) => {
        for (const context of contexts()) reader.full(value as Wire, context);
      },
    );
  });

  it('reads any JSON text as a record, or refuses it with an error of its own', () => {
    const reading = { ...PLAIN_READING, explain: true };
    check(fc.oneof(anyJson, wireOf(table, anyJson)), (value) => {
      const refusals: unknown[] = [];
      const attempt = (read: () => unknown) => {
        try {
          read();
        } catch (error) {
          refusals.push(error);
        }
      };
      attempt(() => {
        const answer = readAnswer(200, { 'content-type': 'application/json' }, Buffer.from(JSON.stringify(value)));
        attempt(() => readRecord(reader, answer, answer.body, { asked: null, call: reading }));
        attempt(() => readRecords(reader, answer, answer.body, { ...reading, includeSensitive: true }));
      });
      expect(refusals.filter((error) => !(error instanceof UpstreamError))).toEqual([]);
    });
  });
});
