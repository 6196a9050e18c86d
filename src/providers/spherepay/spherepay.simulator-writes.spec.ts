import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import { SPHEREPAY_SEEDS } from './spherepay.simulator-data.js';
import { startSpherePaySimulator } from './spherepay.simulator.js';

type Json = Record<string, unknown>;

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSpherePaySimulator();
});
afterAll(() => simulator.close());
beforeEach(() => simulator.reset());

const { original, approved, business } = SPHEREPAY_SEEDS;
const authorization = () => `Bearer ${simulator.environment['SPHEREPAY_API_KEY']}`;

async function send(method: string, path: string, body?: Json | FormData | string) {
  const json = body !== undefined && !(body instanceof FormData);
  const response = await fetch(simulator.baseUrl + path, {
    method,
    headers: { authorization: authorization(), ...(json && { 'content-type': 'application/json' }) },
    ...(body !== undefined && {
      body: body instanceof FormData || typeof body === 'string' ? body : JSON.stringify(body),
    }),
  });
  return { status: response.status, body: (await response.json()) as Json };
}

const pointers = ({ body }: { body: Json }) => (body['errors'] as { pointer: string }[]).map(({ pointer }) => pointer);
const address = { line1: '500 Example Avenue', city: 'Springfield', country: 'USA' };
const person = (changes: Json = {}): Json => ({
  type: 'individual',
  email: 'nora@example.com',
  phone: '+14155550199',
  address,
  ...changes,
});
const form = (fields: Json, content = '%PDF-1.7 %%EOF') => {
  const all = { target: 'customer', targetId: original, documentType: 'passport', country: 'USA', ...fields };
  const body = new FormData();
  for (const [name, value] of Object.entries(all)) if (typeof value === 'string') body.append(name, value);
  if (content) body.append('file', new Blob([content]), 'document.pdf');
  return body;
};

describe('the simulated create', () => {
  it('shows no criteria at first, and nothing that is write-only afterwards', async () => {
    const tax = {
      taxIdentificationNumberType: 'ssn',
      taxIdentificationNumber: '0',
      taxIdentificationNumberCountry: 'USA',
    };
    const made = await send('POST', '/v2/customer', person({ personalInformation: tax, meta: { a: 1 } }));
    expect(made.status).toBe(201);
    const empty = { complete: [], pending: [], required: [], errors: [] };
    expect(made.body).toMatchObject({ verificationProfiles: [{ criteria: empty }], tosStatus: 'incomplete' });
    const read = await send('GET', `/v2/customer/${String(made.body['id'])}`);
    expect(read.body).toMatchObject({
      meta: { a: 1 },
      verificationProfiles: [{ criteria: { complete: { length: 4 } } }],
    });
    expect(JSON.stringify(read.body)).not.toMatch(/taxIdentificationNumber"|Springfield/);
  });

  it.each<[string, Json, string[]]>([
    ['a business', { type: 'business' }, ['/type']],
    ['a wrong e-mail address', { email: `${'a'.repeat(250)}@b.co` }, ['/email']],
    ['a local number', { phone: '4155550199' }, ['/phone']],
    ['no address', { address: undefined }, ['/address']],
    ['a country by alpha-2', { address: { ...address, country: 'US' } }, ['/address/country']],
    ['a name', { firstName: 'Nora' }, ['/firstName']],
    [
      'half a tax number',
      { personalInformation: { taxIdentificationNumber: '0' } },
      ['/personalInformation/taxIdentificationNumberType', '/personalInformation/taxIdentificationNumberCountry'],
    ],
    ['nested metadata', { meta: { a: {} } }, ['/meta/a']],
  ])('refuses %s', async (_name, changes, places) => {
    const refused = await send('POST', '/v2/customer', person(changes));
    expect([refused.status, refused.body['code'], pointers(refused)]).toEqual([422, 'validation/failed', places]);
    expect(simulator.books).toEqual([]);
  });

  it('refuses an e-mail address that is taken', async () => {
    const refused = await send('POST', '/v2/customer', person({ email: 'JANE.SMITH@example.com' }));
    expect([refused.status, refused.body['code']]).toEqual([409, 'customer/duplicate']);
  });
});

describe('the simulated update', () => {
  it('replaces `meta` as a whole and merges the rest', async () => {
    const path = `/v2/customer/${original}`;
    await send('PATCH', path, { meta: { a: 1, b: 2 } });
    const { body } = await send('PATCH', path, { meta: { b: 3 }, personalInformation: { gender: 'female' } });
    expect(body).toMatchObject({ meta: { b: 3 }, personalInformation: { gender: 'female', middleName: 'James' } });
    expect(body['meta']).not.toHaveProperty('a');
  });

  it('refuses locked fields, businesses, e-mail addresses and a tax number without an address', async () => {
    const tax = {
      taxIdentificationNumberType: 'ssn',
      taxIdentificationNumber: '0',
      taxIdentificationNumberCountry: 'USA',
    };
    const change = { address, personalInformation: tax };
    expect((await send('PATCH', `/v2/customer/${approved}`, change)).status).toBe(400);
    expect((await send('PATCH', `/v2/customer/${original}`, change)).status).toBe(200);
    expect((await send('PATCH', `/v2/customer/${business}`, {})).status).toBe(400);
    const wrong = { email: 'a@example.com', personalInformation: tax };
    expect(pointers(await send('PATCH', `/v2/customer/${original}`, wrong))).toEqual(['/email', '/address']);
  });
});

describe('the simulated submissions', () => {
  it('make links under two names, each another one, and want no body', async () => {
    const terms = await send('POST', `/v2/customer/${original}/tos-link`);
    const kyc = await send('POST', `/v2/customer/${business}/kyc-link`);
    expect([Object.keys(terms.body), Object.keys(kyc.body)]).toEqual([
      ['link', 'expiresAt'],
      ['url', 'expiresAt'],
    ]);
    expect((await send('POST', `/v2/customer/${original}/tos-link`)).body['link']).not.toBe(terms.body['link']);
    expect((await send('POST', `/v2/customer/${original}/kyc-link`, { type: 'individual' })).status).toBe(400);
    expect((await send('POST', '/v2/customer/customer_0/kyc-link')).status).toBe(404);
    expect(simulator.books.map(({ what, about }) => [what, about])).toEqual([
      ['terms link made', original],
      ['identity link made', business],
      ['terms link made', original],
    ]);
  });

  it('take documents, which move their criterion, and the profile with the last one', async () => {
    expect((await send('POST', '/v2/document', form({ side: 'front' }))).body).toMatchObject({
      mimeType: 'application/pdf',
    });
    await send('POST', '/v2/document', form({ documentType: 'liveness_report', country: undefined }));
    const { body } = await send('GET', `/v2/customer/${original}`);
    expect(body).toMatchObject({
      verificationProfiles: [
        { status: 'pending', criteria: { pending: ['identity_document', 'liveness_report_document'], required: [] } },
      ],
    });
  });

  it.each<[string, Json, string[]]>([
    ['a passport without a country', { country: undefined }, ['/country']],
    ['a country by alpha-2', { country: 'US' }, ['/country']],
    ['a document of a business', { documentType: 'incorporation_cert' }, ['/documentType']],
    ['another target', { target: 'business_representative' }, ['/target']],
    ['a third side', { side: 'top' }, ['/side']],
    ['an unknown field', { number: '1' }, ['/number']],
  ])('refuse %s', async (_name, fields, places) => {
    const refused = await send('POST', '/v2/document', form(fields));
    expect([refused.status, pointers(refused)]).toEqual([422, places]);
    expect(simulator.books).toEqual([]);
  });

  it('refuse files by size and content', async () => {
    expect((await send('POST', '/v2/document', form({}, 'GIF89a'))).status).toBe(415);
    expect((await send('POST', '/v2/document', form({}, `%PDF-${'x'.repeat(15_000_000)}`))).status).toBe(413);
    expect(pointers(await send('POST', '/v2/document', form({}, '')))).toEqual(['/file']);
  });
});
