import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Customer } from '../../src/canonical/customer.js';
import { Meta } from '../../src/canonical/response.js';
import type { Simulator } from '../../src/platform/simulation/simulator-server.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { BUSINESS_FILES, newBusiness } from '../support/new-business.js';
import { asJson, jpeg, pdf, toForm } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';

const PATH = '/v1/partner/customers';
let gateway: TestGateway;
let partner: Simulator;
beforeAll(async () => {
  const timeouts = { PARTNER_TIMEOUT_MS: '2000', PARTNER_UPLOAD_TIMEOUT_MS: '2000' };
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox', GATEWAY_BREAKER: 'off', ...timeouts });
  partner = gateway.simulators.find(({ provider }) => provider === 'partner') as Simulator;
});
afterAll(() => gateway.stop());
beforeEach(() => partner.reset());

const documents = (names: readonly string[] = BUSINESS_FILES) =>
  names.map((name, index) => ({ name, bytes: index % 2 === 0 ? jpeg(2048, `${index}`) : pdf() }));

function send(init: RequestInit, scenario?: string): Promise<TestAnswer> {
  const headers = { ...(init.headers as Record<string, string>), ...(scenario && { 'x-sandbox-scenario': scenario }) };
  return gateway.call(PATH, { ...init, headers });
}
const withJson = (changes = {}, scenario?: string) => send(asJson(newBusiness(changes)), scenario);
const withFiles = (changes = {}, scenario?: string, names?: readonly string[]) =>
  send({ method: 'POST', body: toForm(newBusiness(changes), documents(names)) }, scenario);

const posts = () => partner.calls.filter(({ method }) => method === 'POST').map(({ path }) => path);
const made = () => partner.books.filter(({ what }) => what === 'customer created');
const uploads = () => partner.books.flatMap(({ what }) => /^file uploaded: (.*)$/.exec(what)?.[1] ?? []);
const UPLOAD = '/api/files/upload';
const CREATE = '/api/customers/create';

describe.each([
  ['a form with files', withFiles],
  ['JSON', withJson],
])('a business sent as %s', (_kind, create) => {
  test('is created with all of its fields, and can be read by both ids', async () => {
    const { status, headers, body } = await create();
    expect({ status, warnings: body.meta?.warnings, problems: body.errors }).toEqual({ status: 201, warnings: [] });
    expectCanonical(Customer, body.data);
    expectCanonical(Meta, body.meta);
    expect(headers.get('location')).toBe(`${PATH}/${body.data.providerId}`);
    const { business, phone, email, externalId } = newBusiness();
    expect(body.data).toMatchObject({ email, externalId, type: 'business', phone: { e164: phone }, status: 'pending' });
    expect(body.data.business).toMatchObject(asShown(business as Record<string, unknown>));
    expect((await gateway.call(`${PATH}/${body.data.id}`)).body.data).toEqual(body.data);
    expect((await gateway.call(`${PATH}?externalId=ext-0100`)).body.data).toEqual([body.data]);
    expect(made()).toEqual([{ what: 'customer created', id: body.data.providerId, about: 'ext-0100' }]);
  });

  test('without an external id is given one', async () => {
    const [one, other] = [await create({ externalId: undefined }), await create({ externalId: undefined })];
    expect([one.status, other.status]).toEqual([201, 201]);
    expect(one.body.data.externalId).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    expect(other.body.data.externalId).not.toBe(one.body.data.externalId);
  });

  test('whose external id is taken is a duplicate', async () => {
    expectProblem(await create({ externalId: 'ext-0002' }), {
      status: 409,
      code: 'duplicate_customer',
      origin: 'provider',
      outcome: 'rejected',
      safe: false,
      places: ['/externalId'],
    });
    expect(made()).toEqual([]);
  });

  test('that cannot be right is not sent, with all its problems named', async () => {
    const changes = {
      type: 'individual',
      email: 'nobody',
      business: {
        website: 'javascript:alert(1)',
        registrationCountry: 'XX',
        registeredOn: '2023-02-29',
        status: 'approved',
        activity: { estimatedMonthlyRevenue: { amountMinor: 1, currency: 'USD', exponent: 0 } },
        people: [{ givenName: 'Mei', dateOfBirth: '2999-01-01' }],
      },
    };
    const { status, code, errors } = (await create(changes)).body;
    expect({ status, code }).toEqual({ status: 422, code: 'validation_failed' });
    expect(errors.map(({ pointer }: { pointer: string }) => pointer).toSorted()).toEqual(
      [
        '/type',
        '/email',
        '/business/legalName',
        '/business/website',
        '/business/registrationCountry',
        '/business/registeredOn',
        '/business/status',
        '/business/activity/estimatedMonthlyRevenue/exponent',
        '/business/people/0/familyName',
        '/business/people/0/dateOfBirth',
      ].toSorted(),
    );
    expect(posts()).toEqual([]);
  });

  test('with fields that only others know is created without them, and says so', async () => {
    const business = { legalName: 'Sample', tradeName: 'Shop', people: [{ ...NAMES, middleName: 'Lin' }] };
    const { status, body } = await create({ business, metadata: { plan: 'gold' } });
    expect(status).toBe(201);
    const warnings = body.meta.warnings as { code: string; pointer: string }[];
    expect(warnings.filter(({ code }) => code === 'field_not_sent').map(({ pointer }) => pointer)).toEqual([
      '/metadata',
      '/business/tradeName',
      '/business/people/0/middleName',
    ]);
  });

  test('whose read afterwards fails is created all the same', async () => {
    const { status, body } = await create({}, 'read-after-write-failed');
    expect(status).toBe(201);
    expectCanonical(Customer, body.data);
    expect(body.meta.warnings.map(({ code }: { code: string }) => code)).toEqual(['read_after_create_failed']);
  });

  test('is found by its external id when the answer has no other', async () => {
    const { status, body } = await create({}, 'create-without-id');
    expect(status).toBe(201);
    expect(body.data).toMatchObject({ externalId: 'ext-0100', providerId: made()[0]?.id });
    expect(body.meta.warnings).toEqual([]);
  });
});

/** How a business that was sent is shown: by its own fields, with documents in a list and their numbers masked. */
function asShown(business: Record<string, unknown>): Record<string, unknown> {
  const people = (business['people'] as Record<string, unknown>[]).map(({ identityDocument, ...person }) => {
    const shown = { ...(identityDocument as object), number: undefined, numberMasked: '****0001' };
    return { ...person, identityDocuments: [JSON.parse(JSON.stringify(shown))] };
  });
  const kept = { ...business, people, registeredOn: undefined, registrationExpiresOn: undefined };
  return JSON.parse(JSON.stringify(kept)) as Record<string, unknown>;
}

const NAMES = { givenName: 'Mei', familyName: 'Sample' };

describe('the create itself', () => {
  test.each([
    'connection-reset-after-write',
    'server-error-after-write',
    'late-after-write:4',
    'truncated-json;method=POST',
    'timeout;method=POST',
  ])('under %s is sent once and has an unknown outcome', async (scenario) => {
    const { outcome, retry } = (await withJson({}, scenario)).body;
    expect({ outcome, safe: retry.safe }).toEqual({ outcome: 'unknown', safe: false });
    expect(posts()).toEqual([CREATE]);
  });
});

describe('files', () => {
  test('are uploaded before the create, each as what it is', async () => {
    expect((await withFiles()).status).toBe(201);
    expect(posts()).toEqual([UPLOAD, UPLOAD, UPLOAD, UPLOAD, CREATE]);
    expect(uploads().toSorted()).toEqual(['Back page', 'Business Registration', 'Business Registration', 'Main page']);
  });

  test('come back as ids to whoever may see them', async () => {
    const { body } = await withFiles();
    const { data } = (await gateway.call(`${PATH}/${body.data.id}?include=sensitive`)).body;
    expect(data.business.people[0].identityDocuments[0]).toMatchObject({
      front: { kind: 'file_id' },
      back: { kind: 'file_id' },
    });
  });

  test.each(['upload-refused', 'connection-reset-after-write', 'server-error;method=POST', 'timeout;method=POST'])(
    'under %s end the request before anything was created',
    async (scenario) => {
      const { outcome } = (await withFiles({}, scenario)).body;
      expect(outcome).toBe('not_sent');
      expect(posts()).not.toContain(CREATE);
      expect(made()).toEqual([]);
    },
  );

  test('that the partner refuses are refused as what they are', async () => {
    expectProblem(await withFiles({}, 'upload-refused'), {
      status: 415,
      code: 'unsupported_file_type',
      origin: 'provider',
      outcome: 'not_sent',
    });
  });

  test('may be ten', async () => {
    const registration = Array.from({ length: 10 }, () => BUSINESS_FILES[0]);
    expect((await withFiles({}, undefined, registration)).status).toBe(201);
    expect(uploads()).toHaveLength(10);
    partner.reset();
    const answer = await withFiles({}, undefined, [...registration, BUSINESS_FILES[2]]);
    expectProblem(answer, {
      status: 422,
      code: 'validation_failed',
      places: [`/${BUSINESS_FILES[2].replaceAll('.', '/')}`],
    });
    expect(posts()).toEqual([]);
  });

  test('of somebody who is not in the form are refused', async () => {
    const answer = await withFiles({}, undefined, ['business.people.2.identityDocument.front']);
    const places = ['/business/people/2/identityDocument/front'];
    expectProblem(answer, { status: 422, code: 'validation_failed', places });
  });

  test('of another kind, or too large, are refused with their place', async () => {
    const form = (bytes: Buffer) => toForm(newBusiness(), [{ name: BUSINESS_FILES[0], bytes }]);
    const places = ['/business/registrationDocuments/0'];
    const text = await send({ method: 'POST', body: form(Buffer.from('plain text')) });
    expectProblem(text, { status: 415, code: 'unsupported_file_type', places });
    const large = await send({ method: 'POST', body: form(jpeg(10 * 1024 * 1024 + 1)) });
    expectProblem(large, { status: 413, code: 'file_too_large', places });
  });
});
