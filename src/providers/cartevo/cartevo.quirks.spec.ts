import { afterAll, beforeAll, beforeEach, expect } from '@jest/globals';
import {
  CARTEVO_CREATE,
  CARTEVO_ID as ID,
  CartevoBehindStub,
  byPath,
  cartevoAnswer as answer,
} from '../../../test/support/cartevo-behind-stub.js';
import { quirkSuite } from '../../../test/support/quirks.js';
import { callContext } from '../../../test/support/real-http.js';
import { json } from '../../../test/support/stub-provider.js';
import { GatewayError } from '../../canonical/errors.js';
import { SettingValues } from '../../platform/config/setting.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toGatewayError } from '../error-translation.js';
import { MappingContext } from '../mapping/mapping-context.js';
import { cartevoCard, cartevoCustomer } from './cartevo.fields.js';
import { fromJson } from './cartevo.intake.js';
import { cartevo } from './cartevo.module.js';
import { loadCartevo } from './cartevo.settings.js';
import { cartevoTables } from './cartevo.tables.js';

type Wire = Record<string, unknown>;

const CUSTOMER = { id: ID, first_name: 'Amina', last_name: 'Testou', country: 'Cameroon', is_active: true };
const CARD = { id: 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb', customer_id: ID, status: 'ACTIVE' };
const READ = { [`customers/${ID}`]: [200, answer(CUSTOMER)] } as const;
const CREATED = byPath({
  customers: [201, answer({ id: ID })],
  'customers/enroll': [201, answer({ id: ID })],
  ...READ,
});
const COMMAND = fromJson(CARTEVO_CREATE, '2026-11-20');
const LIST = { list: 'cartevo', limit: null, cursor: null, filters: {} };
const { quirk, complete } = quirkSuite();

let provider: CartevoBehindStub;
beforeAll(async () => {
  provider = await CartevoBehindStub.start();
});
beforeEach(() => provider.forget());
afterAll(() => provider.stop());

const create = () => provider.ask(CREATED, (adapter, call) => adapter.createCustomer(COMMAND, call));
const cards = (answers: Parameters<typeof byPath>[0], refresh = false) =>
  provider.ask(byPath(answers), (adapter, call) => adapter.listCustomerCards(ID, refresh, call));
const customer = (wire: Wire) => mapped(cartevoCustomer.full, { ...CUSTOMER, ...wire });
const card = (wire: Wire) => mapped(cartevoCard.masked, { ...CARD, ...wire });

function mapped<T>(map: (wire: Wire, context: MappingContext) => T, wire: Wire) {
  const context = new MappingContext(true);
  return { record: map(wire, context), warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

quirk(1, 'the dial code is understood by both of its names, and sent by the name of the request', async () => {
  for (const name of ['phone_country_code', 'country_phone_code']) {
    expect(customer({ [name]: '+237', phone_number: '677000001' }).record.phone?.e164).toBe('+237677000001');
  }
  await create();
  expect(JSON.parse(String(provider.calls[0]?.body))).toMatchObject({
    country_phone_code: '+237',
    phone_number: '677000001',
  });
});

quirk(2, 'type and number of the document are understood by all of their names, also side by side', () => {
  const wires = [
    { type: 'NIN', number: 'X1' },
    { id_document_type: 'NIN', identification_number: 'X1' },
    { type: 'NIN', number: 'X1', identification_number: 'X1' },
  ];
  for (const wire of wires) {
    const { record, warnings } = customer(wire);
    expect(record.person?.identityDocuments[0]).toMatchObject({ type: 'national_id', number: 'X1' });
    expect(warnings).toEqual([]);
  }
});

quirk(3, '`photo` is the back of the document, and the names of the request are understood too', () => {
  const front = { kind: 'url', value: 'https://a.example/f' };
  const back = { kind: 'url', value: 'https://a.example/b' };
  for (const [one, other] of [
    ['image', 'photo'],
    ['id_document_front', 'id_document_back'],
  ] as const) {
    expect(customer({ [one]: front.value, [other]: back.value }).record.person?.identityDocuments[0]).toMatchObject({
      front,
      back,
    });
  }
});

quirk(4, 'the ISO code of the country is sent, and derived from the name when it does not come back', async () => {
  await create();
  expect(JSON.parse(String(provider.calls[0]?.body))).toMatchObject({ country: 'Cameroon', country_iso_code: 'CM' });
  expect(customer({ country: 'Cameroon' }).record.person?.address?.country).toBe('CM');
  expect(customer({ country: undefined, country_iso_code: 'CM' }).record.person?.address).toMatchObject({
    country: 'CM',
    countryOriginal: 'CM',
  });
});

quirk(5, 'the country is free text: what cannot be understood stays as it was written', () => {
  const { record, warnings } = customer({ country: 'Kamerun (West)' });
  expect(record.person?.address).toMatchObject({ country: null, countryOriginal: 'Kamerun (West)' });
  expect(warnings).toEqual(['invalid_value /person/address/country']);
});

quirk(6, 'without `kyc_status` the verification is unknown; should it come, it counts', () => {
  expect(customer({}).record.verification).toMatchObject({ status: 'unknown', statusNative: null });
  expect(customer({}).warnings).toEqual([]);
  expect(customer({ kyc_status: 'APPROVED' }).record.verification.status).toBe('approved');
});

quirk(7, 'no cards is an empty list for 404 as for 200 `[]`, and 404 when the customer does not exist', async () => {
  const path = `customers/${ID}/cards`;
  for (const none of [[404, { message: 'No cards found' }] as const, [200, answer([])] as const, [200, []] as const]) {
    provider.forget();
    const { data, page } = await cards({ [path]: none, ...READ });
    expect([data, page.total, provider.urls().length]).toEqual([[], 0, 2]);
    await expect(cards({ [path]: none })).rejects.toMatchObject({ status: 404 });
  }
});

quirk(8, 'the mask is understood by both names and in all three layouts', () => {
  for (const name of ['masked_pan', 'masked_number']) {
    for (const mask of ['**** **** **** 0042', '4111********0042', '411111******0042']) {
      expect(card({ [name]: mask }).record.last4).toBe('0042');
    }
  }
});

quirk(9, 'a brand that is missing is unknown, whatever the number begins with', () => {
  expect(card({ masked_number: '4111********1111' }).record).toMatchObject({ brand: 'unknown', brandNative: null });
  expect(card({ masked_number: '5500********0004' }).warnings).toEqual([]);
});

quirk(10, '`enroll` is sent as the text "true", or not at all', async () => {
  const front = { bytes: Buffer.from('x'), type: 'image/png' } as const;
  const documents = { kind: 'files', front, back: null } as const;
  for (const enroll of [true, false])
    await provider.ask(CREATED, (adapter, call) => adapter.createCustomer({ ...COMMAND, documents, enroll }, call));
  expect(provider.urls().filter((url) => url.startsWith('POST'))).toEqual([
    'POST /api/v1/customers?enroll=true',
    'POST /api/v1/customers',
  ]);
});

quirk(11, 'a record that mixes countries is shown as it is, with a warning', () => {
  const { record, warnings } = customer({
    country: 'Nigeria',
    country_iso_code: 'CM',
    phone_country_code: '+234',
    phone_number: '8012345678',
  });
  expect(record.person?.address?.country).toBe('NG');
  expect(record.phone).toMatchObject({ e164: '+2348012345678', country: 'NG' });
  expect(warnings).toEqual(['conflicting_values /person/address/country']);
});

quirk(12, 'names of two letters are refused before anything is sent', () => {
  const read = (givenName: string) => fromJson({ ...CARTEVO_CREATE, givenName }, '2026-11-20');
  expect(() => read('Al')).toThrow(GatewayError);
  expect(read('Ali').customer.givenName).toBe('Ali');
});

quirk(13, 'a 201 with statusCode 200 inside is a success', async () => {
  const { data, warnings } = await create();
  expect([data.providerId, warnings]).toEqual([ID, []]);
});

quirk(14, 'a list is paged by `pagination`, by `meta` and without either', async () => {
  const facts = { page: 1, limit: 1, total: 2, totalPages: 2 };
  for (const [more, total] of [
    [{ pagination: facts }, 2],
    [{ meta: facts }, 2],
    [{}, null],
  ] as const) {
    const served = byPath({ customers: [200, answer([CUSTOMER], more)] });
    const { page } = await provider.ask(served, (adapter, call) => adapter.listCustomers({ ...LIST, limit: 1 }, call));
    expect([page.total, page.nextCursor !== null]).toEqual([total, true]);
  }
});

quirk(15, 'pages of customers are counted from 1', async () => {
  const served = byPath({ customers: [200, answer([CUSTOMER], { pagination: { total: 3 } })] });
  const { page } = await provider.ask(served, (adapter, call) => adapter.listCustomers({ ...LIST, limit: 1 }, call));
  await provider.ask(served, (adapter, call) => adapter.listCustomers({ ...LIST, cursor: page.nextCursor }, call));
  expect(provider.urls()).toEqual(['GET /api/v1/customers?page=1&limit=1', 'GET /api/v1/customers?page=2&limit=1']);
});

quirk(16, 'the card issuer is asked only when the caller wants it: `sync` is sent then, else left out', async () => {
  const path = `customers/${ID}/cards`;
  for (const refresh of [false, true]) await cards({ [path]: [200, answer([CARD])] }, refresh);
  expect(provider.urls()).toEqual([`GET /api/v1/${path}`, `GET /api/v1/${path}?sync=true`]);
});

quirk(18, '`number` and `cvv` are dropped, as tokens and in clear, also when they stand in another field', () => {
  const token = `tkMplr_${['{"alg":"x"}', '{"cvv":"737"}', 's'].map((part) => Buffer.from(part).toString('base64url')).join('.')}`;
  const number = ['4111', '1111', '1111', '1111'].join('');
  const { record, warnings } = card({ number: token, cvv: token, brand: token, masked_pan: number });
  expect(JSON.stringify(record)).not.toMatch(/tkMplr|737|4111/);
  expect(record).toMatchObject({ brand: 'unknown', last4: null, state: 'active' });
  expect(warnings).toEqual(expect.arrayContaining(['token_dropped /brand', 'card_number_dropped /last4']));
});

quirk(20, 'a duplicate is known by e-mail alone, by document number alone, and without either', () => {
  const pointerOf = (message: string) => {
    const error = new UpstreamError('status', 'x', { sent: true, status: 409, body: { message, error: 'Conflict' } });
    const call = { provider: 'cartevo', operation: 'createCustomer', tables: cartevoTables, now: new Date(0) } as const;
    const { code, problems } = toGatewayError(error, call);
    return [code, problems[0]?.pointer];
  };
  expect(pointerOf('Customer with this email already exists')).toEqual(['duplicate_customer', '/email']);
  const number = pointerOf('Customer with this identification_number already exists');
  expect(number).toEqual(['duplicate_customer', '/identityDocument/number']);
  expect(pointerOf('Exists')).toEqual(['duplicate_customer', undefined]);
});

quirk(21, 'of the answer to a create only the id counts, bare or enveloped; the record is read again', async () => {
  for (const body of [{ id: ID }, answer({ id: ID, first_name: 'Lost' })]) {
    provider.forget();
    const served = byPath({ 'customers/enroll': [201, body], [`customers/${ID}`]: [200, answer(CUSTOMER)] });
    const { data } = await provider.ask(served, (adapter, call) => adapter.createCustomer(COMMAND, call));
    expect([data.displayName, provider.urls()]).toEqual([
      'Amina Testou',
      ['POST /api/v1/customers/enroll', `GET /api/v1/customers/${ID}`],
    ]);
  }
  const unread = byPath({ 'customers/enroll': [201, answer({ id: ID, first_name: 'Kept' })] });
  const partial = await provider.ask(unread, (adapter, call) => adapter.createCustomer(COMMAND, call));
  expect([partial.data.displayName, partial.warnings.map(({ code }) => code)]).toEqual([
    'Kept',
    ['read_after_create_failed'],
  ]);
});

quirk(22, 'ids of the card issuer are ignored', () => {
  const { record, warnings } = customer({ provider_customer_id: 'issuer_1', provider_mappings: [{ id: 'issuer_2' }] });
  expect([JSON.stringify(record).includes('issuer_'), warnings]).toEqual([false, []]);
});

quirk(23, 'the life of a token is the one received, and the exchange carries no Authorization header', async () => {
  for (const seconds of [3600, 86_400]) {
    provider.forget();
    provider.handle((_call, response) => json(response, 200, { access_token: 't', expires_in: seconds }));
    let clock = 0;
    const tokens = provider.tokens({ kind: 'client', id: 'client_1', key: 'k' }, () => clock);
    const call = callContext();
    for (clock of [0, seconds * 790, seconds * 1000 + 1]) await tokens.current(call);
    call.deadline.clear();
    expect(provider.calls.map(({ headers }) => headers.authorization)).toEqual([undefined, undefined]);
  }
});

quirk(24, 'instants come with and without milliseconds, and of a birth date the first ten characters count', () => {
  for (const created_at of ['2026-05-09T10:15:00Z', '2026-05-09T10:15:00.000Z']) {
    expect(customer({ created_at }).record.createdAt).toBe('2026-05-09T10:15:00.000Z');
  }
  for (const date_of_birth of ['1990-01-15', '1990-01-15T00:00:00.000Z', '1990-01-15T00:00:00+14:00']) {
    expect(customer({ date_of_birth }).record.person?.dateOfBirth).toBe('1990-01-15');
  }
});

quirk(25, '`is_active` of a customer is no approval, and that of a card can only take an ACTIVE card down', () => {
  expect(customer({ is_active: true }).record).toMatchObject({ status: 'active', verification: { status: 'unknown' } });
  expect(card({ is_active: false })).toMatchObject({
    record: { state: 'inactive', allowedActions: [] },
    warnings: ['contradictory_status /state'],
  });
  expect(card({ status: 'SUSPENDED', is_active: true }).record).toMatchObject({
    state: 'suspended',
    allowedActions: [],
  });
});

quirk(26, 'the old base path is not the default, and an old id is not one of Cartevo’s own form', () => {
  const { config } = loadCartevo(new SettingValues({ CARTEVO_ACCESS_TOKEN: 't' }));
  expect(config?.baseUrl.href).toBe('https://api.cartevo.co/api/v1');
  expect([cartevo.idPattern.test('cust_0001'), cartevo.idPattern.test(ID)]).toEqual([false, true]);
});

quirk(27, 'the one address has one line, and is the person’s home', () => {
  const { record } = customer({ street: '12 Rue Exemple', city: 'Douala' });
  expect(record.person?.address).toMatchObject({ line1: '12 Rue Exemple', line2: null, city: 'Douala' });
});

const WITH_THE_CARDS = 'tested in cartevo.card.quirks.spec.ts';
complete(
  cartevoTables.quirks,
  Object.fromEntries([17, 19, 28, 29, 30, 31, 32].map((number) => [number, WITH_THE_CARDS])),
);
