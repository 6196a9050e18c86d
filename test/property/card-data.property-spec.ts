import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import fc from 'fast-check';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { json, startStub, stubEnvironment, type StubProvider } from '../support/stub-provider.js';
import { goodRecord, pathsOf, put, type RecordName, type Wire } from './records.js';
import { check, checkAsync, title } from './runs.js';
import { containsCardNumber, containsCardToken, withoutCardData } from '../../src/platform/privacy/card-data.js';

const RUNS = 250;

/** A number of 13 to 19 digits whose last one is the Luhn check digit. */
const cardNumber: fc.Arbitrary<string> = fc
  .tuple(
    fc.constantFrom('4', '51', '34', '6011', '3', '9'),
    fc.integer({ min: 13, max: 19 }),
    fc.infiniteStream(fc.nat(9)),
  )
  .map(([prefix, length, stream]) => {
    const body = [...prefix, ...Array.from({ length: length - 1 - prefix.length }, () => String(stream.next().value))];
    const sum = body.reverse().reduce((total, digit, index) => {
      const doubled = index % 2 === 0 ? Number(digit) * 2 : Number(digit);
      return total + (doubled > 9 ? doubled - 9 : doubled);
    }, 0);
    return body.reverse().join('') + String((10 - (sum % 10)) % 10);
  });

const spelled = fc.tuple(cardNumber, fc.constantFrom('', ' ', '-', '\u00a0')).map(([number, between]) => ({
  secret: number,
  text: (number.match(/.{1,4}/g) as string[]).join(between),
}));

/** A card token as Cartevo makes them: a prefix and a JWT whose payload anyone can read. */
const token = fc.tuple(cardNumber, fc.integer({ min: 100, max: 999 }), fc.boolean()).map(([number, code, whole]) => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = part(whole ? { pan: number } : { cvv: String(code) });
  return { secret: payload, text: `${whole ? 'tkAlsp_' : 'tkMplr_'}${part({ alg: 'HS256' })}.${payload}.c2lnbmF0dXJl` };
});

const leak = fc
  .tuple(
    fc.oneof(spelled, token),
    fc.constantFrom(
      ['', ''],
      ['card ', ''],
      ['card: ', ' 12/29'],
      ['(', ')'],
      ['5 ', ' 123'],
      ['“', '”'],
      ['a, ', ', b'],
    ),
  )
  .map(([{ secret, text }, [before, after]]) => ({ secret, text: `${before}${text}${after}` }));
type Leak = { readonly secret: string; readonly text: string };

/** How a value can hide: as it is, deeper, in a list, under a name, or as a JSON number where it is one. */
const hidden = fc
  .tuple(leak, fc.constantFrom('plain', 'object', 'list', 'key', 'number', 'deep'))
  .map(([{ secret, text }, how]) => {
    const values: Record<string, unknown> = {
      plain: text,
      object: { value: text, name: text, message: text, status: text },
      list: [text, { name: text, message: text }],
      key: { [text]: 'x' },
      number: /^\d{13,16}$/.test(text) ? Number(text) : text,
      deep: { a: [{ b: { c: [text] } }] },
    };
    return { secret, value: values[how] };
  });

const ROUTES: Readonly<Record<RecordName, { path: string; wrap: (record: Wire) => unknown }>> = {
  cartevoCustomer: {
    path: '/v1/cartevo/customers/11111111-2222-4333-8444-555555555555?include=sensitive',
    wrap: (data) => ({ success: true, statusCode: 200, message: 'ok', data }),
  },
  cartevoCard: {
    path: '/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-133ce56a4507/cards',
    wrap: (card) => ({ success: true, data: [card] }),
  },
  cartevoTransaction: {
    path: '/v1/cartevo/cards/91b3c6d6-111b-44da-9f81-16f019bebe8c/transactions',
    wrap: (transaction) => ({ success: true, data: [transaction] }),
  },
  spherePayCustomer: {
    path: '/v1/spherepay/customers/customer_f31121c389624d3697cbf3ea8830b7a4?include=sensitive',
    wrap: (record) => record,
  },
  partnerCustomer: {
    path: '/v1/partner/customers/cus_00000000000000000000000000000c01?include=sensitive',
    wrap: (record) => record,
  },
};
const NAMES = Object.keys(ROUTES) as RecordName[];
// An id is what the caller asked for, and comes back as it was asked.
const IDS = ['id', 'customer_id'];
const EXTRAS = [
  'number',
  'cvv',
  'pan',
  'raw',
  'kyc_status',
  'brand',
  'tosStatus',
  'meta',
  'is_physical',
  'expiry_month',
];

const placed = fc
  .constantFrom(...NAMES)
  .chain((name) => {
    const paths = pathsOf(goodRecord[name]()).filter((path) => !IDS.includes(path.at(-1) ?? ''));
    return fc.tuple(fc.constant(name), fc.constantFrom(...paths, ...EXTRAS.map((key) => [key])), hidden);
  })
  .map(([name, path, { secret, value }]) => ({ name, secret, record: put(goodRecord[name](), path, value) }));

const errorBody = hidden.chain(({ secret, value }) =>
  fc.record({
    secret: fc.constant(secret),
    status: fc.constantFrom(200, 400, 401, 403, 404, 409, 413, 415, 422, 429, 500, 503),
    body: fc.constantFrom<unknown>(
      { success: false, statusCode: 400, message: value, error: value },
      { message: [value, 'first_name must be at least 3 characters'], error: 'Bad Request' },
      { message: value, code: value, correlationId: value },
      { error: { code: value, message: value } },
      { detail: value, code: 'validation/failed', correlationId: value, errors: [{ detail: value, pointer: value }] },
      { error: { general: value, information: [value] }, requestId: value },
      { message: `first_name ${String(value)} is wrong`, request_id: value },
      value,
    ),
  }),
);

let stub: StubProvider;
let gateway: TestGateway;
let answer: (response: ServerResponse) => void;

beforeAll(async () => {
  stub = await startStub((_call, response) => answer(response));
  const { url } = stub;
  gateway = await startTestGateway(stubEnvironment({ cartevo: url, spherepay: url, partner: url }));
});
afterAll(async () => {
  await gateway.stop();
  await stub.close();
});

/** Looks for the secret in the body, the headers and the log lines since `from`, however it is spelled there. */
async function expectNoLeak(call: ReturnType<TestGateway['call']>, { secret }: Pick<Leak, 'secret'>, from: number) {
  const { status, text, headers } = await call;
  const seen = [text, JSON.stringify([...headers]), gateway.rawLog().slice(from)].join('\n');
  expect(seen.replace(/(?<=\d)(?:[ \u00a0-]|\\u00a0)(?=\d)/g, '')).not.toContain(secret);
  expect(seen).not.toMatch(/tk(?:Mplr|Alsp)_/);
  return status;
}

const CREATE = JSON.stringify({
  givenName: 'Amina',
  familyName: 'Testou',
  email: 'amina.testou@example.com',
  dateOfBirth: '1990-01-15',
  phone: '+237677000001',
  address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
  identityDocument: { type: 'passport', number: 'TEST0000001', frontUrl: 'https://files.example.com/front.jpg' },
});

describe(title('card numbers and card tokens of a provider'), () => {
  it('in any field of any record reach neither the caller nor the log, and the read still works', async () => {
    await checkAsync(
      placed,
      async ({ name, secret, record }) => {
        answer = (response) => json(response, 200, ROUTES[name].wrap(record));
        expect(await expectNoLeak(gateway.call(ROUTES[name].path), { secret }, gateway.rawLog().length)).toBe(200);
      },
      RUNS,
    );
  });

  it('in the answer of any write on a card reach neither the caller nor the log', async () => {
    const path = '/v1/cartevo/cards/91b3c6d6-111b-44da-9f81-16f019bebe8c';
    const movement = JSON.stringify({ amount: { amountMinor: 500, currency: 'USD' } });
    const card = JSON.stringify({ customerId: '4d4dad81-7899-4612-a9f6-133ce56a4507', brand: 'visa', nameOnCard: 'A' });
    const writes = [
      ['/v1/cartevo/cards', card],
      [`${path}/fund`, movement],
      [`${path}/withdraw`, movement],
      [`${path}/freeze`, '{}'],
      [`${path}/terminate`, '{}'],
    ] as const;
    await checkAsync(
      fc.tuple(placed, fc.constantFrom(...writes)),
      async ([{ secret, record }, [to, body]]) => {
        const data = { ...record, transaction_id: record['id'], card_status: record['status'] };
        answer = (response) => json(response, 200, { success: true, message: record['description'], data, card: data });
        const headers = { 'content-type': 'application/json' };
        await expectNoLeak(gateway.call(to, { method: 'POST', headers, body }), { secret }, gateway.rawLog().length);
      },
      RUNS,
    );
  });

  it('in an error body of any status reach neither the caller nor the log, on reads and on creates', async () => {
    await checkAsync(
      fc.tuple(errorBody, fc.constantFrom('read', 'create'), fc.constantFrom(...NAMES)),
      async ([{ secret, status, body }, what, name]) => {
        answer = (response) => json(response, status, JSON.stringify(body));
        const headers = { 'content-type': 'application/json' };
        const call =
          what === 'read'
            ? gateway.call(ROUTES[name].path)
            : gateway.call('/v1/cartevo/customers', { method: 'POST', headers, body: CREATE });
        expect(await expectNoLeak(call, { secret }, gateway.rawLog().length)).toBeGreaterThanOrEqual(400);
      },
      RUNS,
    );
  });

  it('are found in every spelling, whatever stands around them', () => {
    check(leak, ({ text }) => expect(containsCardNumber(text) || containsCardToken(text)).toBe(true));
  });

  it('are gone from every message, wherever they stand in it and however many there are', () => {
    check(
      fc.tuple(fc.array(leak, { minLength: 1, maxLength: 4 }), fc.constantFrom(' ', ', ', ' and ', '; ')),
      ([leaks, glue]) => {
        const clean = withoutCardData(leaks.map(({ text }) => text).join(glue));
        for (const { secret } of leaks) expect(clean.replace(/(?<=\d)[ \u00a0-](?=\d)/g, '')).not.toContain(secret);
      },
    );
  });
});
