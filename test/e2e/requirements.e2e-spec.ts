import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { startTestGateway, type TestGateway } from '../support/gateway.js';
import { BUSINESS_FILES, newBusiness } from '../support/new-business.js';
import {
  asJson,
  jpeg,
  newCustomer,
  newCustomerJson,
  toForm,
  withPath,
  type NewCustomer,
} from '../support/new-customer.js';
import { newSpherePayCustomer } from '../support/new-spherepay-customer.js';
import { CARDS, dollars } from '../support/sandbox-cards.js';
import { SEEDS } from '../support/sandbox-seeds.js';
import { withFormats } from '../support/openapi/schema-checker.js';
import { expectProblem } from '../support/problem.js';

const SEED = Number(process.env['REQUIREMENTS_SEED'] ?? 20_261_125);
const RUNS = 250;
/** What a schema cannot say: the day, and what one field means for another. */
const IN_WORDS = new Set(['customer_underage', 'in_the_future', 'too_long_ago', 'not_the_exponent']);

type Json = Record<string, unknown>;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
});
afterAll(() => gateway.stop());

const ask = (provider: string, operation = 'createCustomer') =>
  gateway.call(`/v1/providers/${provider}/requirements?operation=${operation}`);

/** The ways to send something; of a single one there is no list. */
const waysOf = (schema: Json): readonly Json[] => (schema['anyOf'] as readonly Json[] | undefined) ?? [schema];

/** The schema of one way to send something, ready to check bodies. */
async function checkerOf(
  provider: string,
  mediaType = 'application/json',
  operation?: string,
): Promise<(body: unknown) => boolean> {
  const { data } = (await ask(provider, operation)).body as { data: Json };
  const way = waysOf(data).find((one) => one['x-media-type'] === mediaType);
  if (!way) throw new Error(`${provider} takes no ${mediaType}`);
  const validate = withFormats(new Ajv2020({ strict: false, allErrors: true })).compile(way);
  return (body) => validate(body) === true;
}

const VALUES: readonly unknown[] = [
  ...[
    '',
    ' ',
    'x',
    'xy',
    'Amina',
    'é'.repeat(255),
    'é'.repeat(256),
    'x'.repeat(1001),
    '\u{1f600}'.repeat(255),
    'a\u0000b',
  ],
  ...[
    '\u202eabc',
    '\u200b\u200b\u200b',
    '1990-01-15',
    '2023-02-29',
    '1990-1-5',
    '+14155550166',
    '+1',
    'SG',
    'XX',
    'sg',
  ],
  ...['a@example.com', 'nobody', 'https://a.example.com/f.jpg', 'https://localhost/f', 'passport', 'national_id'],
  ...['driver_license', 'business', 'individual', 'other', 'US', 'USD', 'usd', 'EUR', 'visa', 'cartevo:1', 'male'],
  ...[0, 1, 2, -1, 1.5, 1e15, 999_999_999_999_999, true, null, [], {}, [{}], [null], ['x'], { a: 'b' }, { a: {} }],
];

/** A body with some places taken away, made another value, or added. */
function nearTo(good: object): fc.Arbitrary<NewCustomer> {
  const places = [
    ...placesIn(good, ''),
    'other',
    'business.other',
    'metadata',
    'business.people.1',
    'address.line2',
    'taxId.other',
  ];
  const change = fc.tuple(fc.constantFrom(...places), fc.constantFrom(undefined, ...VALUES));
  return fc.array(change, { minLength: 0, maxLength: 2 }).map((changes) => {
    const changed = changes.reduce((body, [place, value]) => withPath(body, place, value), good as NewCustomer);
    return JSON.parse(JSON.stringify(changed)) as NewCustomer;
  });
}

function placesIn(value: object, prefix: string): string[] {
  return Object.entries(value).flatMap(([name, item]: [string, unknown]) => {
    const below = typeof item === 'object' && item !== null ? placesIn(item, `${prefix}${name}.`) : [];
    return [`${prefix}${name}`, ...below];
  });
}

/** Whether the gateway takes a body; null when it refuses it for what no schema can say. */
async function isTaken(path: string, init: RequestInit): Promise<boolean | null> {
  const headers = { ...(init.headers as Record<string, string>), 'Idempotency-Key': crypto.randomUUID() };
  const { status, body } = await gateway.call(path, { ...init, headers });
  // What the provider refuses has passed every check.
  if (status < 300 || body.outcome !== 'not_sent' || body.code === 'resource_not_found') return true;
  expect(status).toBe(422);
  const codes = (body.errors as { code: string }[]).map(({ code }) => code);
  return codes.every((code) => IN_WORDS.has(code)) ? null : false;
}

const tryAt = (provider: string) => `/v1/${provider}/customers?dryRun=true`;
const json = (method: string) => (body: object) => ({ ...asJson(body), method });
const changeAt = `/v1/spherepay/customers/${SEEDS.spherepay.original}`;
const FORM = 'multipart/form-data';
const JSON_BODY = 'application/json';
const taxId = { type: 'ssn', number: '000000000', country: 'FR', description: 'social security' };
const { address } = newSpherePayCustomer();
const newCard = {
  customerId: SEEDS.cartevo.noCards,
  brand: 'visa',
  nameOnCard: 'E. NOCARD',
  initialFunding: dollars(1),
};

/** Every body that can be asked about, one that is right, and where to send it. */
const BODIES: readonly (readonly [
  provider: string,
  operation: string,
  good: object,
  path: string,
  ways: string[],
  method?: string,
])[] = [
  ['cartevo', 'createCustomer', newCustomerJson(), tryAt('cartevo'), [JSON_BODY, FORM]],
  ['cartevo', 'createCard', newCard, '/v1/cartevo/cards', [JSON_BODY]],
  ['cartevo', 'fundCard', { amount: dollars(100) }, `/v1/cartevo/cards/${CARDS.active}/fund`, [JSON_BODY]],
  ['cartevo', 'withdrawFromCard', { amount: dollars(100) }, `/v1/cartevo/cards/${CARDS.active}/withdraw`, [JSON_BODY]],
  ['spherepay', 'createCustomer', newSpherePayCustomer({ taxId, metadata: { a: 1 } }), tryAt('spherepay'), [JSON_BODY]],
  ['spherepay', 'updateCustomer', { address, taxId, nationality: 'FR' }, changeAt, [JSON_BODY], 'PATCH'],
  ['partner', 'createCustomer', newBusiness(), tryAt('partner'), [JSON_BODY, FORM]],
];

describe.each(BODIES)('the requirements of %s for %s', (provider, operation, good, path, ways, method = 'POST') => {
  test('are a schema of 2020-12 with every way to send', async () => {
    const { status, body } = await ask(provider, operation);
    expect(status).toBe(200);
    expect(body.data.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(waysOf(body.data).map((one) => one['x-media-type'])).toEqual(ways);
    expect(withFormats(new Ajv2020({ strict: false })).validateSchema(body.data)).toBe(true);
  });

  test(`agree with what is taken as JSON (REQUIREMENTS_SEED=${SEED})`, async () => {
    const accepts = await checkerOf(provider, JSON_BODY, operation);
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(nearTo(good), async (body) => {
        const taken = await isTaken(path, json(method)(body));
        if (taken !== null) expect({ body, accepted: accepts(body) }).toEqual({ body, accepted: taken });
        seen[taken === false ? 'refused' : 'taken']++;
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(RUNS / 10);
  }, 60_000);
});

describe('what holds between the fields of SpherePay', () => {
  const bodies = ['ssn', 'other', 'passport'].flatMap((type) =>
    ['US', 'FR'].flatMap((country) =>
      [{}, { description: 'social security' }].map((more) => ({ type, number: '000000000', country, ...more })),
    ),
  );

  test.each(bodies)('$type of $country with $description is in the schema', async (taxId) => {
    const [create, update] = [await checkerOf('spherepay'), await checkerOf('spherepay', JSON_BODY, 'updateCustomer')];
    const customer = newSpherePayCustomer({ taxId });
    const taken = await isTaken(tryAt('spherepay'), asJson(customer));
    const usual =
      taxId.type === 'ssn' || (taxId.country === 'FR' && (taxId.type !== 'other' || 'description' in taxId));
    expect([create(customer), taken]).toEqual([usual, usual]);
    for (const [changes, valid] of [
      [{ taxId, address }, usual],
      [{ taxId }, false],
    ] as const) {
      expect([update(changes), await isTaken(changeAt, json('PATCH')(changes))]).toEqual([valid, valid]);
    }
  });

  test('a change changes something', async () => {
    const accepts = await checkerOf('spherepay', JSON_BODY, 'updateCustomer');
    expect([accepts({}), await isTaken(changeAt, json('PATCH')({}))]).toEqual([false, false]);
  });
});

describe('the requirements of a form', () => {
  const documents = (names: readonly string[]) => names.map((name) => ({ name, bytes: jpeg() }));
  /** The body as the schema sees it: files stand in their places. */
  const withFiles = (body: NewCustomer, names: readonly string[]) =>
    names.reduce((at, name) => withPath(at, name, name.endsWith('registrationDocuments') ? ['file'] : 'file'), body);

  test.each([
    ['cartevo', 'passport', ['identityDocument.front'], true],
    ['cartevo', 'passport', [], false],
    ['cartevo', 'national_id', ['identityDocument.front'], false],
    ['cartevo', 'national_id', ['identityDocument.front', 'identityDocument.back'], true],
    ['cartevo', 'national_id', ['identityDocument.back'], false],
  ])('of %s with a %s want %j: %p', async (provider, type, names, valid) => {
    const accepts = await checkerOf(provider, FORM);
    const body = newCustomer({ identityDocument: { type, number: 'TEST0000042' } });
    const init = { method: 'POST', body: toForm(body, documents(names)) };
    expect([accepts(withFiles(body, names)), await isTaken(tryAt(provider), init)]).toEqual([valid, valid]);
  });

  test.each([
    [[...BUSINESS_FILES], true],
    [[], true],
    [['business.people.0.identityDocument.side'], false],
  ])('of the partner may have %j: %p', async (names, valid) => {
    const accepts = await checkerOf('partner', FORM);
    const body = newBusiness() as NewCustomer;
    const init = { method: 'POST', body: toForm(body, documents(names)) };
    expect([accepts(withFiles(body, names)), await isTaken(tryAt('partner'), init)]).toEqual([valid, valid]);
  });

  test.each([
    [{ type: 'passport', issuingCountry: 'CM', side: 'front' }, ['file'], true],
    [{ type: 'passport' }, ['file'], false],
    [{ type: 'proof_of_address' }, ['file'], true],
    [{ type: 'proof_of_address', description: '' }, ['file'], false],
    [{ type: 'proof_of_address' }, [], false],
    [{ type: 'payslip' }, ['file'], false],
  ])('of a document of SpherePay take %j with %j: %p', async (body, names, valid) => {
    const accepts = await checkerOf('spherepay', FORM, 'addDocument');
    const init = { method: 'POST', body: toForm(body, documents(names)) };
    const taken = await isTaken(`${changeAt}/documents`, init);
    expect([accepts(withFiles(body as unknown as NewCustomer, names)), taken]).toEqual([valid, valid]);
  });

  test('say of each file which types and what size', async () => {
    const { data } = (await ask('cartevo')).body;
    const { front } = data.anyOf[1].properties.identityDocument.properties;
    expect(front).toMatchObject({
      format: 'binary',
      'x-media-types': ['image/jpeg', 'image/png', 'application/pdf'],
      'x-max-bytes': 10_485_760,
    });
  });
});

describe('requirements that nobody has', () => {
  test.each([
    ['partner', 'createCard'],
    ['cartevo', 'freezeCard'],
    ['spherepay', 'createTermsLink'],
  ])('of %s for %s are not found', async (provider, operation) => {
    expectProblem(await ask(provider, operation), { status: 404, code: 'resource_not_found', outcome: 'not_sent' });
  });

  test.each(['getCustomer', 'dance', ''])('of %p are a wrong parameter', async (operation) => {
    expectProblem(await ask('cartevo', operation), { status: 400, code: 'malformed_request', places: ['operation'] });
  });

  test('of an unknown provider are not found', async () => {
    expectProblem(await ask('nobody'), { status: 404, code: 'resource_not_found' });
  });

  test('need a key', async () => {
    const path = '/v1/providers/cartevo/requirements?operation=createCustomer';
    expect((await gateway.call(path, { key: null })).status).toBe(401);
  });
});
