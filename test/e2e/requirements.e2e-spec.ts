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
import { withFormats } from '../support/openapi/schema-checker.js';
import { expectProblem } from '../support/problem.js';

const SEED = Number(process.env['REQUIREMENTS_SEED'] ?? 20_261_125);
const RUNS = 250;
/** What a schema cannot say: the day, and what one field means for another. */
const IN_WORDS = new Set(['customer_underage', 'in_the_future', 'too_long_ago', 'not_the_exponent']);

type Json = Record<string, unknown>;
interface Schema extends Json {
  readonly anyOf: readonly Json[];
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
});
afterAll(() => gateway.stop());

const ask = (provider: string, operation = 'createCustomer') =>
  gateway.call(`/v1/providers/${provider}/requirements?operation=${operation}`);

/** The schema of one way to send something, ready to check bodies. */
async function checkerOf(provider: string, mediaType: string): Promise<(body: unknown) => boolean> {
  const { data } = (await ask(provider)).body as { data: Schema };
  const form = data.anyOf.find((one) => one['x-media-type'] === mediaType);
  const validate = withFormats(new Ajv2020({ strict: false, allErrors: true })).compile({ ...form });
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
  ...['driver_license', 'business', 'individual', 'USD', 'usd', 'EUR'],
  ...[0, 1, 2, -1, 1.5, 1e15, 999_999_999_999_999, true, null, [], {}, [{}], [null], ['x'], { a: 'b' }, { a: {} }],
];

/** A body with some places taken away, made another value, or added. */
function nearTo(good: object): fc.Arbitrary<NewCustomer> {
  const places = [...placesIn(good, ''), 'other', 'business.other', 'metadata', 'business.people.1', 'address.line2'];
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
async function isTaken(provider: string, init: RequestInit): Promise<boolean | null> {
  const { status, body } = await gateway.call(`/v1/${provider}/customers?dryRun=true`, init);
  if (status === 200) return true;
  expect(status).toBe(422);
  const codes = (body.errors as { code: string }[]).map(({ code }) => code);
  return codes.every((code) => IN_WORDS.has(code)) ? null : false;
}

describe.each([
  ['cartevo', newCustomerJson()],
  ['partner', newBusiness()],
])('the requirements of %s', (provider, good) => {
  test('are a schema of 2020-12 with every way to send', async () => {
    const { status, body } = await ask(provider);
    expect(status).toBe(200);
    expect(body.data.$schema).toBe('https://json-schema.org/draft/2020-12/schema');
    expect(body.data.anyOf.map((one: Json) => one['x-media-type'])).toEqual([
      'application/json',
      'multipart/form-data',
    ]);
    expect(withFormats(new Ajv2020({ strict: false })).validateSchema(body.data)).toBe(true);
  });

  test(`agree with what is taken as JSON (REQUIREMENTS_SEED=${SEED})`, async () => {
    const accepts = await checkerOf(provider, 'application/json');
    const seen = { taken: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(nearTo(good), async (body) => {
        const taken = await isTaken(provider, asJson(body));
        if (taken !== null) expect({ body, accepted: accepts(body) }).toEqual({ body, accepted: taken });
        seen[taken === false ? 'refused' : 'taken']++;
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(RUNS / 10);
  }, 60_000);
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
    const accepts = await checkerOf(provider, 'multipart/form-data');
    const body = newCustomer({ identityDocument: { type, number: 'TEST0000042' } });
    const init = { method: 'POST', body: toForm(body, documents(names)) };
    expect([accepts(withFiles(body, names)), await isTaken(provider, init)]).toEqual([valid, valid]);
  });

  test.each([
    [[...BUSINESS_FILES], true],
    [[], true],
    [['business.people.0.identityDocument.side'], false],
  ])('of the partner may have %j: %p', async (names, valid) => {
    const accepts = await checkerOf('partner', 'multipart/form-data');
    const body = newBusiness() as NewCustomer;
    const init = { method: 'POST', body: toForm(body, documents(names)) };
    expect([accepts(withFiles(body, names)), await isTaken('partner', init)]).toEqual([valid, valid]);
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
  test.each(['createCard', 'freezeCard'])('of %s at the partner are not found', async (operation) => {
    expectProblem(await ask('partner', operation), { status: 404, code: 'resource_not_found', outcome: 'not_sent' });
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
