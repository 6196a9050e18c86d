import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { HostedLink } from '../../src/canonical/hosted-link.js';
import { SubmittedDocument } from '../../src/canonical/submitted-document.js';
import { expectCanonical } from '../support/canonical-shape.js';
import { startTestGateway, type TestAnswer, type TestGateway } from '../support/gateway.js';
import { asJson, jpeg, pdf, png } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';

const CUSTOMERS = '/v1/spherepay/customers';
const OPEN = 'customer_f31121c389624d3697cbf3ea8830b7a4';
const BUSINESS = 'customer_bb01bb01bb01bb01bb01bb01bb01bb01';
const ABSENT = 'customer_0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f';

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    GATEWAY_MODE: 'sandbox',
    SPHEREPAY_UPLOAD_TIMEOUT_MS: '10000',
  });
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.simulators.forEach((simulator) => simulator.reset()));

const simulator = () => gateway.simulators.find(({ provider }) => provider === 'spherepay');
const calls = () => simulator()?.calls ?? [];
const headersFor = (scenario?: string): Record<string, string> => (scenario ? { 'x-sandbox-scenario': scenario } : {});

const post = (path: string, scenario?: string): Promise<TestAnswer> =>
  gateway.call(`${CUSTOMERS}/${path}`, { method: 'POST', headers: headersFor(scenario) });
const handIn = (
  fields: Record<string, string>,
  file: Buffer | null = pdf(),
  { id = OPEN, scenario }: { id?: string; scenario?: string } = {},
): Promise<TestAnswer> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  if (file) form.append('file', new Blob([new Uint8Array(file)]), 'Nora Example.exe');
  return gateway.call(`${CUSTOMERS}/${id}/documents`, { method: 'POST', headers: headersFor(scenario), body: form });
};
const PASSPORT = { type: 'passport', side: 'front', issuingCountry: 'US' };

describe.each([
  ['terms-link', 'terms', 'link'],
  ['verification-link', 'identity', 'url'],
])('a %s', (route, page) => {
  test.each([OPEN, BUSINESS])('of %s is an address with an end, kept by nobody and not logged', async (id) => {
    const { status, headers, body } = await post(`${id}/${route}`);
    expect(status).toBe(200);
    expectCanonical(HostedLink, body.data);
    expect(body.data.url).toMatch(new RegExp(`^https://onboarding\\.example\\.com/${page}/[0-9a-f]{32}$`));
    expect(Date.parse(body.data.expiresAt)).toBeGreaterThan(Date.now());
    expect(headers.get('cache-control')).toBe('no-store');
    expect(gateway.rawLog()).not.toContain(body.data.url.split('/').at(-1));
    expect((await post(`${id}/${route}`)).body.data.url).not.toBe(body.data.url);
  });

  test('takes no field', async () => {
    const answer = await gateway.call(`${CUSTOMERS}/${OPEN}/${route}`, asJson({ type: 'individual' }));
    expectProblem(answer, { status: 422, code: 'validation_failed', places: ['/type'] });
    expect(calls()).toEqual([]);
  });

  test('needs a customer', async () => {
    expectProblem(await post(`${ABSENT}/${route}`), {
      status: 404,
      code: 'resource_not_found',
      outcome: 'rejected',
      provider: { code: 'resource/not-found' },
    });
  });

  test('is refused while the customer is not approved, where SpherePay wants that', async () => {
    const expected = { status: 422, code: 'customer_not_approved', origin: 'provider', outcome: 'rejected' } as const;
    expectProblem(await post(`${OPEN}/${route}`, 'not-approved'), expected);
  });

  test('that is missing in the answer, or not https, is nonsense', async () => {
    const answer = await post(`${OPEN}/${route}`, 'missing-blocks');
    expectProblem(answer, { status: 502, code: 'provider_contract_violation', outcome: 'unknown' });
  });
});

describe('a document', () => {
  test.each([
    ['PDF', pdf(), 'application/pdf'],
    ['JPEG', jpeg(), 'image/jpeg'],
    ['PNG', png(), 'image/png'],
  ])('as %s is handed in by its content, under a neutral name', async (_name, file, contentType) => {
    const { status, body } = await handIn({ ...PASSPORT, description: 'Renewed' }, file);
    expect(status).toBe(200);
    expectCanonical(SubmittedDocument, body.data);
    expect(body.data).toMatchObject({
      customerId: `spherepay:${OPEN}`,
      type: 'passport',
      typeNative: 'passport',
      side: 'front',
      issuingCountry: 'US',
      contentType,
      sizeBytes: file.length,
    });
    expect(body.meta.warnings).toEqual([]);
    const { verification } = (await gateway.call(`${CUSTOMERS}/${OPEN}`)).body.data;
    expect(verification.profiles[0].requirements).toContainEqual(
      expect.objectContaining({ native: 'identity_document', status: 'in_review' }),
    );
  });

  test('of a business is one of a business', async () => {
    const taken = await handIn({ type: 'incorporation_certificate' }, pdf(), { id: BUSINESS });
    expect([taken.status, taken.body.data.typeNative]).toEqual([200, 'incorporation_cert']);
    const answer = await handIn(PASSPORT, pdf(), { id: BUSINESS });
    expectProblem(answer, { status: 422, code: 'validation_failed', origin: 'provider', places: ['/type'] });
  });

  test.each<readonly [string, Record<string, string>, Buffer | null, number, string, string[]]>([
    ['no file', PASSPORT, null, 422, 'validation_failed', ['/file']],
    ['another kind of file', PASSPORT, Buffer.from('GIF89a'), 415, 'unsupported_file_type', ['/file']],
    ['a file that is too large', PASSPORT, jpeg(15_000_001), 413, 'file_too_large', ['/file']],
    ['no country', { type: 'passport' }, pdf(), 422, 'validation_failed', ['/issuingCountry']],
    ['SpherePay’s own word', { type: 'drivers' }, pdf(), 422, 'validation_failed', ['/type']],
    ['a side that is none', { type: 'liveness_report', side: 'top' }, pdf(), 422, 'validation_failed', ['/side']],
    ['an unknown field', { ...PASSPORT, number: '1' }, pdf(), 422, 'validation_failed', ['/number']],
  ])('with %s is refused before anything is sent', async (_name, fields, file, status, code, places) => {
    const answer = await handIn(fields, file);
    expectProblem(answer, { status, code: code as never, outcome: 'not_sent', places });
    expect(calls()).toEqual([]);
  });

  test('of the greatest size is taken', async () => {
    expect((await handIn(PASSPORT, jpeg(15_000_000))).status).toBe(200);
  });

  test('that is answered with another customer is nonsense', async () => {
    const answer = await handIn(PASSPORT, pdf(), { scenario: 'wrong-record' });
    expectProblem(answer, { status: 502, code: 'provider_contract_violation', outcome: 'unknown' });
  });

  test('as JSON is not understood', async () => {
    const answer = await gateway.call(`${CUSTOMERS}/${OPEN}/documents`, asJson(PASSPORT));
    expectProblem(answer, { status: 415, code: 'unsupported_media_type' });
  });
});

test('a word about a document is not in the log', async () => {
  await handIn({ ...PASSPORT, description: 'canary-description' });
  expect(gateway.rawLog()).not.toMatch(/canary|Nora Example/);
});
