import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Explanation } from '../../src/canonical/explanation.js';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, cartevoCard, enveloped, partnerCustomer, spherePayCustomer } from '../support/wire-records.js';

const MOST = 5000;
const PATIENCE_MS = 5000;

let stubbed: StubbedGateway;
beforeAll(async () => {
  stubbed = await startStubbedGateway();
});
afterAll(() => stubbed.stop());

async function explained(path: string): Promise<Explanation[]> {
  const started = performance.now();
  const { status, body } = await stubbed.gateway.call(`${path}${path.includes('?') ? '&' : '?'}explain=true`);
  expect(status).toBe(200);
  expect(performance.now() - started).toBeLessThan(PATIENCE_MS);
  return body.meta.explain as Explanation[];
}

const at = (explanations: readonly Explanation[], pointer: string) =>
  explanations.find((entry) => entry.pointer === pointer && entry.transform !== null);

describe('an answer that is far too large to be explained', () => {
  const badPerson = { basic_info: { birth_date: 'x', nationality: 'x' }, identification: { id_issue_date: 'x' } };

  test.each([
    ['many items', Array.from({ length: 15_000 }, () => ({}))],
    ['many items that are wrong', Array.from({ length: 4500 }, () => badPerson)],
  ])('%s: explained up to a limit, and says so', async (_what, people) => {
    const body = partnerCustomer({ business_person_list: people });
    stubbed.stubs.partner.handle((_call, response) => json(response, 200, body));
    const explanations = await explained(READ.partner);
    expect(explanations).toHaveLength(MOST);
    expect(explanations.at(-1)).toMatchObject({
      pointer: '',
      transform: null,
      detail: expect.stringContaining('too large'),
    });
  });

  test('a list of records whose parts are many', async () => {
    const verificationProfiles = Array.from({ length: 15_000 }, () => ({}));
    const customers = [spherePayCustomer({ verificationProfiles }), spherePayCustomer()];
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 200, { customers }));
    expect(await explained('/v1/spherepay/customers')).toHaveLength(MOST);
  });
});

describe('where a value really came from', () => {
  test('the holder of a card that does not say whose it is', async () => {
    const ownerless = cartevoCard({ customer_id: undefined });
    stubbed.stubs.cartevo.handle((_call, response) => json(response, 200, enveloped([ownerless, cartevoCard()])));
    const explanations = await explained(`${READ.cartevo}/cards`);
    expect(at(explanations, '/0/customerId')).toMatchObject({
      transform: 'constant',
      detail: expect.stringContaining('the customer whose cards were asked for'),
    });
    expect(at(explanations, '/1/customerId')).toMatchObject({ transform: 'toGatewayId', detail: null });
  });

  test.each([
    ['business', ['/businessTradeName']],
    ['individual', ['/firstName', '/lastName']],
  ])('the name to show of a %s', async (type, providerPointers) => {
    const body = spherePayCustomer({ type, businessTradeName: 'Acme' });
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 200, body));
    expect(at(await explained(READ.spherepay), '/displayName')).toMatchObject({ providerPointers, lost: false });
  });

  test('the name to show of a company with two of them', async () => {
    const business_details = { business_name: 'Muster', business_name_english: 'Sample' };
    stubbed.stubs.partner.handle((_call, response) => json(response, 200, partnerCustomer({ business_details })));
    const pointers = at(await explained(READ.partner), '/displayName')?.providerPointers;
    expect(pointers).toEqual(['/business_details/business_name_english']);
  });

  test('metadata under the name of an object property is left out, with a warning', async () => {
    const meta = { toString: 'x', colour: 'red' };
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 200, spherePayCustomer({ meta })));
    const { body } = await stubbed.gateway.call(READ.spherepay);
    expect(body.data.metadata).toEqual({ colour: 'red' });
    expect(body.meta.warnings).toEqual([expect.objectContaining({ pointer: '/metadata/toString' })]);
    expect(at(await explained(READ.spherepay), '/metadata')).toMatchObject({ lost: true });
  });
});
