import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import { CARTEVO_SIMULATOR_ACCESS_TOKEN, startCartevoSimulator } from './cartevo.simulator.js';

type Wire = Record<string, unknown>;

const ADDRESS = { street: '12 Rue Exemple', city: 'Douala', state: 'Littoral', postal_code: '00237' };
const PHONE = { country_iso_code: 'CM', country_phone_code: '+237', phone_number: '600000042' };
const DOCUMENT = { identification_number: 'TEST-NEW-1', id_document_type: 'NIN' };
const PERSON = { first_name: 'Nadia', last_name: 'Created', date_of_birth: '1990-01-15', country: 'Cameroon' };
const FIELDS = { ...PERSON, email: 'nadia.created@example.com', ...ADDRESS, ...PHONE, ...DOCUMENT };
const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startCartevoSimulator({ now: () => new Date('2026-02-28T23:30:00Z') });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

function send(path: string, body: FormData | string | null, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${CARTEVO_SIMULATOR_ACCESS_TOKEN}`;
  const method = body === null ? 'GET' : 'POST';
  return fetch(`${simulator.baseUrl}${path}`, { method, body, headers: { authorization, ...headers } });
}

function form(changes: Record<string, string | null> = {}, files: Record<string, Buffer> = {}): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...FIELDS, ...changes })) if (value !== null) data.set(name, value);
  for (const [name, bytes] of Object.entries({ id_document_front: PNG, id_document_back: PNG, ...files })) {
    if (bytes.length > 0) data.set(name, new Blob([new Uint8Array(bytes)]), `${name}.bin`);
  }
  return data;
}

async function refusal(response: Promise<Response>): Promise<[number, unknown]> {
  const { status } = await response;
  const body = (await (await response).json()) as Wire;
  expect(body).toMatchObject({ success: false, statusCode: status });
  return [status, body['message']];
}

async function created(response: Promise<Response>): Promise<Wire> {
  const answer = await response;
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { data: Wire }).data;
}

async function read(id: unknown): Promise<Wire> {
  return ((await (await send(`/customers/${String(id)}`, null)).json()) as { data: Wire }).data;
}

describe('Cartevo create', () => {
  it('answers 201 with another status inside, and the record can be read and is listed', async () => {
    const response = await send('/customers?enroll=true', form());
    expect(response.status).toBe(201);
    const answer = (await response.json()) as { statusCode: number; data: Wire };
    expect(answer.statusCode).toBe(200);
    expect(answer.data).toMatchObject({
      type: 'NIN',
      number: 'TEST-NEW-1',
      phone_country_code: '+237',
      date_of_birth: '1990-01-15T00:00:00.000Z',
      is_active: true,
      created_at: '2026-02-28T23:30:00.000Z',
    });
    expect(await read(answer.data['id'])).toEqual(answer.data);
    expect(await (await send('/customers?limit=100', null)).text()).toContain(String(answer.data['id']));
  });

  it('gives the same ids after a reset', async () => {
    const { id } = await created(send('/customers', form()));
    simulator.reset();
    expect((await created(send('/customers', form())))['id']).toBe(id);
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  it('enrols at once for the literal true only', async () => {
    for (const [index, [query, expected]] of [
      ['?enroll=true', /^issuer_/],
      ['?enroll=1', /^null$/],
    ].entries()) {
      const fields = { email: `person${index}@example.com`, identification_number: `TEST-${index}` };
      const { id } = await created(send(`/customers${String(query)}`, form(fields)));
      const older = await send(`/customers/${String(id)}`, null, { 'x-sandbox-scenario': 'older-server' });
      expect(String(((await older.json()) as { data: Wire }).data['provider_customer_id'])).toMatch(expected ?? '');
    }
  });

  it('has one message as text and several as a list', async () => {
    expect(await refusal(send('/customers', form({ first_name: 'Al' })))).toEqual([
      400,
      'first_name must be at least 3 characters',
    ]);
    const wrong = { last_name: null, email: 'nobody', id_document_type: 'VISA', favourite: 'tea' };
    expect(await refusal(send('/customers', form(wrong)))).toEqual([
      400,
      [
        'property favourite should not exist',
        'last_name must be at least 3 characters',
        'email must be an email',
        'id_document_type must be one of the following values: NIN, PASSPORT, VOTERS_CARD, DRIVERS_LICENSE',
      ],
    ]);
  });

  it.each(['2008-02-29', '2008-03-01'])('refuses %s as under 18 on 28 February 2026', async (date_of_birth) => {
    expect(await refusal(send('/customers', form({ date_of_birth })))).toEqual([400, 'Customer must be 18 or older']);
  });

  it('accepts the eighteenth birthday itself, and refuses a date that does not exist', async () => {
    await created(send('/customers', form({ date_of_birth: '2008-02-28' })));
    const [status, message] = await refusal(send('/customers', form({ date_of_birth: '1990-02-30' })));
    expect([status, message]).toEqual([400, 'date_of_birth must be a valid ISO 8601 date string']);
  });

  it('wants the documents that the type needs', async () => {
    const none = Buffer.alloc(0);
    expect(await refusal(send('/customers', form({}, { id_document_front: none, id_document_back: none })))).toEqual([
      400,
      ['id_document_front is required', 'id_document_back is required for NIN'],
    ]);
    const passport = form({ id_document_type: 'PASSPORT' }, { id_document_back: none });
    expect(await created(send('/customers', passport))).not.toHaveProperty('photo');
    expect(await refusal(send('/customers', form({}, { selfie: PNG })))).toEqual([400, 'Unexpected field - selfie']);
  });

  it('looks at the size before the type, and at the type before the fields', async () => {
    const large = Buffer.alloc(10 * 1024 * 1024 + 1);
    expect(await refusal(send('/customers', form({}, { id_document_front: large })))).toEqual([413, 'File too large']);
    const text = Buffer.from('GIF89a, not a document');
    expect(await refusal(send('/customers', form({ first_name: 'A' }, { id_document_front: text })))).toEqual([
      415,
      'Unsupported file type',
    ]);
    const exact = Buffer.concat([PNG, Buffer.alloc(10 * 1024 * 1024 - PNG.length)]);
    await created(
      send('/customers', form({}, { id_document_front: exact, id_document_back: Buffer.from('%PDF-1.7') })),
    );
  });

  it('refuses duplicates', async () => {
    await created(send('/customers', form()));
    const email = await refusal(send('/customers', form({ identification_number: 'OTHER' })));
    expect(email).toEqual([409, 'Customer with this email already exists']);
    const number = await refusal(send('/customers', form({ email: 'other@example.com' })));
    expect(number).toEqual([409, 'Customer with this identification_number already exists']);
  });

  it.each([
    [{ email: 'a+duplicate@example.com' }, 409, 'Customer with this email already exists'],
    [{ identification_number: 'DUPLICATE-ID' }, 409, 'Customer with this identification_number already exists'],
    [{ email: 'a+unreadable@example.com' }, 422, 'KYC document unreadable'],
    [{ email: 'a+underage@example.com' }, 400, 'Customer must be 18 or older'],
  ])('answers the magic value %p with %i', async (changes, status, message) => {
    expect(await refusal(send('/customers', form(changes)))).toEqual([status, message]);
  });

  it.each(['approved', 'rejected'])('shows the magic outcome %s on later reads only', async (outcome) => {
    const record = await created(send('/customers', form({ email: `a+${outcome}@example.com` })));
    expect(record).not.toHaveProperty('kyc_status');
    expect(await read(record['id'])).toHaveProperty('kyc_status', outcome.toUpperCase());
  });

  it('refuses bodies that are no form', async () => {
    expect(await refusal(send('/customers', JSON.stringify(FIELDS), { 'content-type': 'application/json' }))).toEqual([
      400,
      'Content-Type must be multipart/form-data',
    ]);
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    expect(await refusal(send('/customers', '--x\r\nbroken', headers))).toEqual([400, 'Unexpected end of form']);
  });
});

describe('Cartevo enroll', () => {
  const urls = {
    id_document_front_url: 'https://files.example.com/front.jpg',
    id_document_back_url: 'https://files.example.com/back.jpg',
  };
  const enroll = (changes: Wire = {}): Promise<Response> =>
    send('/customers/enroll', JSON.stringify({ ...FIELDS, ...urls, ...changes }));

  it("keeps the caller's own document URLs", async () => {
    const record = await created(enroll());
    expect(record).toMatchObject({ image: urls.id_document_front_url, photo: urls.id_document_back_url });
    expect(await read(record['id'])).toEqual(record);
  });

  it('validates like the multipart variant', async () => {
    expect(await refusal(enroll({ id_document_back_url: undefined, phone_number: 42 }))).toEqual([
      400,
      ['phone_number must be a string', 'id_document_back_url is required for NIN'],
    ]);
    const insecure = await refusal(enroll({ id_document_front_url: 'http://files.example.com/front.jpg' }));
    expect(insecure).toEqual([400, 'id_document_front_url must be an https URL']);
    expect((await refusal(send('/customers/enroll', '{')))[0]).toBe(400);
  });
});
