import { describe, expect, test } from '@jest/globals';
import { newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { PROVIDERS, shareStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';

let stubbed: StubbedGateway;
shareStubbedGateway(PROVIDERS, (shared) => (stubbed = shared));

/** Sends JSON as text, so that a test can write what `JSON.stringify` would not. */
function post(body: string | object) {
  return stubbed.gateway.call('/v1/cartevo/customers', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A valid body with the raw JSON text of one value in place of the given name. */
const withRaw = (raw: string) => JSON.stringify(newCustomerJson({ givenName: '@' })).replace('"@"', raw);

async function expectRefused(body: string | object, ...places: string[]): Promise<void> {
  const answer = await post(body);
  expectProblem(answer, {
    status: 422,
    code: 'validation_failed',
    origin: 'caller',
    outcome: 'not_sent',
    safe: false,
    provider: null,
    places,
  });
  expect(stubbed.calls()).toEqual([]);
}

/** Sends the body and returns what the provider received. */
async function expectAccepted(body: string | object): Promise<Record<string, unknown>> {
  const answer = await post(body);
  expect({ status: answer.status, errors: answer.body.errors }).toEqual({ status: 201, errors: undefined });
  const [create] = stubbed.calls().filter(({ method }) => method === 'POST');
  return JSON.parse(create?.body.toString('utf8') ?? 'null') as Record<string, unknown>;
}

describe('texts', () => {
  test.each([
    ['NUL', String.raw`"Ami\u0000na"`],
    ['lone surrogate', String.raw`"Ami\ud800na"`],
    ['lone low surrogate', String.raw`"Ami\udc00na"`],
    ['RTL override', String.raw`"Ami\u202ena"`],
    ['isolate mark', String.raw`"Ami\u2066na"`],
    ['CRLF', String.raw`"Ami\r\nna"`],
    ['ANSI escape', String.raw`"Ami\u001b[31mna"`],
    ['zero-width only', String.raw`"\u200b\u200b\u200b\u200b"`],
    ['spaces only', '"    "'],
    ['empty', '""'],
    ['256 characters', JSON.stringify('a'.repeat(256))],
    ['two characters, fewer than the provider takes', '"Al"'],
  ])('%s is refused', async (_name, raw) => {
    await expectRefused(withRaw(raw), '/givenName');
  });

  test('lengths count characters, not code units: 255 emoji are accepted and 256 are not', async () => {
    const { first_name: sent } = await expectAccepted(newCustomerJson({ givenName: '😀'.repeat(255) }));
    expect(sent).toBe('😀'.repeat(255));
    stubbed.forget();
    await expectRefused(newCustomerJson({ givenName: '😀'.repeat(256) }), '/givenName');
  });

  test.each([
    ['homoglyph', 'amin\u0430@example.com'],
    ['homoglyph in the domain', 'amina@ex\u0430mple.com'],
    ['no @', 'amina.example.com'],
    ['two @', 'a@b@example.com'],
    ['a name beside it', 'Amina <amina@example.com>'],
    ['header injection', 'amina@example.com\r\nBcc: b@example.com'],
    ['255 characters', `${'a'.repeat(64)}@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(58)}.com`],
  ])('e-mail: %s is refused', async (_name, email) => {
    await expectRefused(newCustomerJson({ email }), '/email');
  });

  test.each([
    ['SQL', `Robert'); DROP TABLE customers;--`],
    ['template', '${7*7} {{7*7}} <%= 7*7 %> #{7*7}'],
    ['HTML', '<script>alert(1)</script>'],
    ['shell', '$(reboot) `id` | cat /etc/passwd'],
    ['emoji name', 'Amina 😀👩‍👩‍👧'],
    ['Arabic name', 'أمينة'],
    ['combining marks', 'Ame\u0301lie'],
  ])('%s is accepted and reaches the provider unchanged', async (_name, givenName) => {
    const sent = await expectAccepted(newCustomerJson({ givenName }));
    expect(sent['first_name']).toBe(givenName);
  });

  test('all problems are told at once', async () => {
    const customer = newCustomerJson({ givenName: '', email: 'x', dateOfBirth: 'x', phone: '0', extra: 1 });
    const answer = await post({ ...customer, address: { ...customer.address, country: 'XX', more: 1 } });
    const { errors } = expectProblem(answer, { status: 422, code: 'validation_failed' });
    expect(errors.map(({ pointer }) => pointer).sort()).toEqual(
      ['/address/country', '/address/more', '/dateOfBirth', '/email', '/extra', '/givenName', '/phone'].sort(),
    );
    expect(stubbed.calls()).toEqual([]);
  });

  test('an empty object is told every field that is missing', async () => {
    const { errors } = expectProblem(await post({}), { status: 422, code: 'validation_failed' });
    expect(errors.map(({ pointer }) => pointer)).toEqual(
      expect.arrayContaining(['/givenName', '/familyName', '/email', '/dateOfBirth', '/phone', '/address']),
    );
  });
});

describe('numbers', () => {
  test.each([
    ['2^63', '9223372036854775808'],
    ['1e400', '1e400'],
    ['-0', '-0'],
    ['1', '1'],
    ['true', 'true'],
    ['null', 'null'],
    ['an array', '["Amina"]'],
    ['an object', '{"toString":1}'.replace('toString', 'name')],
  ])('%s for a text is refused', async (_name, raw) => {
    await expectRefused(withRaw(raw), '/givenName');
  });

  test.each(['9223372036854775808', '1e400', '-0', '"1"', '1.0', '+1', ' 1', '0x10', '٣', '0', '101', ''])(
    'limit=%s is refused',
    async (limit) => {
      const path = `/v1/spherepay/customers?limit=${encodeURIComponent(limit)}`;
      expectProblem(await stubbed.gateway.call(path), {
        status: 400,
        code: 'malformed_request',
        outcome: 'not_sent',
        places: ['limit'],
      });
      expect(stubbed.calls()).toEqual([]);
    },
  );

  test.each(['1', '100'])('limit=%s is accepted', async (limit) => {
    expect((await stubbed.gateway.call(`/v1/spherepay/customers?limit=${limit}`)).status).toBe(200);
    expect(stubbed.calls()[0]?.url).toContain(`limit=${limit}`);
  });

  test.each([
    ['cursor', 'nonsense'],
    ['cursor', Buffer.from('{"p":0,"l":20}').toString('base64url')],
    ['cursor', Buffer.from('{"p":1e400,"l":20}').toString('base64url')],
    ['cursor', Buffer.from('null').toString('base64url')],
    ['include', 'everything'],
    ['status', 'APPROVED'],
    ['type', 'robot'],
  ])('%s=%s is refused', async (parameter, value) => {
    const answer = await stubbed.gateway.call(`/v1/spherepay/customers?${parameter}=${value}`);
    expectProblem(answer, { status: 400, code: 'malformed_request', places: [parameter] });
    expect(stubbed.calls()).toEqual([]);
  });

  test.each(['limit=1&limit=2', 'include=sensitive&include=sensitive'])(
    '%s, given twice, is refused',
    async (query) => {
      const answer = await stubbed.gateway.call(`${READ.spherepay.replace(/\/[^/]+$/, '')}?${query}`);
      expectProblem(answer, { status: 400, code: 'malformed_request', places: [query.split('=')[0] ?? ''] });
    },
  );
});

describe('dates', () => {
  test.each([
    '2023-02-29',
    '1990-13-01',
    '1990-1-5',
    '1990-W03-1',
    '1990-015',
    '1990-01-15T00:00:00Z',
    '1990-01-15 ',
    '0000-01-01',
    '-000001-01-01',
    '+001990-01-15',
    '2999-01-01',
    '1850-01-01',
    '１９９０-01-15',
    '15.01.1990',
    '19900115',
    '',
  ])('%s is refused', async (dateOfBirth) => {
    await expectRefused(newCustomerJson({ dateOfBirth }), '/dateOfBirth');
  });

  test('150 years ago is refused', async () => {
    const year = new Date().getUTCFullYear() - 150;
    await expectRefused(newCustomerJson({ dateOfBirth: `${year}-01-15` }), '/dateOfBirth');
  });

  test('29 February of a leap year is accepted', async () => {
    const sent = await expectAccepted(newCustomerJson({ dateOfBirth: '2000-02-29' }));
    expect(sent['date_of_birth']).toBe('2000-02-29');
  });
});
