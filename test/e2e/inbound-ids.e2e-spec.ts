import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { expectProblem, expectProblemDocument } from '../support/problem.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { PROVIDERS, startStubbedGateway, type ProviderName, type StubbedGateway } from '../support/stubbed-gateway.js';
import { IDS } from '../support/wire-records.js';

let stubbed: StubbedGateway;
beforeAll(async () => {
  stubbed = await startStubbedGateway();
});
afterAll(() => stubbed.stop());
afterEach(() => {
  const urls = stubbed.calls().map(({ url }) => url);
  stubbed.forget();
  expect(urls).toEqual([]);
});

/** Sends the path exactly as it is: `fetch` would tidy it up first. */
const get = (path: string) => sendRaw(stubbed.gateway.url, rawRequest(`GET ${path}`));

const OTHER: Readonly<Record<ProviderName, string>> = {
  cartevo: IDS.spherepay,
  spherepay: IDS.partner,
  partner: IDS.cartevo,
};

const NO_ID: readonly (readonly [name: string, id: string])[] = [
  ['..%2fx', '..%2fx'],
  ['..%2f..%2fcards', '..%2f..%2fcards'],
  ['..%5cx', '..%5cx'],
  ['%2e%2e', '%2e%2e'],
  ['%252e%252e', '%252e%252e'],
  ['%00', 'abc%00'],
  ['CRLF', 'abc%0d%0aX-Evil:%201'],
  ['?a=1 inside the id', 'abc%3Fa=1'],
  ['#x inside the id', 'abc%23x'],
  ['300 characters', 'a'.repeat(300)],
  ['129 characters', 'a'.repeat(129)],
  ['__proto__', '__proto__'],
  ['constructor', 'constructor'],
  ['blank', '%20'],
  ['quotation mark', '%22'],
  ['letters outside ASCII', '%C3%A9t%C3%A9'],
  ['right-to-left override', '%E2%80%AEabc'],
];

describe.each(PROVIDERS)('the id of a customer of %s', (provider) => {
  const route = `/v1/${provider}/customers`;

  test.each(NO_ID)('cannot be %s', async (_name, id) => {
    const answer = await get(`${route}/${id}`);
    expectProblem(answer, { status: 404, code: 'resource_not_found', outcome: 'not_sent', places: ['id'] });
  });

  test('cannot be one in the form of another provider', async () => {
    const answer = await get(`${route}/${OTHER[provider]}`);
    expectProblem(answer, { status: 404, code: 'resource_not_found', outcome: 'not_sent', places: ['id'] });
  });

  test('cannot be the gateway’s id of another provider', async () => {
    const other = PROVIDERS.find((name) => name !== provider);
    const answer = await get(`${route}/${other}:${IDS[other as ProviderName]}`);
    expectProblem(answer, { status: 404, code: 'resource_not_found', outcome: 'not_sent', places: ['id'] });
  });

  test('../x is another path, not an id', async () => {
    expectProblem(await get(`${route}/../x`), { status: 404, code: 'route_not_found', outcome: 'not_sent' });
  });

  test('?a=1 behind an id is an unknown parameter', async () => {
    const answer = await get(`${route}/${IDS[provider]}?a=1`);
    expectProblem(answer, { status: 400, code: 'malformed_request', places: ['a'] });
  });

  test.each(['#x', '%23x'])('%s behind an id is refused', async (suffix) => {
    const answer = await get(`${route}/${IDS[provider]}${suffix}`);
    expect(answer.status).toBeLessThan(500);
    expectProblemDocument(answer);
  });

  test.each(['%zz', '%', '%ff', '%c0%ae%c0%ae'])('%s cannot be decoded', async (id) => {
    expectProblem(await get(`${route}/${id}`), { status: 400, code: 'malformed_request', outcome: 'not_sent' });
  });
});

test.each(NO_ID)('the cards of %s are not asked for', async (_name, id) => {
  const answer = await get(`/v1/cartevo/customers/${id}/cards`);
  expectProblem(answer, { status: 404, code: 'resource_not_found', places: ['id'] });
});

test.each([
  ['blank', '', 400],
  ['spaces only', '%20%20', 400],
  ['NUL', 'ext%00', 400],
  ['CRLF', 'ext%0d%0a', 400],
  ['256 characters', 'a'.repeat(256), 400],
  ['given twice', 'a&externalId=b', 400],
  ['an object', 'a&externalId[b]=c', 400],
])('an external id that is %s is refused', async (_name, value, status) => {
  const answer = await get(`/v1/partner/customers?externalId=${value}`);
  const problem = expectProblem(answer, { status, code: 'malformed_request', outcome: 'not_sent' });
  expect(problem.errors[0]?.parameter).toMatch(/^externalId/);
});

test('an external id is needed', async () => {
  expectProblem(await get('/v1/partner/customers'), {
    status: 400,
    code: 'malformed_request',
    places: ['externalId'],
  });
});
