import { expect } from '@jest/globals';
import { quirkSuite } from '../../../test/support/quirks.js';
import { callContext, realHttp } from '../../../test/support/real-http.js';
import { SettingValues } from '../../platform/config/setting.js';
import { readAnswer } from '../../platform/http/json-reader.js';
import type { SimulatedCall } from '../../platform/simulation/simulator-server.js';
import { MappingContext } from '../mapping/mapping-context.js';
import type { OperationContext } from '../provider.js';
import { PartnerAdapter } from './partner.adapter.js';
import { PartnerClient } from './partner.client.js';
import type { PartnerFile } from './partner.create.js';
import { partnerCustomer } from './partner.fields.js';
import { fromJson } from './partner.intake.js';
import { loadPartner } from './partner.settings.js';
import { startPartnerSimulator } from './partner.simulator.js';
import { seededCustomers } from './partner.simulator-data.js';
import { partnerTables } from './partner.tables.js';

type Wire = Record<string, unknown>;

const FILE: PartnerFile = {
  name: 'business.registrationDocuments.0',
  kind: 'Business Registration',
  file: { bytes: Buffer.from('%PDF-1.7 %%EOF'), type: 'application/pdf' },
};

const { quirk, complete } = quirkSuite();

function map(wire: Wire) {
  const context = new MappingContext(false);
  const record = partnerCustomer.full({ customer_id: 'cus_1', ...wire }, context);
  return { record, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

const person = (groups: Wire) => map({ business_person_list: [groups] }).record.business?.people[0];

quirk(1, 'the status of the sample, all four words at once, is unknown and breaks nothing', () => {
  const { record, warnings } = map({ status: 'Processing,Succeeded,Failed,Suspended' });
  expect(record).toMatchObject({ status: 'unknown', verification: { status: 'unknown' } });
  expect(warnings).toEqual(['unknown_value /status', 'unknown_value /verification/status']);
});

quirk(2, 'details of the business and its address may be missing, without a warning', () => {
  const { record, warnings } = map({ account_usage: { operating_country: 'SG' } });
  expect(record.business).toMatchObject({
    legalName: null,
    registeredAddress: null,
    activity: { operatingCountry: 'SG' },
  });
  expect([record.displayName, warnings]).toEqual([null, []]);
});

quirk(3, 'a person may come without a name or a birth date, and stays in the list', () => {
  const { record, warnings } = map({ business_person_list: [{ identification: { id_type: 'Passport' } }, {}] });
  expect(record.business?.people).toHaveLength(2);
  expect(record.business?.people[0]).toMatchObject({
    givenName: null,
    dateOfBirth: null,
    identityDocuments: [{ type: 'passport' }],
  });
  expect(warnings).toEqual([]);
});

quirk(4, 'the type of a document and the product reference come back', () => {
  expect(person({ identification: { id_type: 'Passport' } })?.identityDocuments[0]).toMatchObject({
    type: 'passport',
    typeNative: 'Passport',
  });
  const { record } = map({ account_usage: { account_usage_product_reference: 'REF-EXAMPLE' } });
  expect(record.business?.activity?.productReference).toBe('REF-EXAMPLE');
});

quirk(5, 'both kinds of address are understood by the prefix of their own group', () => {
  const address = (prefix: string, city: string) => ({
    [`${prefix}_line1`]: '1 Road',
    [`${prefix}_city`]: city,
    [`${prefix}_country_code`]: 'SG',
  });
  const expected = { line1: '1 Road', country: 'SG', countryOriginal: 'SG' };
  const { record } = map({ registration_address: address('registration_address', 'Registered') });
  expect(record.business?.registeredAddress).toMatchObject({ ...expected, city: 'Registered' });
  expect(person({ residential_address: address('residential_address', 'Home') })?.address).toMatchObject({
    ...expected,
    city: 'Home',
  });
  expect(person({ residential_address: address('registration_address', 'Wrong') })?.address).toBeNull();
});

quirk(6, 'the postal code is called `postcode` in both kinds of address', () => {
  expect(person({ residential_address: { residential_address_postcode: '000001' } })?.address?.postalCode).toBe(
    '000001',
  );
  const { record } = map({ registration_address: { registration_address_postcode: '000002' } });
  expect(record.business?.registeredAddress?.postalCode).toBe('000002');
});

quirk(7, 'of days that are written as date-times the first ten characters count', () => {
  const days = { id_issue_date: '2023-11-07T23:59:59-12:00', id_expiration_date: '2033-11-07T00:00:00+14:00' };
  const one = person({ basic_info: { birth_date: '1985-05-05T00:00:00Z' }, identification: days });
  expect(one?.dateOfBirth).toBe('1985-05-05');
  expect(one?.identityDocuments[0]).toMatchObject({ issuedOn: '2023-11-07', expiresOn: '2033-11-07' });
});

quirk(8, 'of two names the one in Latin script is shown, and both are kept', () => {
  const { record } = map({ business_details: { business_name: '三井', business_name_english: 'Mitsui' } });
  expect([record.displayName, record.business?.legalName, record.business?.legalNameLatin]).toEqual([
    'Mitsui',
    '三井',
    'Mitsui',
  ]);
  const names = { first_name: '美', last_name: '山', first_name_english: 'Mei', last_name_english: 'Yama' };
  expect(person({ basic_info: names })).toMatchObject({
    givenName: '美',
    givenNameLatin: 'Mei',
    familyName: '山',
    familyNameLatin: 'Yama',
  });
});

quirk(9, 'the time of change is null', () => {
  const { record } = map({ created_at: '2026-01-10T08:00:00Z', updated_at: '2026-01-11T08:00:00Z' });
  expect([record.createdAt, record.updatedAt]).toEqual(['2026-01-10T08:00:00.000Z', null]);
});

quirk(10, 'terms are null and profiles are empty: the one status is all that is known', () => {
  expect(map({ status: 'Succeeded' }).record.verification).toEqual({
    status: 'approved',
    statusNative: 'Succeeded',
    termsOfService: null,
    profiles: [],
  });
});

quirk(11, 'addresses have no second line', () => {
  expect(
    person({ residential_address: { residential_address_line1: '1 Road', residential_address_line2: 'x' } })?.address,
  ).toMatchObject({
    line1: '1 Road',
    line2: null,
  });
});

quirk(12, 'there is no default address: credentials without one are a problem of the configuration', () => {
  const values = new SettingValues({ PARTNER_API_KEY: 'k', PARTNER_API_SECRET: 's' });
  expect(loadPartner(values).config).toBeNull();
  expect(values.problems.map(({ variable }) => variable)).toEqual(['PARTNER_BASE_URL']);
});

quirk(13, 'money is read from its decimal text and never rounded', () => {
  const revenue = (amount: string) => {
    const text = `{"account_usage":{"estimated_monthly_revenue_amount":${amount},"estimated_monthly_revenue_currency":"USD"}}`;
    const { body } = readAnswer(200, { 'content-type': 'application/json' }, Buffer.from(text));
    return map(body as Wire).record.business?.activity?.estimatedMonthlyRevenue ?? null;
  };
  expect(['123', '99.99', '0.1', '90071992547409.91', '0.30000000000000004', '99.999'].map(revenue)).toEqual([
    ...[12300, 9999, 10, 9007199254740991].map((amountMinor) => ({ amountMinor, currency: 'USD', exponent: 2 })),
    null,
    null,
  ]);
});

quirk(14, 'every mail address and web site of the simulator is at a reserved domain', () => {
  const text = JSON.stringify(seededCustomers());
  const hosts = [...text.matchAll(/(?:@|https?:\/\/)([\w.-]+)/g)].map(([, host]) => host ?? '');
  expect(hosts.length).toBeGreaterThan(0);
  expect(hosts.filter((host) => !/(?:^|\.)example(?:\.com|\.org|\.net)?$/.test(host))).toEqual([]);
});

quirk(15, 'people come in the order received; none of them is made the main one', () => {
  const named = (first_name: string) => ({ basic_info: { first_name } });
  const { record } = map({ business_person_list: [named('Zoe'), named('Abe')] });
  expect(record.business?.people.map(({ givenName }) => givenName)).toEqual(['Zoe', 'Abe']);
  expect([record.person, record.displayName]).toEqual([null, null]);
});

quirk(16, 'a file is uploaded as a form', async () => {
  const sent = await callsOf((client, call) => client.uploadFile(FILE, call));
  expect(sent.map(({ method, path }) => `${method} ${path}`)).toEqual(['POST /api/files/upload']);
  expect(sent[0]?.headers['content-type']).toMatch(/^multipart\/form-data; boundary=/);
});

quirk(17, 'a create refers to a file by the id that its upload gave', async () => {
  const wire = (id: string) => ({
    partner_customer_id: id,
    business_details: { business_identifier_document_list: [id] },
  });
  await callsOf(async (client, call) => {
    const { body } = await client.uploadFile(FILE, call);
    const { file_id: id } = body as { file_id: string };
    await expect(client.createCustomer(wire(id), call)).resolves.toMatchObject({ status: 200 });
    await expect(client.createCustomer(wire('file_unknown'), call)).rejects.toMatchObject({ status: 400 });
  });
});

quirk(18, 'a new customer is read by the id of the answer, or else by the external one', async () => {
  const command = fromJson({ externalId: 'ext-18', business: { legalName: 'Sample' } }, '2026-11-20', 'made');
  for (const [scenario, path] of [
    [null, /\?customer_id=cus_[0-9a-f]{32}$/],
    ['create-without-id', /\?partner_customer_id=ext-18$/],
  ] as const) {
    const sent = await callsOf((client, call) =>
      new PartnerAdapter(client).createCustomer(command, { ...call, scenario }),
    );
    expect(sent.at(-1)?.path).toMatch(path);
  }
});

complete(partnerTables.quirks, {});

/** What a simulator of its own was asked. */
async function callsOf(
  run: (client: PartnerClient, call: OperationContext) => Promise<unknown>,
): Promise<readonly SimulatedCall[]> {
  const simulator = await startPartnerSimulator();
  const { PARTNER_API_KEY: apiKey = '', PARTNER_API_SECRET: apiSecret = '' } = simulator.environment;
  const { http, close } = realHttp(simulator.baseUrl);
  const call = callContext();
  try {
    await run(new PartnerClient(http, { apiKey, apiSecret }), call);
    return [...simulator.calls];
  } finally {
    call.deadline.clear();
    await close();
    await simulator.close();
  }
}
