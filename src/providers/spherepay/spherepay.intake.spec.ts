import { describe, expect, it } from '@jest/globals';
import { GatewayError } from '../../canonical/errors.js';
import type { ReceivedFile } from '../../platform/upload/multipart-form.js';
import { DOCUMENT_FORM, toDocument, toWireDocument } from './spherepay.document.js';
import { toChanges, toNewCustomer } from './spherepay.intake.js';
import { spherePayCustomerLimits, spherePayDocumentLimits } from './spherepay.limits.js';
import { GOVERNMENT_DOCUMENTS, WORD_BY_DOCUMENT } from './spherepay.statuses.js';

type Json = Record<string, unknown>;

const FILE: ReceivedFile = { bytes: Buffer.from('x'), type: 'image/png' };
const DOCUMENT = { type: 'passport', issuingCountry: 'US' };

const person = (): Json => ({
  email: 'nora@example.com',
  phone: '+14155550199',
  address: { line1: '500 Example Avenue', city: 'Springfield', country: 'US' },
  taxId: { type: 'ssn', number: '000000000', country: 'US' },
});

function refusals(run: () => unknown): string[] {
  try {
    run();
  } catch (error) {
    if (!(error instanceof GatewayError)) throw error;
    return error.problems.map(({ pointer, code }) => `${pointer ?? ''} ${code}`);
  }
  return [];
}

/** The object with another value at a pointer. */
function put(value: Json, pointer: string, item: unknown): Json {
  const keys = pointer.slice(1).split('/');
  const parent = keys.slice(0, -1).reduce((inner, key) => inner[key] as Json, value);
  if (item === undefined) delete parent[keys.at(-1) as string];
  else parent[keys.at(-1) as string] = item;
  return value;
}

const form = (body: Json, file: ReceivedFile | null = FILE) => {
  const files = new Map(file ? [['file', file]] : []);
  return { body, files, problems: [] };
};

/** Fields of free text, whose lengths are those of the table. */
const TEXTS = /\/(?:line1|line2|city|region|postalCode|middleName|occupationCode|sourceOfFunds|number|description)$/;

describe('the limits of the table', () => {
  const customerTexts = spherePayCustomerLimits.filter(({ pointer }) => TEXTS.test(pointer));
  const documentTexts = spherePayDocumentLimits.filter(({ pointer }) => TEXTS.test(pointer));

  it('are those of texts, for the most part', () => {
    expect([customerTexts.length, documentTexts.length]).toEqual([10, 1]);
  });

  it.each(customerTexts)('of $pointer are kept on both sides', ({ pointer, min, max }) => {
    const problemsWith = (length: number) => refusals(() => toNewCustomer(put(person(), pointer, 'x'.repeat(length))));
    expect([problemsWith(min), problemsWith(max)]).toEqual([[], []]);
    expect([problemsWith(min - 1), problemsWith(max + 1)]).toEqual([[`${pointer} length`], [`${pointer} length`]]);
  });

  it.each(documentTexts)('of $pointer of a document are kept', ({ pointer, max }) => {
    const problemsWith = (length: number) =>
      refusals(() => toDocument(form(put({ ...DOCUMENT }, pointer, 'x'.repeat(length)))));
    expect([problemsWith(max), problemsWith(max + 1)]).toEqual([[], [`${pointer} length`]]);
  });

  it.each(spherePayCustomerLimits.filter(({ required, pointer }) => required && !pointer.startsWith('/taxId')))(
    'say that $pointer is needed',
    ({ pointer }) => {
      expect(refusals(() => toNewCustomer(put(person(), pointer, undefined)))).toContain(`${pointer} required`);
    },
  );

  it.each(spherePayCustomerLimits.filter(({ required }) => !required))('say that $pointer is not', ({ pointer }) => {
    expect(refusals(() => toNewCustomer(put(person(), pointer, undefined)))).toEqual([]);
    expect(refusals(() => toNewCustomer(put(person(), pointer, null)))).not.toEqual([]);
  });
});

describe('a change', () => {
  it.each<[Json, string[]]>([
    [{}, [' nothing_given']],
    [{ metadata: {} }, []],
    [{ taxId: person()['taxId'] }, ['/address needed_with']],
    [{ taxId: person()['taxId'], address: person()['address'] }, []],
    [{ phone: '+14155550199', givenName: 'Nora' }, ['/phone unknown_field', '/givenName unknown_field']],
    [{ address: null }, ['/address required']],
    [{ taxId: 'text' }, ['/taxId not_an_object', '/address needed_with']],
  ])('of %j: %j', (body, problems) => {
    expect(refusals(() => toChanges(body)).toSorted()).toEqual(problems.toSorted());
  });
});

describe('a document', () => {
  it.each(Object.entries(WORD_BY_DOCUMENT))('%s is called %s', async (type, word) => {
    const body = GOVERNMENT_DOCUMENTS.has(type) ? { type, issuingCountry: 'CM' } : { type };
    const wire = toWireDocument('customer_1', toDocument(form(body)));
    const sent = await new Response(Buffer.concat([...wire.body]), {
      headers: { 'content-type': wire.headers['content-type'] ?? '' },
    }).formData();
    const { file, ...fields } = Object.fromEntries(sent);
    expect(fields).toEqual({
      target: 'customer',
      targetId: 'customer_1',
      documentType: word,
      ...(GOVERNMENT_DOCUMENTS.has(type) && { country: 'CMR' }),
    });
    expect([(file as File).name, (file as File).type]).toEqual(['document.png', 'image/png']);
  });

  it.each([...GOVERNMENT_DOCUMENTS])('%s needs the country that issued it', (type) => {
    expect(refusals(() => toDocument(form({ type })))).toEqual(['/issuingCountry needed_with']);
  });

  it('has all its problems named at once', () => {
    expect(refusals(() => toDocument(form({ type: 'unknown', side: 'top', extra: '1' }, null))).toSorted()).toEqual([
      '/extra unknown_field',
      '/file required',
      '/side unsupported_value',
      '/type unsupported_value',
    ]);
  });

  it('may have 15 MB', () => {
    expect(DOCUMENT_FORM).toEqual({ files: ['file'], maxFileBytes: 15_000_000 });
  });
});
