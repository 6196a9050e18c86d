import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Card } from '../../src/canonical/card.js';
import { ListMeta } from '../../src/canonical/response.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { FOREIGN_CUSTOMER, SEEDS } from '../support/sandbox-seeds.js';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
});
afterAll(() => gateway.stop());
let before = 0;
beforeEach(async () => {
  gateway.simulators.forEach((simulator) => simulator.reset());
  // A reset revokes tokens; the read that finds that out is none of those counted here.
  await gateway.call('/v1/cartevo/customers?limit=1');
  before = calls().length;
});

const { cartevo } = SEEDS;
const cards = (id: string, scenario?: string, query = '') =>
  gateway.call(
    `/v1/cartevo/customers/${id}/cards${query}`,
    scenario ? { headers: { 'x-sandbox-scenario': scenario } } : {},
  );
const calls = () => gateway.simulators.find(({ provider }) => provider === 'cartevo')?.calls ?? [];
const paths = () =>
  calls()
    .slice(before)
    .map(({ path }) => path.replace(/^.*\/customers\/[^/?]+/, ''));

describe('cards of a customer', () => {
  test('in both of Cartevo’s shapes', async () => {
    const shapeA = (await cards(cartevo.cardShapeA)).body;
    expect(shapeA.data).toEqual([
      {
        id: 'cartevo:91b3c6d6-111b-44da-9f81-16f019bebe8c',
        provider: 'cartevo',
        providerId: '91b3c6d6-111b-44da-9f81-16f019bebe8c',
        customerId: `cartevo:${cartevo.cardShapeA}`,
        form: 'virtual',
        brand: 'unknown',
        brandNative: null,
        last4: '5407',
        expiryMonth: null,
        expiryYear: null,
        state: 'active',
        stateNative: 'ACTIVE',
        stateChangedBy: null,
        balance: { amountMinor: 500, currency: 'USD', exponent: 2 },
        allowedActions: ['freeze', 'withdraw', 'fund', 'terminate'],
        createdAt: '2023-11-07T05:31:56.000Z',
        updatedAt: '2023-11-07T05:31:56.000Z',
      },
    ]);
    const shapeB = (await cards(cartevo.cardShapeB)).body;
    expect(shapeB.data).toMatchObject([{ brand: 'visa', last4: '1111', form: 'unknown', state: 'active' }]);
    for (const { data, meta } of [shapeA, shapeB]) {
      data.forEach((card: unknown) => expectCanonical(Card, card));
      expectCanonical(ListMeta, meta);
    }
  });

  test('in every state, with the actions that the state allows', async () => {
    const { body } = await cards(cartevo.cardStates);
    const shown = body.data.map(({ state, stateChangedBy, allowedActions }: Record<string, unknown>) => [
      state,
      stateChangedBy,
      allowedActions,
    ]);
    expect(shown).toEqual([
      ['pending', null, []],
      ['active', null, ['freeze', 'withdraw', 'fund', 'terminate']],
      ['inactive', null, []],
      ['frozen', 'integrator', ['unfreeze', 'withdraw', 'terminate']],
      ['suspended', 'provider', []],
      ['terminated', null, []],
      ['failed', null, []],
    ]);
    expect(body.data.map(({ balance }: { balance: unknown }) => balance)).toContain(null);
    expect(body.meta.warnings).toContainEqual(expect.objectContaining({ pointer: '/6/balance' }));
    body.data.forEach((card: unknown) => expectCanonical(Card, card));
  });

  test('with `refresh=true` are asked of the issuer', async () => {
    const cached = await cards(cartevo.cardShapeB);
    expect(cached.body.data[0].balance.amountMinor).toBe(10_000);
    expect(paths()).toEqual(['/cards']);
    const fresh = await cards(cartevo.cardShapeB, undefined, '?refresh=true');
    expect(fresh.body.data[0]).toMatchObject({ state: 'frozen', balance: { amountMinor: 9340 } });
    expect(paths().at(-1)).toBe('/cards?sync=true');
    expect((await cards(cartevo.cardShapeA, undefined, '?refresh=false')).status).toBe(200);
    for (const query of ['?refresh=yes', '?refresh=', '?sync=true', '?reveal=true']) {
      expectProblem(await cards(cartevo.cardShapeA, undefined, query), { status: 400, code: 'malformed_request' });
    }
  });

  test('of a customer without cards are an empty list, found out with one more call', async () => {
    const { status, body } = await cards(cartevo.noCards);
    expect({ status, data: body.data }).toEqual({ status: 200, data: [] });
    expect(body.meta.page).toMatchObject({ nextCursor: null, total: 0 });
    expect(paths()).toEqual(['/cards', '']);
  });

  test('of a customer without cards at an older server are an empty list too', async () => {
    const { status, body } = await cards(cartevo.noCards, 'older-server');
    expect({ status, data: body.data }).toEqual({ status: 200, data: [] });
    expect(paths()).toEqual(['/cards', '']);
  });

  test.each([undefined, 'older-server'])('of a customer that does not exist are 404 (%s)', async (scenario) => {
    for (const id of [FOREIGN_CUSTOMER, '00000000-0000-4000-8000-000000000000']) {
      expectProblem(await cards(id, scenario), {
        status: 404,
        code: 'resource_not_found',
        origin: 'provider',
        outcome: 'rejected',
      });
    }
  });

  test('are never those of another customer', async () => {
    const answer = await cards(cartevo.cardShapeA, 'wrong-record');
    expectProblem(answer, { status: 502, code: 'provider_contract_violation', provider: { name: 'cartevo' } });
    expect(answer.text.replaceAll(answer.body.requestId, '')).not.toContain('5407');
  });

  test('that cannot be told from a missing customer are an error, not an empty list', async () => {
    const answer = await cards(cartevo.noCards, 'unavailable');
    expectProblem(answer, { status: 503, code: 'provider_unavailable' });
  });

  test('with a clear number in a mask are shown without it', async () => {
    const { status, body } = await cards(cartevo.cardShapeA, 'card-number-leak');
    expect({ status, last4: body.data[0].last4 }).toEqual({ status: 200, last4: null });
    expect(body.meta.warnings).toContainEqual(expect.objectContaining({ pointer: '/0/last4' }));
  });
});
