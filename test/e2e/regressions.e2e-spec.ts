import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { testCardNumber } from '../../src/platform/simulation/simulated-records.js';
import { newCustomerJson } from '../support/new-customer.js';
import { openSocket, rawRequest, readAnswer, sendRaw } from '../support/raw-http.js';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { requireDocumented } from '../support/openapi/checked-answers.js';

const id = '11111111-2222-4333-8444-555555555555';
let world: StubbedGateway;

beforeAll(async () => {
  world = await startStubbedGateway({ GATEWAY_LOG_LEVEL: 'error' });
});
afterAll(() => world.stop());
beforeEach(() => world.forget());

const create = (customer: unknown) =>
  world.gateway.call('/v1/cartevo/customers', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(customer),
  });

describe('a create refuses, before any call,', () => {
  const document = { type: 'national_id', number: 'TEST0000042', frontUrl: 'https://files.example.com/front.jpg' };
  test.each([
    ['null for the front', '/identityDocument/frontUrl', { identityDocument: { ...document, frontUrl: null } }],
    [
      'null for a back that is needed',
      '/identityDocument/backUrl',
      { identityDocument: { ...document, backUrl: null } },
    ],
    ['a list with one date', '/dateOfBirth', { dateOfBirth: ['1990-01-15'] }],
    ['a list with one country', '/address/country', { address: { ...newCustomerJson().address, country: ['CM'] } }],
    [
      'an address inside a network',
      '/identityDocument/frontUrl',
      { identityDocument: { ...document, frontUrl: 'https://169.254.169.254/a.jpg' } },
    ],
    ['a name of invisible characters', '/givenName', { givenName: 'A\u200b\u200b\u200b' }],
    [
      'a country that ISO 3166-1 does not know',
      '/address/country',
      { address: { ...newCustomerJson().address, country: 'XK' } },
    ],
  ])('%s', async (_what, pointer, changes) => {
    const { status, body } = await create(newCustomerJson(changes));
    expect({ status, code: body.code }).toEqual({ status: 422, code: 'validation_failed' });
    expect(body.errors.map((problem: { pointer: string }) => problem.pointer)).toContain(pointer);
    expect(world.calls()).toHaveLength(0);
  });
});

test('a sensitive read leaves its audit line whatever the level of the log is', async () => {
  world.stubs.cartevo.handle((_call, response) => json(response, 200, { success: true, data: { id } }));
  await world.gateway.call(`/v1/cartevo/customers/${id}?include=sensitive`);
  expect(world.gateway.logs().filter(({ audit }) => audit === 'sensitive_read')).toHaveLength(1);
});

test('noise behind a running create does not replace its answer', async () => {
  world.stubs.cartevo.handle(async (call, response) => {
    await pause(200);
    json(response, call.method === 'POST' ? 201 : 200, { data: { id } });
  });
  const body = JSON.stringify(newCustomerJson());
  const headers = [
    ['Content-Type', 'application/json'],
    ['Content-Length', `${body.length}`],
  ] as const;
  const socket = await openSocket(world.gateway.url);
  const answer = readAnswer(socket);
  socket.write(rawRequest('POST /v1/cartevo/customers', headers, body));
  await pause(50);
  socket.write('noise\r\n\r\n');
  expect((await answer).status).toBe(201);
  requireDocumented(world.gateway.url, { method: 'POST', target: '/v1/cartevo/customers' }, await answer);
  socket.destroy();
});

test.each([
  ['an expectation that nobody meets', 'GET /health/live', [['Expect', 'miracle']], 417],
  ['CONNECT', 'CONNECT example.com:443', [], 405],
] as const)('%s is answered with a problem document', async (_what, line, headers, status) => {
  const answer = await sendRaw(world.gateway.url, rawRequest(line, headers));
  expect(answer.headers.get('content-type')).toContain('application/problem+json');
  expect(answer).toMatchObject({ status, body: { status, requestId: expect.any(String) } });
});

test.each(['?__proto__=1', '?constructor=1', '?toString=1'])(
  'the query %s is refused without a call',
  async (query) => {
    const { status, body } = await world.gateway.call(`/v1/cartevo/customers/${id}${query}`);
    expect({ status, code: body.code }).toEqual({ status: 400, code: 'malformed_request' });
    expect(world.calls()).toHaveLength(0);
  },
);

test('a proxy’s 404 page is not an empty list of cards', async () => {
  world.stubs.cartevo.handle((call, response) => {
    if (call.url.endsWith('/cards'))
      response.writeHead(404, { 'content-type': 'text/html' }).end('<html>not here</html>');
    else json(response, 200, { data: { id } });
  });
  const { status, body } = await world.gateway.call(`/v1/cartevo/customers/${id}/cards`);
  expect({ status, code: body.code }).toEqual({ status: 502, code: 'provider_error' });
});

test('a create whose id is a token is nonsense, and may have happened', async () => {
  world.stubs.cartevo.handle((_call, response) => json(response, 201, { data: { id: 'eyJhbGciOi.eyJzdWIiOi' } }));
  const { status, body } = await create(newCustomerJson());
  expect({ status, code: body.code, outcome: body.outcome }).toEqual({
    status: 502,
    code: 'provider_contract_violation',
    outcome: 'unknown',
  });
});

test('a name that the provider repeats in capitals does not come back', async () => {
  const message = 'Customer AMINA TESTOU of 12 rue exemple exists already';
  world.stubs.cartevo.handle((_call, response) => json(response, 409, { message }));
  const { text } = await create(newCustomerJson());
  expect(text).not.toMatch(/amina|testou|exemple/i);
});

const separators = ['  ', '\t', ' - ', '\u2011', '\u2009', '.', '/', '_'];
test.each(separators)('a card number with %j between its groups is dropped', async (separator) => {
  const number = testCardNumber().match(/\d{4}/g)?.join(separator);
  world.stubs.cartevo.handle((_call, response) => json(response, 200, { data: { id, first_name: number } }));
  const { body, text } = await world.gateway.call(`/v1/cartevo/customers/${id}`);
  expect(body.data.person).toBeNull();
  expect(body.meta.warnings).toContainEqual(expect.objectContaining({ code: 'card_number_dropped' }));
  expect(text).not.toContain(number);
});

describe('a list loses nothing', () => {
  const customers = (count: number) => Array.from({ length: count }, (_, index) => ({ id: `customer_${index}` }));
  const readAll = async (limit: number) => {
    const ids: string[] = [];
    let path = `/v1/spherepay/customers?limit=${limit}`;
    for (let pages = 0; pages < 50; pages++) {
      const { body } = await world.gateway.call(path);
      expect(body.data.length).toBeLessThanOrEqual(limit);
      ids.push(...body.data.map((customer: { providerId: string }) => customer.providerId));
      if (body.meta.page.nextCursor === null) break;
      path = `/v1/spherepay/customers?cursor=${body.meta.page.nextCursor}`;
    }
    return ids;
  };

  test('when the provider uses smaller pages than asked for', async () => {
    world.stubs.spherepay.handle((call, response) => {
      const page = Number(new URL(call.url, 'http://x').searchParams.get('page'));
      const pagination = { page, limit: 10, total: 15 };
      json(response, 200, { customers: customers(15).slice((page - 1) * 10, page * 10), pagination });
    });
    expect(new Set(await readAll(20)).size).toBe(15);
  });

  test.each([{ pagination: { page: 1, limit: 30, total: 30, totalPages: 1 } }, {}])(
    'when the provider sends everything at once, with %j',
    async (facts) => {
      world.stubs.spherepay.handle((_call, response) => json(response, 200, { customers: customers(30), ...facts }));
      const ids = await readAll(7);
      expect(ids).toHaveLength(30);
      expect(new Set(ids).size).toBe(30);
    },
  );

  test('and a cursor of one list does not open another', async () => {
    world.stubs.spherepay.handle((_call, response) => json(response, 200, { customers: customers(30) }));
    const { body } = await world.gateway.call('/v1/spherepay/customers?limit=7');
    const other = await world.gateway.call(`/v1/cartevo/customers?cursor=${body.meta.page.nextCursor}`);
    expect(other.body).toMatchObject({ status: 400, errors: [{ parameter: 'cursor' }] });
  });
});

describe('an odd value of one customer does not take the whole answer down:', () => {
  test.each(['+999', '+1876', '+1-876', '+0', '+383', ''])('dial code %j', async (dialCode) => {
    const odd = { id, phone_country_code: dialCode, phone_number: '5551234' };
    world.stubs.cartevo.handle((_call, response) => json(response, 200, { data: [odd, { id: id.replace('1', '2') }] }));
    const { status, body } = await world.gateway.call('/v1/cartevo/customers');
    expect({ status, count: body.data.length }).toEqual({ status: 200, count: 2 });
    expect(body.data[0].phone.original).toBe(`${dialCode} 5551234`.trim());
    if (dialCode.includes('876')) expect(body.data[0].phone).toMatchObject({ e164: '+18765551234', country: 'JM' });
  });
});

describe('a 401 inside a success', () => {
  test('does not send a create twice, and leaves its outcome open', async () => {
    world.stubs.cartevo.handle((_call, response) => json(response, 201, { statusCode: 401, data: { id } }));
    const { body } = await create(newCustomerJson());
    expect(world.stubs.cartevo.calls.filter(({ method }) => method === 'POST')).toHaveLength(1);
    expect(body).toMatchObject({ code: 'provider_auth_failed', outcome: 'unknown', retry: { safe: false } });
  });
});

test('a field that the provider refuses is described as that', async () => {
  const message = 'first_name must be at least 3 characters';
  world.stubs.cartevo.handle((_call, response) => json(response, 400, { message }));
  const { body } = await create(newCustomerJson());
  expect(body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/givenName' }] });
  expect(body.detail).toContain('fields are wrong');
});

test('a French establishment number is not taken for a card number', async () => {
  const registration = ['732829320', '00074'].join('');
  const partner = { customer_id: 'cus_1', business_details: { business_identifier_number: registration } };
  world.stubs.partner.handle((_call, response) => json(response, 200, partner));
  const { body } = await world.gateway.call('/v1/partner/customers/cus_1');
  expect(body.data.business.registrationNumber).toBe(registration);
});

test.each([
  ['/nowhere/%zz', '/nowhere/%25zz'],
  ['/v1/cartevo/customers/%', '/v1/cartevo/customers/%25'],
  ['/nowhere/a|b"c[d]', '/nowhere/a%7Cb%22c%5Bd%5D'],
])('the instance of a problem at %s is a URI reference', async (path, instance) => {
  const { body } = await sendRaw(world.gateway.url, rawRequest(`GET ${path}`));
  expect(body.instance).toBe(instance);
});
