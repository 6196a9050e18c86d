import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Card } from '../../src/canonical/card.js';
import type { Customer } from '../../src/canonical/customer.js';
import type { Transaction } from '../../src/canonical/transaction.js';
import { UpstreamError } from '../../src/platform/http/upstream-error.js';
import { cartevoCard, cartevoCustomer } from '../../src/providers/cartevo/cartevo.fields.js';
import { cartevoTransaction } from '../../src/providers/cartevo/cartevo.transaction.fields.js';
import type { Difference } from '../../src/providers/mapping/inspect-record.js';
import { readRecord, type RecordReader } from '../../src/providers/mapping/record-reader.js';
import { partnerCustomer } from '../../src/providers/partner/partner.fields.js';
import { spherePayCustomer } from '../../src/providers/spherepay/spherepay.fields.js';
import { PLAIN_READING } from '../support/real-http.js';
import { goodRecord, pathsOf, put, wireOf, type RecordName, type Wire } from './records.js';
import { check, title } from './runs.js';

const READERS: Readonly<Record<RecordName, RecordReader<Customer | Card | Transaction>>> = {
  cartevoCustomer,
  cartevoCard,
  cartevoTransaction,
  spherePayCustomer,
  partnerCustomer,
};

/** Marks that no name of a field holds: whatever carries one is a value, or a key that is one. */
const MARK = 'Zq7';
const MARKED_NUMBER = 918_273_645;
const markedText = fc.string({ maxLength: 20 }).map((text) => MARK + text);
/** Keys that are values: addresses, names with a blank, and numbers and tokens in whatever way they are separated. */
const separator = fc.constantFrom('', '-', '_', '--', '.', ' ');
const group = fc.stringMatching(/^[0-9]{2,4}$/);
const prefix = fc.constantFrom('', 'card', 'ssn-', 'tel_', 'DE', '+', 'x');
const markedKey = fc.oneof(
  fc.constantFrom(`${MARK}@example.com`, `${MARK} Smith`, `a.${MARK}`, `${MARK}é`, MARK.padEnd(200, 'x')),
  fc
    .tuple(prefix, fc.array(group, { minLength: 3, maxLength: 6 }), separator)
    .map(([begin, groups, between]) => begin + groups.join(between)),
  fc.constantFrom(`tkAlsp_${MARK}`, `tkBcd_eyJ${MARK}`, `a_eyJhbGciOi${MARK}`),
);
const markedLeaf = fc.oneof(markedText, fc.constantFrom<unknown>(MARKED_NUMBER, true, false, null));
const marked: fc.Arbitrary<unknown> = fc.oneof(
  markedLeaf,
  fc.array(markedLeaf, { maxLength: 3 }),
  fc.dictionary(markedKey, markedLeaf, { maxKeys: 3 }),
  fc.array(fc.dictionary(markedKey, markedLeaf, { maxKeys: 3 }), { maxLength: 2 }),
);

/** Everything that drift and explanation say of a wire record, as text; null when there is no record in it. */
function said(reader: RecordReader<Customer | Card | Transaction>, wire: Wire): string | null {
  const differences: Difference[] = [];
  const answer = { status: 200, body: wire, mayHoldCardData: true };
  const call = {
    ...PLAIN_READING,
    includeSensitive: true,
    explain: true,
    noteDifference: (_record: string, difference: Difference) => void differences.push(difference),
  };
  try {
    const { explanations } = readRecord(reader, answer, wire, { asked: null, call });
    return JSON.stringify([differences, explanations]);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    return differences.length === 0 ? null : JSON.stringify(differences);
  }
}

describe.each(Object.keys(READERS) as RecordName[])(title('drift and explanation of %s'), (name) => {
  const reader = READERS[name];
  const holdsNoMark = (wire: Wire): void => {
    const text = said(reader, wire) ?? '';
    expect([text.includes(MARK), text.includes(`${MARKED_NUMBER}`)]).toEqual([false, false]);
  };

  it('never hold a value, whatever the record holds', () => {
    check(wireOf(reader.table, marked), (wire) =>
      holdsNoMark({ ...wire, [reader.idKey]: goodRecord[name]()[reader.idKey] }),
    );
  });

  it('never hold a value of a good record in which one value is another', () => {
    const paths = pathsOf(goodRecord[name]());
    check(fc.tuple(fc.constantFrom(...paths), marked), ([path, value]) =>
      holdsNoMark(put(goodRecord[name](), path, value)),
    );
  });

  it('never hold a key that could be a value', () => {
    check(fc.tuple(markedKey, marked), ([key, value]) => {
      const text = said(reader, { ...goodRecord[name](), [key]: value });
      expect(text).toContain('"new_key"');
      expect([text?.includes(MARK), text?.includes(`${MARKED_NUMBER}`), text?.includes(`/${key}`)]).toEqual([
        false,
        false,
        false,
      ]);
    });
  });

  it('notice every value of another type in a good record', () => {
    const good = goodRecord[name]();
    const leaves = pathsOf(good).filter((path) => path.length === 1 && path[0] !== reader.idKey);
    for (const [key] of leaves as [string][]) {
      const other = typeof good[key] === 'string' ? { changed: true } : 'changed';
      expect({ key, text: said(reader, { ...good, [key]: other }) }).toEqual({
        key,
        text: expect.stringContaining('"type_changed"'),
      });
    }
  });
});
