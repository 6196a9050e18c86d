import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testCardNumber } from '../../platform/simulation/simulated-records.js';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import { startPartnerSimulator } from './partner.simulator.js';
import { PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200, PARTNER_SEEDS } from './partner.simulator-data.js';

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startPartnerSimulator();
});
afterAll(() => simulator.close());

function detail(query: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  const { PARTNER_BASE_URL, PARTNER_API_KEY = '', PARTNER_API_SECRET = '' } = simulator.environment;
  return fetch(`${PARTNER_BASE_URL}/api/customers/detail?${new URLSearchParams(query)}`, {
    headers: { 'x-api-key': PARTNER_API_KEY, 'x-api-secret': PARTNER_API_SECRET, ...headers },
  });
}

function readOriginal(scenario: string): Promise<Response> {
  return detail({ customer_id: PARTNER_SEEDS.original.id }, { 'x-sandbox-scenario': scenario });
}

describe('partner simulator', () => {
  it('finds a customer by either id, without an envelope and without the undocumented blocks', async () => {
    const { id, externalId } = PARTNER_SEEDS.original;
    const byId = (await (await detail({ customer_id: id })).json()) as Record<string, unknown>;
    expect(Object.keys(byId)).toEqual([
      'customer_id',
      'partner_customer_id',
      'status',
      'created_at',
      'account_usage',
      'primary_contact',
      'business_person_list',
    ]);
    expect(byId).toMatchObject({ customer_id: id, partner_customer_id: externalId, status: 'Processing' });
    expect(JSON.stringify(byId)).not.toContain('basic_info');
    expect(await (await detail({ partner_customer_id: externalId })).json()).toEqual(byId);
  });

  it.each([
    ['full', 'Succeeded'],
    ['succeeded', 'Succeeded'],
    ['failed', 'Failed'],
    ['suspended', 'Suspended'],
    ['sample', 'Processing,Succeeded,Failed,Suspended'],
  ] as const)('seeds %s as %s', async (seed, status) => {
    expect(await (await detail({ customer_id: PARTNER_SEEDS[seed].id })).json()).toMatchObject({ status });
  });

  it('has every block in the full variant', async () => {
    expect(await (await detail({ customer_id: PARTNER_SEEDS.full.id })).json()).toMatchObject({
      business_details: { business_name_english: 'Sample Trading Pte Ltd' },
      registration_address: { registration_address_city: 'Singapore' },
      business_person_list: [{ basic_info: { nationality: 'SG' }, identification: { id_type: 'Passport' } }, {}],
    });
  });

  it('refuses missing or wrong credentials with 401', async () => {
    for (const [name, value] of [
      ['x-api-key', 'wrong'],
      ['x-api-secret', 'wrong'],
      ['x-api-secret', ''],
    ] as const) {
      const response = await detail({ customer_id: PARTNER_SEEDS.full.id }, { [name]: value });
      expect(response.status).toBe(401);
      expect(await response.json()).toEqual({ code: 'UNAUTHORIZED', message: 'Invalid API key or secret' });
    }
  });

  it('answers 404 for an unknown customer and for two ids that disagree, 400 for none', async () => {
    const unknown = await detail({ customer_id: 'cus_unknown' });
    expect([unknown.status, await unknown.json()]).toEqual([
      404,
      { code: 'CUSTOMER_NOT_FOUND', message: 'Customer not found' },
    ]);
    const mixed = { customer_id: PARTNER_SEEDS.full.id, partner_customer_id: PARTNER_SEEDS.failed.externalId };
    expect((await detail(mixed)).status).toBe(404);
    expect(await (await detail({})).json()).toMatchObject({ code: 'BAD_REQUEST' });
  });

  it('hides "not found" in an HTTP 200 for the magic external id', async () => {
    const response = await detail({ partner_customer_id: PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200 });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ code: 'CUSTOMER_NOT_FOUND', message: 'Customer not found' });
  });

  it('plays the record scenarios', async () => {
    const wrong = (await (await readOriginal('wrong-record')).json()) as Record<string, unknown>;
    expect(wrong['customer_id']).toMatch(/^cus_/);
    expect(wrong['customer_id']).not.toBe(PARTNER_SEEDS.original.id);
    expect(await (await readOriginal('missing-blocks')).json()).toEqual({ customer_id: PARTNER_SEEDS.original.id });
    expect(await (await readOriginal('new-enum-value')).json()).toMatchObject({ status: 'UnderReview' });
    expect(await (await readOriginal('extra-fields')).json()).toMatchObject({ internalScore: 0.73 });
    expect(await (await readOriginal('card-number-leak')).text()).toContain(testCardNumber());
  });

  it.each([
    ['approved', 'Succeeded'],
    ['Failed', 'Failed'],
    ['suspended', 'Suspended'],
    ['pending', 'Processing'],
  ])('kyc:%s gives %s', async (decision, status) => {
    expect(await (await readOriginal(`kyc:${decision}`)).json()).toMatchObject({ status });
  });

  it('answers an unknown scenario in its own error style', async () => {
    const response = await readOriginal('kyc:perhaps');
    expect([response.status, await response.json()]).toEqual([
      400,
      { code: 'BAD_REQUEST', message: expect.stringContaining('takes one of: processing, pending, succeeded') },
    ]);
    expect((await readOriginal('unauthorized')).status).toBe(401);
  });
});
