import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { TestAnswer } from '../support/gateway.js';
import { asJson, newCustomer, newCustomerJson, toForm } from '../support/new-customer.js';
import { expectProblem, type ExpectedProblem } from '../support/problem.js';
import { json, type StubHandler } from '../support/stub-provider.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { enveloped } from '../support/wire-records.js';

const TIMEOUT_MS = 400;
let stubbed: StubbedGateway;
beforeAll(async () => {
  const timeout = `${TIMEOUT_MS}`;
  stubbed = await startStubbedGateway({
    CARTEVO_TIMEOUT_MS: timeout,
    CARTEVO_UPLOAD_TIMEOUT_MS: timeout,
    GATEWAY_BREAKER: 'off',
  });
});
afterAll(() => stubbed.stop());
beforeEach(() => stubbed.forget());

const KINDS: readonly (readonly [kind: string, send: () => Promise<TestAnswer>])[] = [
  ['with JSON', () => stubbed.gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()))],
  ['with files', () => stubbed.gateway.call('/v1/cartevo/customers', { method: 'POST', body: toForm(newCustomer()) })],
];

/** An error in Cartevo's form. */
const says = (status: number, message: unknown, headers?: Record<string, string>): StubHandler => {
  return (_call, response) => json(response, status, { success: false, statusCode: status, message }, headers);
};
const page = (status: number): StubHandler => {
  return (_call, response) => void response.writeHead(status, { 'content-type': 'text/html' }).end('<html></html>');
};
const answers =
  (status: number, text: string): StubHandler =>
  (_call, response) =>
    json(response, status, text);

const rejected = { outcome: 'rejected', safe: false, afterSeconds: null } as const;
const unknown = { outcome: 'unknown', safe: false, afterSeconds: null } as const;
const invalid = { status: 422, code: 'validation_failed', ...rejected } as const;
const duplicate = { status: 409, code: 'duplicate_customer', ...rejected } as const;
const refusedData = { status: 422, code: 'provider_rejected', ...rejected, places: [] } as const;
const violation = { status: 502, code: 'provider_contract_violation', ...unknown } as const;

const REFUSALS: readonly (readonly [name: string, fault: StubHandler, expected: ExpectedProblem, http: number])[] = [
  [
    'a field, by its name at the provider',
    says(400, 'first_name must be longer'),
    { ...invalid, places: ['/givenName'] },
    400,
  ],
  [
    'several fields',
    says(400, ['first_name must be longer', 'postal_code is wrong']),
    { ...invalid, places: ['/givenName', '/address/postalCode'] },
    400,
  ],
  [
    'too young',
    says(400, 'Customer must be 18 or older'),
    { ...rejected, status: 422, code: 'customer_underage', places: ['/dateOfBirth'] },
    400,
  ],
  ['something unknown', says(400, 'Computer says no'), refusedData, 400],
  ['something unknown, with 422', says(422, 'Computer says no'), refusedData, 422],
  ['400 without a word', answers(400, ''), refusedData, 400],
  ['duplicate e-mail', says(409, 'Customer with this email already exists'), { ...duplicate, places: ['/email'] }, 409],
  [
    'duplicate document',
    says(409, 'Customer with this identification_number already exists'),
    { ...duplicate, places: ['/identityDocument/number'] },
    409,
  ],
  ['duplicate of something', says(409, 'Conflict'), { ...duplicate, places: [] }, 409],
  ['file too large', says(413, 'File too large'), { ...rejected, status: 413, code: 'file_too_large' }, 413],
  ['wrong file type', says(415, 'Unsupported'), { ...rejected, status: 415, code: 'unsupported_file_type' }, 415],
  [
    'unreadable document',
    says(422, 'KYC document unreadable'),
    { ...rejected, status: 422, code: 'document_unreadable' },
    422,
  ],
  ['401', says(401, 'x'), { ...rejected, status: 502, code: 'provider_auth_failed' }, 401],
  ['403', says(403, 'x'), { ...rejected, status: 502, code: 'provider_auth_failed' }, 403],
  ['404', says(404, 'Cannot POST'), { ...rejected, status: 502, code: 'provider_error' }, 404],
  ['418', says(418, 'x'), { ...rejected, status: 502, code: 'provider_error' }, 418],
  [
    '429',
    says(429, 'x', { 'retry-after': '9' }),
    { ...rejected, safe: true, status: 503, code: 'provider_rate_limited', afterSeconds: 9 },
    429,
  ],
];

const DOUBTS: readonly (readonly [name: string, fault: StubHandler, expected: ExpectedProblem])[] = [
  ['500', page(500), { ...unknown, status: 502, code: 'provider_error' }],
  ['502', page(502), { ...unknown, status: 502, code: 'provider_error' }],
  ['503', says(503, 'x'), { ...unknown, status: 503, code: 'provider_unavailable', afterSeconds: 5 }],
  ['504', page(504), { ...unknown, status: 504, code: 'provider_timeout' }],
  ['a web page', page(200), violation],
  ['an empty 201', answers(201, ''), violation],
  ['truncated JSON', answers(201, '{"data":{"id":"4d'), violation],
  ['a 201 without an id', answers(201, JSON.stringify(enveloped({ email: 'a@example.com' }))), violation],
  ['a redirect', (_call, response) => json(response, 307, {}, { location: 'http://127.0.0.1:1/' }), violation],
  [
    'connection lost after sending',
    (_call, response) => void response.socket?.resetAndDestroy(),
    { ...unknown, status: 502, code: 'provider_connection_lost' },
  ],
  [
    'connection closed after sending',
    (_call, response) => void response.socket?.end(),
    { ...unknown, status: 502, code: 'provider_connection_lost' },
  ],
  ['no answer', () => undefined, { ...unknown, status: 504, code: 'provider_timeout' }],
];

describe.each(KINDS)('a create %s', (_kind, send) => {
  test.each(REFUSALS)('that the provider refuses: %s', async (_name, fault, expected, httpStatus) => {
    stubbed.stubs.cartevo.handle(fault);
    const answer = await send();
    expectProblem(answer, { origin: 'provider', ...expected, provider: { name: 'cartevo', httpStatus } });
    expect(stubbed.calls().map(({ method }) => method)).toEqual(['POST']);
  });

  test.each(DOUBTS)('whose outcome nobody knows: %s', async (_name, fault, expected) => {
    stubbed.stubs.cartevo.handle(fault);
    const started = performance.now();
    const answer = await send();
    expect(performance.now() - started).toBeLessThan(TIMEOUT_MS + 1000);
    expectProblem(answer, { origin: 'provider', provider: { name: 'cartevo' }, ...expected });
    // A POST is never sent twice.
    expect(stubbed.calls().map(({ method }) => method)).toEqual(['POST']);
  });
});

describe('the provider’s words', () => {
  const refusal = async (message: unknown) => {
    stubbed.stubs.cartevo.handle(says(400, message));
    const [, send] = KINDS[0] as (typeof KINDS)[number];
    return (await send()).body;
  };

  test('are repeated without what was sent, addresses, numbers, quotes and control characters', async () => {
    const words = `Value Amina of amina.testou.new@example.com (+237677000001) is "TEST0000042" \u001b[31m\r\nX: 1`;
    const { provider } = await refusal(words);
    expect(provider.message).toMatch(/^Value \[…\] of/);
    expect(provider.message).not.toMatch(/Amina|amina|example\.com|677000001|TEST0000042|[\r\n]/);
    expect(provider.message).not.toContain('\u001b');
  });

  test('are shortened', async () => {
    const { provider } = await refusal('no '.repeat(5000));
    expect(provider.message.length).toBeLessThanOrEqual(200);
  });

  test.each([null, 1, {}, [[]], [null, 1, {}], ''])('may be nothing of use: %j', async (message) => {
    const { code, provider } = await refusal(message);
    expect({ code, message: provider.message }).toEqual({ code: 'provider_rejected', message: null });
  });

  test('a thousand messages are a few', async () => {
    const { errors } = await refusal(Array.from({ length: 1000 }, () => 'first_name is wrong'));
    expect(errors.length).toBeLessThanOrEqual(10);
  });
});
