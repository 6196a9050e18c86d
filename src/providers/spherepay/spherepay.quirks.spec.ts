import { expect } from '@jest/globals';
import { quirkSuite } from '../../../test/support/quirks.js';
import { callContext, realHttp } from '../../../test/support/real-http.js';
import { json, startStub } from '../../../test/support/stub-provider.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toGatewayError } from '../error-translation.js';
import { MappingContext } from '../mapping/mapping-context.js';
import { SpherePayAdapter } from './spherepay.adapter.js';
import { SpherePayClient } from './spherepay.client.js';
import { spherePayCustomer } from './spherepay.fields.js';
import { spherePayTables } from './spherepay.tables.js';

type Wire = Record<string, unknown>;

const ID = 'customer_00000000000000000000000000000a01';
const { quirk, complete } = quirkSuite();

function map(wire: Wire, full = false) {
  const context = new MappingContext(false);
  const record = (full ? spherePayCustomer.full : spherePayCustomer.masked)(
    { id: ID, type: 'individual', ...wire },
    context,
  );
  return { record, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

const codesOf = (profile: Wire) =>
  map({ verificationProfiles: [profile] }).record.verification.profiles[0]?.requirements.map(
    ({ code, status }) => `${code} ${status}`,
  );

/** Runs one operation of the adapter against a body, and says what was asked. */
async function asked<T>(
  body: unknown,
  run: (adapter: SpherePayAdapter, call: ReturnType<typeof callContext>) => Promise<T>,
) {
  const stub = await startStub((_call, response) => json(response, 200, body));
  const real = realHttp(stub.url);
  const call = callContext();
  try {
    const result = await run(new SpherePayAdapter(new SpherePayClient(real.http, 'key')), call);
    return { result, urls: stub.calls.map(({ url }) => url), bodies: stub.calls.map(({ body }) => body.toString()) };
  } finally {
    call.deadline.clear();
    await real.close();
    await stub.close();
  }
}

quirk(1, 'bank accounts and wallets on a record are not part of the model', () => {
  const { record, warnings } = map({ bankAccounts: [{ iban: 'X1' }], wallets: [{ address: '0x1' }] });
  expect([JSON.stringify(record).includes('X1'), JSON.stringify(record).includes('0x1'), warnings]).toEqual([
    false,
    false,
    [],
  ]);
});

quirk(2, 'a business is understood although `type` is documented as individual only', () => {
  const { record, warnings } = map({ type: 'business', businessLegalName: 'Acme Example LLC' });
  expect([record.type, record.person, record.business?.legalName, warnings]).toEqual([
    'business',
    null,
    'Acme Example LLC',
    [],
  ]);
});

quirk(3, 'the address is null although it is a satisfied criterion', () => {
  const criteria = { complete: ['residential_address'], pending: [], required: [], errors: [] };
  const { record } = map({ firstName: 'Jane', verificationProfiles: [{ status: 'pending', criteria }] });
  expect(record.person?.address).toBeNull();
  expect(record.verification.profiles[0]?.requirements[0]).toMatchObject({ code: 'address', status: 'satisfied' });
});

quirk(4, 'of the tax number type and country are shown, the number never', () => {
  const personalInformation = {
    taxIdentificationNumberType: 'ssn',
    taxIdentificationNumberCountry: 'USA',
    taxIdentificationNumber: '000-12-3456',
  };
  const { record } = map({ personalInformation }, true);
  expect(record.person?.taxId).toEqual({ type: 'ssn', country: 'US', description: null });
  expect(record.person?.identityDocuments).toEqual([]);
  expect(JSON.stringify(record)).not.toContain('000-12');
});

quirk(5, 'names and birth date may be missing right after a create, without a warning', () => {
  const { record, warnings } = map({ email: 'nora@example.com' });
  expect([record.displayName, record.person, record.email, warnings]).toEqual([null, null, 'nora@example.com', []]);
});

quirk(6, 'the middle name is found in `personalInformation`, the others at the top', () => {
  const { record } = map({
    firstName: 'Nora',
    lastName: 'Example',
    personalInformation: { middleName: 'Q', firstName: 'Wrong' },
  });
  expect(record.person).toMatchObject({ givenName: 'Nora', middleName: 'Q', familyName: 'Example' });
});

quirk(7, 'without `tosStatus` the terms are null, and as a criterion they are a requirement', () => {
  expect(map({}).record.verification.termsOfService).toBeNull();
  expect(map({}).warnings).toEqual([]);
  expect(codesOf({ status: 'incomplete', criteria: { required: ['terms_of_service'] } })).toEqual([
    'terms_of_service due',
  ]);
});

quirk(8, 'a profile can be rejected; terms that are rejected are a word that nobody knows', () => {
  const { record, warnings } = map({ tosStatus: 'rejected', verificationProfiles: [{ status: 'rejected' }] });
  expect(record.verification).toMatchObject({
    status: 'rejected',
    termsOfService: { status: 'unknown', statusNative: 'rejected' },
  });
  expect(warnings).toEqual(['unknown_value /verification/termsOfService/status']);
});

quirk(9, 'words of three generations ask for the same thing', () => {
  const words = [
    'identity_document',
    'identification_document',
    'photo_id',
    'residential_address',
    'address_of_residence',
    'liveness_check',
    'liveness_report_document',
  ];
  const due = (code: string, count: number) => Array<string>(count).fill(`${code} due`);
  expect(codesOf({ status: 'incomplete', criteria: { required: words } })).toEqual([
    ...due('identity_document', 3),
    ...due('address', 2),
    ...due('liveness', 2),
  ]);
});

quirk(10, 'the lists of a profile may stand beside its status, or be missing altogether', () => {
  const beside = {
    name: 'kyc_profile_b',
    status: 'incomplete',
    complete: ['email_address'],
    pending: [],
    required: ['photo_id'],
    errors: [],
  };
  const { record, warnings } = map({ verificationProfiles: [beside, { name: 'kyc_profile_c', status: 'approved' }] });
  expect(record.verification.profiles).toMatchObject([
    { status: 'action_required', requirements: [{ code: 'email' }, { code: 'identity_document' }] },
    { status: 'approved', requirements: [] },
  ]);
  expect(warnings).toEqual([]);
});

quirk(11, 'items of `errors` are understood as objects and as words', () => {
  const errors = [{ name: 'identification_document', message: 'blurred' }, 'photo_id'];
  expect(codesOf({ status: 'incomplete', criteria: { errors } })).toEqual([
    'identity_document failed',
    'identity_document failed',
  ]);
});

quirk(12, 'a link is found under the name that its page gives it, and under no other', async () => {
  const both = { link: 'https://a.example/terms', url: 'https://a.example/kyc', expiresAt: '2026-11-20T11:15:00.000Z' };
  const { result: terms, urls } = await asked(both, (adapter, call) => adapter.createTermsLink(ID, call));
  expect(terms.data).toEqual({ url: 'https://a.example/terms', expiresAt: '2026-11-20T11:15:00.000Z' });
  expect(urls).toEqual([`/v2/customer/${ID}/tos-link`]);
  const { result: kyc } = await asked({ url: both.url }, (adapter, call) => adapter.createVerificationLink(ID, call));
  expect(kyc.data).toEqual({ url: 'https://a.example/kyc', expiresAt: null });
  await expect(
    asked({ link: 'http://a.example' }, (adapter, call) => adapter.createTermsLink(ID, call)),
  ).rejects.toThrow('no record');
});

quirk(13, 'the instants of a customer are `createdAt` and `updatedAt`, not those of a wallet', () => {
  const { record } = map({
    createdAt: '2026-03-09T20:46:31.305Z',
    created: '2000-01-01T00:00:00Z',
    updated: '2000-01-01T00:00:00Z',
  });
  expect([record.createdAt, record.updatedAt]).toEqual(['2026-03-09T20:46:31.305Z', null]);
});

quirk(14, 'documents of a business are known by the words of both pages', () => {
  const required = ['incorporation_cert', 'incorporation_certificate', 'shareholder_registry', 'directors_registry'];
  expect(codesOf({ status: 'incomplete', criteria: { required } })).toEqual([
    'business_registration due',
    'business_registration due',
    'ownership due',
    'ownership due',
  ]);
});

quirk(16, '`meta` is replaced by an update, so what is there is read and sent along', async () => {
  // More digits than a double holds.
  const wire = `{"id":"${ID}","meta":{"kept":12345678901234567890,"gone":"x","set":"old"}}`;
  const { bodies } = await asked(wire, (adapter, call) =>
    adapter.updateCustomer(ID, { metadata: { gone: null, set: 'new' } }, call),
  );
  expect(bodies).toEqual(['', '{"meta":{"kept":12345678901234567890,"set":"new"}}']);
});

quirk(16, '`meta` may be empty, or hold a key without a value', () => {
  expect(map({ meta: {} }).record.metadata).toEqual({});
  expect(map({ meta: { property1: null } })).toMatchObject({ record: { metadata: { property1: null } }, warnings: [] });
});

quirk(17, 'countries are alpha-3, and shown as alpha-2', () => {
  const { person } = map({
    personalInformation: { nationality: 'USA', countryOfBirth: 'BRA', residencyCountry: 'AND' },
  }).record;
  expect([person?.nationality, person?.countryOfBirth, person?.countryOfResidence]).toEqual(['US', 'BR', 'AD']);
});

quirk(18, 'a 403 means that our key is bad, and is never the caller’s 403', () => {
  const body = { status: 403, detail: 'Forbidden resource', correlationId: 'e0000000000000000000000000000001' };
  const error = new UpstreamError('status', 'x', { sent: true, status: 403, body });
  const problem = toGatewayError(error, {
    provider: 'spherepay',
    operation: 'getCustomer',
    tables: spherePayTables,
    now: new Date(0),
  });
  expect(problem).toMatchObject({
    status: 502,
    code: 'provider_auth_failed',
    provider: { correlationId: body.correlationId, code: null },
  });
});

quirk(19, '`page` and `limit` are text in the query and numbers in the answer', async () => {
  const pagination = { page: 1, limit: 1, total: 2, totalPages: 2, hasNext: true, hasPrevious: false };
  const query = { list: 'spherepay', limit: 1, cursor: null, filters: {} };
  const { result, urls } = await asked({ customers: [{ id: ID }], pagination }, (adapter, call) =>
    adapter.listCustomers(query, call),
  );
  expect(urls).toEqual(['/v2/customer?page=1&limit=1']);
  expect(result.page).toMatchObject({ limit: 1, total: 2, nextCursor: expect.any(String) });
});

quirk(20, 'the word in the path is singular', async () => {
  const { urls } = await asked({ id: ID }, (adapter, call) => adapter.getCustomer(ID, call));
  expect(urls).toEqual([`/v2/customer/${ID}`]);
});

quirk(22, 'a list item is the whole record: it is mapped like one', async () => {
  const wire = { id: ID, type: 'individual', firstName: 'Nora', dateOfBirth: '1990-01-15', phone: '+14155550199' };
  const query = { list: 'spherepay', limit: null, cursor: null, filters: {} };
  const { result: list } = await asked({ customers: [wire] }, (adapter, call) => adapter.listCustomers(query, call));
  const { result: detail } = await asked(wire, (adapter, call) => adapter.getCustomer(ID, call));
  expect(list.data).toEqual([detail.data]);
  expect(list.data[0]?.person?.dateOfBirth).toBe('1990-01-15');
});

/** Quirks of operations that the gateway does not have yet. */
const NOT_REACHABLE_YET = {
  15: 'only documents of customers are handed in, and representatives are not written',
  21: 'test ids of version 1 concern nobody who reads version 2',
};
complete(spherePayTables.quirks, NOT_REACHABLE_YET);
