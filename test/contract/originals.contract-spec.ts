import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { STATUS_CODES } from 'node:http';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { json, startStub, stubEnvironment, type StubCall, type StubProvider } from '../support/stub-provider.js';

type Json = Record<string, unknown>;

const CUSTOMER_ID = '11111111-2222-4333-8444-555555555555';
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PDF = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n');

let stub: StubProvider;
let gateway: TestGateway;

beforeAll(async () => {
  stub = await startStub();
  const { url } = stub;
  gateway = await startTestGateway(stubEnvironment({ cartevo: url, spherepay: url, partner: url }));
});
afterAll(async () => {
  await gateway.stop();
  await stub.close();
});

function fixtureText(name: string): string {
  return readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8');
}

function fixture(name: string): Json {
  return JSON.parse(fixtureText(name)) as Json;
}

/** Serves bodies by path, everything else as 404, and says what was received meanwhile. */
function serve(answers: Readonly<Record<string, { status?: number; body: string | Json }>>): StubCall[] {
  stub.calls.length = 0;
  stub.handle((call, response) => {
    const answer = answers[`${call.method} ${call.url}`];
    if (answer) json(response, answer.status ?? 200, answer.body);
    else json(response, 404, cartevoError(404, 'Not served by this test'));
  });
  return stub.calls;
}

function cartevoError(statusCode: number, message: string): Json {
  return { success: false, statusCode, message, error: STATUS_CODES[statusCode] ?? '' };
}

function seen(answer: TestAnswer): unknown {
  const { data, meta } = answer.body as { data: unknown; meta: { warnings: unknown } };
  return { status: answer.status, data, warnings: meta.warnings };
}

describe('payloads of the provider documents', () => {
  const card = (customer: string) =>
    [`/v1/cartevo/customers/${customer}/cards`, `/api/v1/customers/${customer}/cards`] as const;
  const shapeA = card('4d4dad81-7899-4612-a9f6-133ce56a4507');
  const shapeB = card('8d4f2a1b-5c3e-4d7f-9a6b-2e1c8f9d0a3b');
  const person = 'customer_f31121c389624d3697cbf3ea8830b7a4';
  const record = `/v1/cartevo/customers/${CUSTOMER_ID}`;
  const recordWire = `/api/v1/customers/${CUSTOMER_ID}`;

  it.each([
    ['000 customer by id', '000-cartevo-customer', 'canonical', record, recordWire],
    ['000 with sensitive values', '000-cartevo-customer', 'sensitive', `${record}?include=sensitive`, recordWire],
    ['002 cards, shape A', '002-cartevo-cards-a', 'canonical', ...shapeA],
    ['002 cards, shape B', '002-cartevo-cards-b', 'canonical', ...shapeB],
    ['002 cards, refreshed', '002-cartevo-cards-b', 'canonical', `${shapeB[0]}?refresh=true`, `${shapeB[1]}?sync=true`],
    [
      '004 customer',
      '004-spherepay-customer',
      'canonical',
      `/v1/spherepay/customers/${person}`,
      `/v2/customer/${person}`,
    ],
    [
      '001 customer details',
      '001-partner-customer',
      'canonical',
      '/v1/partner/customers/%3Cstring%3E',
      '/api/customers/detail?customer_id=%3Cstring%3E',
    ],
  ])('%s becomes exactly the canonical record', async (_document, name, expected, path, upstream) => {
    const calls = serve({ [`GET ${upstream}`]: { body: fixtureText(`${name}.wire`) } });
    expect(seen(await gateway.call(path))).toEqual({ status: 200, ...fixture(`${name}.${expected}`) });
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([`GET ${upstream}`]);
  });

  it('001 asked by the external id is a list of one, with its warnings at that item', async () => {
    serve({
      'GET /api/customers/detail?partner_customer_id=%3Cstring%3E': { body: fixtureText('001-partner-customer.wire') },
    });
    const { data, warnings } = fixture('001-partner-customer.canonical') as { data: Json; warnings: Json[] };
    const below = warnings.map((warning) => ({ ...warning, pointer: `/0${String(warning['pointer'])}` }));
    const answer = await gateway.call('/v1/partner/customers?externalId=%3Cstring%3E');
    expect(seen(answer)).toEqual({ status: 200, data: [data], warnings: below });
    expect(answer.body.meta.page).toEqual({ limit: 1, nextCursor: null, total: 1 });
  });

  it('says of every answer where and when it comes from', async () => {
    serve({ [`GET ${recordWire}`]: { body: fixtureText('000-cartevo-customer.wire') } });
    const { body, headers } = await gateway.call(record, { headers: { 'x-request-id': 'contract.1' } });
    expect(body.meta).toEqual({
      requestId: 'contract.1',
      sources: [{ provider: 'cartevo', asOf: expect.stringMatching(/^\d{4}-.*T.*\.\d{3}Z$/), from: 'live' }],
      warnings: [],
    });
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });

  it('sends each provider the credentials that its document asks for', async () => {
    const calls = serve({});
    await gateway.call(record);
    await gateway.call(`/v1/spherepay/customers/${person}`);
    await gateway.call('/v1/partner/customers/%3Cstring%3E');
    expect(calls.map(({ headers }) => [headers.authorization, headers['x-api-key'], headers['x-api-secret']])).toEqual([
      ['Bearer stub-token', undefined, undefined],
      ['Bearer stub-api-key', undefined, undefined],
      [undefined, 'stub-partner-key', 'stub-partner-secret'],
    ]);
  });
});

describe('error tables of the provider documents', () => {
  const base = `/v1/cartevo/customers/${CUSTOMER_ID}`;
  const upstream = `GET /api/v1/customers/${CUSTOMER_ID}`;
  const missing = { status: 404, body: cartevoError(404, 'Customer not found') };

  it('000: 404 of a customer is resource_not_found', async () => {
    serve({ [upstream]: missing });
    expect((await gateway.call(base)).body).toMatchObject({
      status: 404,
      code: 'resource_not_found',
      origin: 'provider',
      provider: { name: 'cartevo', httpStatus: 404 },
    });
  });

  it('002: 404 of the cards of a customer who exists is an empty list', async () => {
    const calls = serve({
      [`${upstream}/cards`]: { status: 404, body: cartevoError(404, 'No cards found') },
      [upstream]: { body: fixtureText('000-cartevo-customer.wire') },
    });
    expect(seen(await gateway.call(`${base}/cards`))).toEqual({ status: 200, data: [], warnings: [] });
    expect(calls).toHaveLength(2);
  });

  it('002: 404 of the cards of a customer who does not exist is resource_not_found', async () => {
    const calls = serve({ [`${upstream}/cards`]: missing, [upstream]: missing });
    expect((await gateway.call(`${base}/cards`)).body).toMatchObject({ status: 404, code: 'resource_not_found' });
    expect(calls).toHaveLength(2);
  });

  it.each([
    [400, 'first_name must be at least 3 characters', 422, 'validation_failed', '/givenName'],
    [400, 'Customer must be 18 or older', 422, 'customer_underage', '/dateOfBirth'],
    [409, 'Customer with this email already exists', 409, 'duplicate_customer', '/email'],
    [
      409,
      'Customer with this identification_number already exists',
      409,
      'duplicate_customer',
      '/identityDocument/number',
    ],
    [413, 'File too large', 413, 'file_too_large', null],
    [415, 'Unsupported file type', 415, 'unsupported_file_type', null],
    [422, 'KYC document unreadable', 422, 'document_unreadable', null],
  ])('003: %i "%s" becomes %i %s', async (status, message, ours, code, pointer) => {
    const calls = serve({ 'POST /api/v1/customers': { status, body: cartevoError(status, message) } });
    const answer = await gateway.call('/v1/cartevo/customers', { method: 'POST', body: createForm() });
    expect(answer.status).toBe(ours);
    expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      type: `/errors/${code}`,
      status: ours,
      code,
      origin: 'provider',
      outcome: 'rejected',
      retry: { safe: false, afterSeconds: null },
      provider: { name: 'cartevo', httpStatus: status, message },
    });
    const pointers = (answer.body.errors as { pointer: string }[]).map((problem) => problem.pointer);
    expect(pointers).toEqual(pointer === null ? [] : [pointer]);
    expect(calls).toHaveLength(1);
  });
});

describe('003 create', () => {
  const created = {
    [`GET /api/v1/customers/${CUSTOMER_ID}`]: { body: fixtureText('000-cartevo-customer.wire') },
  };
  const answer201 = { status: 201, body: fixtureText('000-cartevo-customer.wire') };

  it.each([
    ['', 'POST /api/v1/customers'],
    ['?enroll=false', 'POST /api/v1/customers'],
    ['?enroll=true', 'POST /api/v1/customers?enroll=true'],
  ])('sends exactly the documented form, with query %p as %s', async (query, upstream) => {
    const calls = serve({ ...created, [upstream]: answer201 });
    const answer = await gateway.call(`/v1/cartevo/customers${query}`, { method: 'POST', body: createForm() });
    expect(seen(answer)).toEqual({ status: 201, ...fixture('000-cartevo-customer.canonical') });
    expect(answer.headers.get('location')).toBe(`/v1/cartevo/customers/${CUSTOMER_ID}`);
    expect(calls.map(({ method, url }) => `${method} ${url}`)).toEqual([upstream, Object.keys(created)[0]]);
    const { fields, files } = await parts(calls[0] as StubCall);
    expect(fields).toEqual(fixture('003-cartevo-create.wire'));
    expect(files).toEqual({
      id_document_front: { name: 'front.png', type: 'image/png', bytes: PNG.toString('base64') },
      id_document_back: { name: 'back.pdf', type: 'application/pdf', bytes: PDF.toString('base64') },
    });
  });

  it('leaves out the back side that a passport does not need', async () => {
    const calls = serve({ ...created, 'POST /api/v1/customers': answer201 });
    const form = createForm();
    form.set('identityDocument.type', 'passport');
    form.delete('identityDocument.back');
    expect((await gateway.call('/v1/cartevo/customers', { method: 'POST', body: form })).status).toBe(201);
    const { fields, files } = await parts(calls[0] as StubCall);
    expect(fields).toEqual({ ...fixture('003-cartevo-create.wire'), id_document_type: 'PASSPORT' });
    expect(Object.keys(files)).toEqual(['id_document_front']);
  });

  it('sends documents as addresses to the enroll endpoint as JSON', async () => {
    const calls = serve({ ...created, 'POST /api/v1/customers/enroll': answer201 });
    const urls = { frontUrl: 'https://files.example.com/front.jpg', backUrl: 'https://files.example.com/back.jpg' };
    const input = fixture('003-cartevo-create.input') as { identityDocument: Json };
    const body = JSON.stringify({ ...input, identityDocument: { ...input.identityDocument, ...urls } });
    const headers = { 'content-type': 'application/json' };
    const answer = await gateway.call('/v1/cartevo/customers', { method: 'POST', headers, body });
    expect(seen(answer)).toEqual({ status: 201, ...fixture('000-cartevo-customer.canonical') });
    expect(calls[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(calls[0]?.body))).toEqual({
      ...fixture('003-cartevo-create.wire'),
      id_document_front_url: urls.frontUrl,
      id_document_back_url: urls.backUrl,
    });
  });
});

/** The canonical input as a flat form with dotted names. */
function createForm(): FormData {
  const form = new FormData();
  const add = (fields: Json, prefix: string) => {
    for (const [name, value] of Object.entries(fields)) {
      if (typeof value === 'string') form.set(prefix + name, value);
      else add(value as Json, `${prefix}${name}.`);
    }
  };
  add(fixture('003-cartevo-create.input'), '');
  form.set('identityDocument.front', new Blob([PNG]), 'Amina passport.exe');
  form.set('identityDocument.back', new Blob([PDF], { type: 'image/gif' }), 'back.gif');
  return form;
}

async function parts({ body, headers }: StubCall) {
  const type = { 'content-type': headers['content-type'] ?? '' };
  const form = await new Response(new Uint8Array(body), { headers: type }).formData();
  const fields: Json = {};
  const files: Json = {};
  for (const [name, value] of form) {
    if (typeof value === 'string') fields[name] = value;
    else {
      const bytes = Buffer.from(await value.arrayBuffer()).toString('base64');
      files[name] = { name: value.name, type: value.type, bytes };
    }
  }
  return { fields, files };
}
