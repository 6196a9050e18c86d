import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Customer } from '../../src/canonical/customer.js';
import { ListMeta, Meta } from '../../src/canonical/response.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { SEEDS } from '../support/sandbox-seeds.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
});
afterAll(() => gateway.stop());

const get = (path: string, scenario?: string): Promise<TestAnswer> =>
  gateway.call(path, scenario ? { headers: { 'x-sandbox-scenario': scenario } } : {});

interface Listed {
  readonly ids: string[];
  readonly pages: number;
  readonly totals: Set<number | null>;
}

/** Follows the cursors of a list to its end. */
async function readAll(path: string, scenario?: string): Promise<Listed> {
  const ids: string[] = [];
  const totals = new Set<number | null>();
  let [cursor, pages]: [string | null, number] = [null, 0];
  do {
    const query: string = cursor === null ? '' : `${path.includes('?') ? '&' : '?'}cursor=${cursor}`;
    const { status, body }: TestAnswer = await get(path + query, scenario);
    expect(status).toBe(200);
    expectCanonical(ListMeta, body.meta);
    for (const customer of body.data) {
      expectCanonical(Customer, customer);
      ids.push(customer.providerId);
    }
    expect(body.data.length).toBeLessThanOrEqual(body.meta.page.limit);
    totals.add(body.meta.page.total);
    cursor = body.meta.page.nextCursor;
    pages++;
  } while (cursor !== null && pages < 50);
  return { ids, pages, totals };
}

describe('one customer', () => {
  const all = Object.entries(SEEDS).flatMap(([provider, ids]) =>
    Object.entries(ids).map(([name, id]) => [provider, name, id] as const),
  );

  test.each(all)('%s %s is a whole canonical record, by either form of its id', async (provider, _name, id) => {
    for (const given of [id, `${provider}:${id}`, encodeURIComponent(`${provider}:${id}`)]) {
      const { status, headers, body } = await get(`/v1/${provider}/customers/${given}`);
      expect(status).toBe(200);
      expectCanonical(Customer, body.data);
      expectCanonical(Meta, body.meta);
      expect(body.data).toMatchObject({ id: `${provider}:${id}`, provider, providerId: id });
      expect(body.meta.sources).toEqual([{ provider, asOf: expect.any(String), from: 'live' }]);
      expect(body.meta.requestId).toBe(headers.get('x-request-id'));
      expect(headers.get('cache-control')).toBe('private, no-cache');
      expect(headers.get('x-gateway-mode')).toBe('sandbox');
    }
  });

  test.each([
    ['cartevo', 'c0de000f-feed-4bad-8ace-c0de000fcafe'],
    ['cartevo', '00000000-0000-4000-8000-000000000000'],
    ['spherepay', 'customer_00000000000000000000000000000000'],
    ['spherepay', 'not-one-of-theirs'],
    ['partner', 'cus_00000000000000000000000000000000'],
    ['partner', 'not-one-of-theirs'],
  ])('%s %s does not exist', async (provider, id) => {
    const answer = await get(`/v1/${provider}/customers/${id}`);
    expectProblem(answer, {
      status: 404,
      code: 'resource_not_found',
      origin: 'provider',
      outcome: 'rejected',
      safe: false,
      provider: { name: provider },
    });
  });

  test.each([
    ['cartevo', SEEDS.cartevo.approved, 'active', 'approved'],
    ['cartevo', SEEDS.cartevo.rejected, 'active', 'rejected'],
    ['cartevo', SEEDS.cartevo.pending, 'active', 'in_review'],
    ['cartevo', SEEDS.cartevo.disabled, 'suspended', 'unknown'],
    ['spherepay', SEEDS.spherepay.original, 'unknown', 'action_required'],
    ['spherepay', SEEDS.spherepay.approved, 'unknown', 'approved'],
    ['spherepay', SEEDS.spherepay.pending, 'unknown', 'in_review'],
    ['spherepay', SEEDS.spherepay.rejected, 'unknown', 'rejected'],
    ['spherepay', SEEDS.spherepay.notStarted, 'unknown', 'not_started'],
    ['spherepay', SEEDS.spherepay.contradictory, 'unknown', 'unknown'],
    ['partner', SEEDS.partner.original, 'pending', 'in_review'],
    ['partner', SEEDS.partner.succeeded, 'active', 'approved'],
    ['partner', SEEDS.partner.failed, 'closed', 'rejected'],
    ['partner', SEEDS.partner.suspended, 'suspended', 'unknown'],
    ['partner', SEEDS.partner.sample, 'unknown', 'unknown'],
  ])('%s %s is %s and %s', async (provider, id, status, verification) => {
    const { body } = await get(`/v1/${provider}/customers/${id}`);
    expect({ status: body.data.status, verification: body.data.verification.status }).toEqual({ status, verification });
  });
});

describe('lists', () => {
  test.each([
    ['/v1/cartevo/customers', 35],
    ['/v1/spherepay/customers', 33],
  ])('%s shows every customer once, whatever the size of a page', async (path, total) => {
    for (const limit of [1, 7, 20, 35, 100]) {
      const { ids, pages, totals } = await readAll(`${path}?limit=${limit}`);
      expect(ids).toHaveLength(total);
      expect(new Set(ids).size).toBe(total);
      expect(pages).toBe(Math.ceil(total / limit));
      expect(totals).toEqual(new Set([total]));
    }
  });

  test.each(['list-meta', 'unpaginated'])('Cartevo’s list in the form %s too', async (scenario) => {
    for (const limit of [7, 20, 35, 100]) {
      const { ids } = await readAll(`/v1/cartevo/customers?limit=${limit}`, scenario);
      expect(ids).toHaveLength(35);
      expect(new Set(ids).size).toBe(35);
    }
  });

  test('an older server shows its active customers once', async () => {
    const { ids } = await readAll('/v1/cartevo/customers?limit=10', 'older-server');
    expect(ids).toHaveLength(34);
    expect(new Set(ids).size).toBe(34);
    expect(ids).not.toContain(SEEDS.cartevo.disabled);
  });

  test('20 is the usual size of a page', async () => {
    const { body } = await get('/v1/cartevo/customers');
    expect(body.data).toHaveLength(20);
    expect(body.meta.page).toEqual({ limit: 20, nextCursor: expect.any(String), total: 35 });
  });

  test.each([
    ['status=approved', 8],
    ['type=business', 1],
    ['type=individual&status=pending', null],
  ])('SpherePay’s filter %s holds over all pages', async (query, count) => {
    const { ids } = await readAll(`/v1/spherepay/customers?limit=3&${query}`);
    expect(new Set(ids).size).toBe(ids.length);
    if (count !== null) expect(ids.length).toBeGreaterThanOrEqual(1);
  });

  test('a cursor belongs to its limit, its filters and its list', async () => {
    const { body } = await get('/v1/spherepay/customers?limit=3&status=approved');
    const cursor: string = body.meta.page.nextCursor;
    for (const path of [
      `/v1/spherepay/customers?limit=4&status=approved&cursor=${cursor}`,
      `/v1/spherepay/customers?limit=3&status=pending&cursor=${cursor}`,
      `/v1/spherepay/customers?limit=3&cursor=${cursor}`,
      `/v1/cartevo/customers?limit=3&cursor=${cursor}`,
    ]) {
      expectProblem(await get(path), { status: 400, code: 'malformed_request', places: ['cursor'] });
    }
    expect((await get(`/v1/spherepay/customers?status=approved&cursor=${cursor}`)).status).toBe(200);
  });

  test('the partner’s search by the caller’s own id is a list of one or none', async () => {
    const one = await get('/v1/partner/customers?externalId=ext-0002');
    expect(one.body.data).toHaveLength(1);
    expectCanonical(Customer, one.body.data[0]);
    expect(one.body.data[0]).toMatchObject({ providerId: SEEDS.partner.full, externalId: 'ext-0002' });
    expect(one.body.meta.page).toEqual({ limit: 1, nextCursor: null, total: 1 });
    for (const missing of ['ext-none', 'ext-missing-200', '<script>', 'é']) {
      const none = await get(`/v1/partner/customers?externalId=${encodeURIComponent(missing)}`);
      expect({ status: none.status, data: none.body.data }).toEqual({ status: 200, data: [] });
      expect(none.body.meta.page).toMatchObject({ nextCursor: null, total: 0 });
    }
  });
});
