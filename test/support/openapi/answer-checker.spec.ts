import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startTestGateway, type TestAnswer, type TestGateway } from '../gateway.js';
import { AnswerChecker } from './answer-checker.js';
import { readDocument } from './checked-answers.js';

const CUSTOMER = '/v1/spherepay/customers/customer_f31121c389624d3697cbf3ea8830b7a4';
const asked = { method: 'GET', target: CUSTOMER };

let gateway: TestGateway;
let checker: AnswerChecker;
let customer: TestAnswer;
let problem: TestAnswer;

beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  checker = new AnswerChecker(await readDocument(gateway.url));
  customer = await gateway.call(CUSTOMER);
  problem = await gateway.call(`${CUSTOMER}x`);
});
afterAll(() => gateway.stop());

/** An answer that differs in some headers; null takes one away. */
function withHeaders(answer: TestAnswer, changes: Readonly<Record<string, string | null>>): TestAnswer {
  const headers = new Headers(answer.headers);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) headers.delete(name);
    else headers.set(name, value);
  }
  return { ...answer, headers };
}

/** The customer with its data changed. */
function withData(change: object): TestAnswer {
  return { ...customer, body: { ...customer.body, data: { ...customer.body.data, ...change } } };
}

describe('the check of answers against the document', () => {
  it('accepts what the gateway answers', () => {
    expect(checker.faults(asked, customer)).toEqual([]);
    expect(checker.faults(asked, problem)).toEqual([]);
    expect(checker.faults({ ...asked, method: 'HEAD' }, { ...customer, text: '', body: null })).toEqual([]);
  });

  it.each([
    ['a member that is not documented', () => withData({ secret: 1 })],
    ['a nested one', () => withData({ phone: { ...customer.body.data.phone, extra: null } })],
    ['a missing member', () => withData({ email: undefined })],
    ['null where it is not allowed', () => withData({ status: null })],
    ['another type', () => withData({ email: 5 })],
    ['another format', () => withData({ createdAt: 'yesterday' })],
    ['another pattern', () => withData({ person: { ...customer.body.data.person, nationality: 'usa' } })],
    ['a status that is not documented', () => ({ ...problem, status: 418 })],
    ['a status of the operation that only `default` could mean', () => ({ ...problem, status: 413 })],
    ['405 at a method that is documented', () => ({ ...problem, status: 405 })],
    ['another media type', () => withHeaders(customer, { 'content-type': 'text/plain' })],
    ['a success as a problem', () => withHeaders(customer, { 'content-type': 'application/problem+json' })],
    ['a header that is not documented', () => withHeaders(customer, { 'x-powered-by': 'magic' })],
    ['a missing header', () => withHeaders(customer, { 'x-request-id': null })],
    ['503 without Retry-After', () => ({ ...problem, status: 503 })],
    ['a wrong header', () => withHeaders({ ...problem, status: 503 }, { 'retry-after': 'soon' })],
  ])('finds %s', (_what, answer) => {
    expect(checker.faults(asked, answer())).not.toEqual([]);
  });

  it('finds a body behind HEAD, and a refusal that is no problem document', () => {
    expect(checker.faults({ ...asked, method: 'HEAD' }, customer)).not.toEqual([]);
    expect(checker.faults({ method: 'PUT', target: CUSTOMER }, { ...customer, status: 405 })).not.toEqual([]);
    expect(checker.faults({ method: 'GET', target: '/nowhere' }, customer)).not.toEqual([]);
    expect(checker.faults(null, customer)).not.toEqual([]);
  });

  it('wants Allow with 405 and a code of its own at an unknown route', async () => {
    const refused = await gateway.call(CUSTOMER, { method: 'PUT' });
    const put = { method: 'PUT', target: CUSTOMER };
    expect(checker.faults(put, refused)).toEqual([]);
    expect(checker.faults(put, withHeaders(refused, { allow: null }))).toEqual(['405 without Allow']);
    const lost = await gateway.call('/nowhere');
    const get = { method: 'GET', target: '/nowhere' };
    expect(checker.faults(get, lost)).toEqual([]);
    const other = { ...lost, body: { ...lost.body, code: 'resource_not_found' } };
    expect(checker.faults(get, other)).toEqual(['code resource_not_found at an unknown route']);
  });
});
