import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testCardNumber } from '../../platform/simulation/simulated-records.js';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import { startSpherePaySimulator } from './spherepay.simulator.js';
import { SPHEREPAY_SEEDS } from './spherepay.simulator-data.js';

interface Profile {
  status: string;
  criteria?: Record<'complete' | 'pending' | 'required' | 'errors', unknown[]>;
}
interface Customer {
  id: string;
  type: string;
  tosStatus: string;
  verificationProfiles: Profile[];
}
interface Page {
  customers: Customer[];
  pagination: Record<string, unknown>;
}

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSpherePaySimulator();
});
afterAll(() => simulator.close());

function call(path: string, headers: Record<string, string> = {}): Promise<Response> {
  const { SPHEREPAY_BASE_URL, SPHEREPAY_API_KEY } = simulator.environment;
  return fetch(`${SPHEREPAY_BASE_URL}${path}`, {
    headers: { authorization: `Bearer ${SPHEREPAY_API_KEY}`, ...headers },
  });
}

async function get<T = Customer>(path: string, scenario = ''): Promise<T> {
  return (await (await call(path, { 'x-sandbox-scenario': scenario })).json()) as T;
}

const original = `/v2/customer/${SPHEREPAY_SEEDS.original}`;

describe('SpherePay simulator', () => {
  it("returns the original document's record word for word", async () => {
    expect(JSON.stringify(await get(original))).toBe(
      '{"id":"customer_f31121c389624d3697cbf3ea8830b7a4","verificationProfiles":[{"name":"kyc_profile_a",' +
        '"status":"incomplete","criteria":{"complete":["email_address","phone_number","residential_address",' +
        '"tax_identification_number"],"pending":[],"required":["identity_document","liveness_report_document"],' +
        '"errors":[]}}],"tosStatus":"incomplete","createdAt":"2026-03-09T20:46:31.305Z",' +
        '"updatedAt":"2026-03-09T20:46:31.305Z","type":"individual","email":"jane.smith@example.com",' +
        '"phone":"+14155550123","meta":{},"firstName":"Jane","lastName":"Smith","dateOfBirth":"1990-01-15",' +
        '"personalInformation":{"taxIdentificationNumberType":"ssn","taxIdentificationNumberCountry":"USA",' +
        '"taxIdentificationNumberDescription":"<string>","gender":"male","countryOfBirth":"USA",' +
        '"nationality":"USA","middleName":"James","occupationSocCode":"15-1132","residencyCountry":"USA",' +
        '"sourceOfFunds":"salary"}}',
    );
  });

  it.each([
    ['approved', 'approved'],
    ['pending', 'pending'],
    ['rejected', 'rejected'],
    ['notStarted', 'incomplete'],
    ['contradictory', 'approved'],
    ['business', 'pending'],
  ] as const)('seeds %s with a profile that is %s', async (seed, status) => {
    const customer = await get(`/v2/customer/${SPHEREPAY_SEEDS[seed]}`);
    expect(customer.verificationProfiles.map((profile) => profile.status)).toEqual([status]);
    expect(customer.type).toBe(seed === 'business' ? 'business' : 'individual');
  });

  it('seeds the shapes of 2025: lists beside the status, objects as errors, no criteria, no tosStatus', async () => {
    const customer = await get(`/v2/customer/${SPHEREPAY_SEEDS.legacy}`);
    const [, profileB, profileC] = customer.verificationProfiles;
    expect(profileB).toMatchObject({ required: ['terms_of_service'], errors: [{ name: 'identification_document' }] });
    expect(profileB?.criteria).toBeUndefined();
    expect(profileC).toEqual({ name: 'kyc_profile_c', status: 'pending' });
    expect(customer.tosStatus).toBeUndefined();
  });

  it('answers 403 without a code to bad credentials', async () => {
    for (const authorization of ['', 'Bearer wrong']) {
      const response = await call(original, { authorization });
      expect(response.status).toBe(403);
      const correlationId = expect.stringMatching(/^[0-9a-f]{32}$/);
      expect(await response.json()).toEqual({ status: 403, detail: 'Forbidden resource', correlationId });
    }
    expect((await call(original, { 'x-sandbox-scenario': 'unauthorized' })).status).toBe(403);
  });

  it('tells an unknown customer (404) from an id of another shape (422)', async () => {
    const unknown = await call(`/v2/customer/customer_${'0f'.repeat(16)}`);
    expect([unknown.status, await unknown.json()]).toMatchObject([404, { status: 404, code: 'resource/not-found' }]);
    const malformed = await call('/v2/customer/12345');
    expect([malformed.status, await malformed.json()]).toMatchObject([
      422,
      { code: 'validation/failed', errors: [{ pointer: '/id' }], correlationId: expect.any(String) },
    ]);
  });
});

describe('SpherePay list', () => {
  it('pages through all customers, ten at a time by default', async () => {
    const first = await get<Page>('/v2/customer');
    expect(first.customers).toHaveLength(10);
    expect(first.pagination).toEqual({
      page: 1,
      limit: 10,
      total: 33,
      totalPages: 4,
      hasNext: true,
      hasPrevious: false,
    });
    const last = await get<Page>('/v2/customer?page=3&limit=15');
    expect(last.customers).toHaveLength(3);
    expect(last.pagination).toMatchObject({ hasNext: false, hasPrevious: true });
    const beyond = await get<Page>('/v2/customer?page=9');
    expect(beyond).toMatchObject({ customers: [], pagination: { hasNext: false } });
  });

  it('filters by type, status, e-mail and text', async () => {
    const ids = async (query: string): Promise<string[]> =>
      (await get<Page>(`/v2/customer?limit=100&${query}`)).customers.map(({ id }) => id);
    expect(await ids('type=business')).toEqual([SPHEREPAY_SEEDS.business]);
    expect(await ids('email=jane.smith@example.com')).toEqual([SPHEREPAY_SEEDS.original]);
    expect(await ids('search=ACME')).toEqual([SPHEREPAY_SEEDS.business]);
    expect(await ids('status=rejected&type=individual')).toContain(SPHEREPAY_SEEDS.rejected);
    expect(await ids('status=rejected')).not.toContain(SPHEREPAY_SEEDS.approved);
  });

  it('refuses query values that make no sense with 422', async () => {
    const response = await call('/v2/customer?page=0&limit=101&type=robot&status=great');
    expect(response.status).toBe(422);
    const { errors } = (await response.json()) as { errors: { pointer: string }[] };
    expect(errors.map(({ pointer }) => pointer)).toEqual(['/page', '/limit', '/type', '/status']);
  });
});

describe('SpherePay scenarios', () => {
  it.each([
    ['incomplete', 'incomplete', [4, 0, 2, 0]],
    ['pending', 'pending', [4, 2, 0, 0]],
    ['approved', 'approved', [6, 0, 0, 0]],
    ['rejected', 'rejected', [4, 0, 0, 1]],
    ['not-started', 'incomplete', [0, 0, 0, 0]],
    ['contradictory', 'approved', [4, 0, 2, 0]],
  ])('kyc:%s', async (decision, status, counts) => {
    const [profile] = (await get(original, `kyc:${decision}`)).verificationProfiles;
    expect(profile?.status).toBe(status);
    const { complete = [], pending = [], required = [], errors = [] } = profile?.criteria ?? {};
    expect([complete, pending, required, errors].map((list) => list.length)).toEqual(counts);
  });

  it('changes records as asked, and the stored ones not at all', async () => {
    expect((await get(original, 'wrong-record')).id).toBe(SPHEREPAY_SEEDS.approved);
    expect(await get(original, 'missing-blocks')).toEqual({ id: SPHEREPAY_SEEDS.original });
    expect((await get(original, 'new-enum-value')).verificationProfiles[0]?.status).toBe('under_enhanced_review');
    expect(await get(original, 'extra-fields')).toHaveProperty('labels');
    expect(JSON.stringify(await get(original, 'card-number-leak'))).toContain(testCardNumber());
    expect((await get<Page>('/v2/customer', 'new-enum-value')).customers[0]?.tosStatus).toBe('superseded');
    expect((await get(original)).tosStatus).toBe('incomplete');
  });

  it('answers an unknown scenario as a problem with the generic code', async () => {
    expect(await get(original, 'list-meta')).toMatchObject({
      status: 400,
      code: 'address/invalid',
      detail: expect.stringContaining('kyc'),
    });
  });
});
