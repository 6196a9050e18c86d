import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CANARY_RECORDS, PERSONAL, SENSITIVE, canariesIn } from '../support/canaries.js';
import { TEST_KEY, keyEntry } from '../support/gateway.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { json } from '../support/stub-provider.js';
import { PROVIDERS, startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { IDS, READ, healthy } from '../support/wire-records.js';

let stubbed: StubbedGateway;
beforeAll(async () => {
  const all = 'customers:read customers:write cards:read sensitive:read admin';
  const keys = [keyEntry('test', TEST_KEY, all), keyEntry('plain', 'plain-key', 'customers:read')];
  stubbed = await startStubbedGateway({ GATEWAY_API_KEYS: keys.join(',') });
});
afterAll(() => stubbed.stop());
beforeEach(() => {
  for (const name of PROVIDERS) stubbed.stubs[name].handle(healthy(name, CANARY_RECORDS[name]()));
  stubbed.forget();
});

const auditLines = () => stubbed.gateway.logs().filter((line) => 'audit' in line);

/** Fields of the records behind the stubs that hold a sensitive value. */
const SHOWN = {
  cartevo: ['number', 'front/value', 'back/value'].map((field) => `/person/identityDocuments/*/${field}`),
  spherepay: [],
  partner: ['number', 'front/value'].map((field) => `/business/people/*/identityDocuments/*/${field}`),
};

describe('sensitive values', () => {
  test.each(PROVIDERS)('of %s are masked or left out by default', async (provider) => {
    const before = auditLines().length;
    const answer = await stubbed.gateway.call(READ[provider]);
    expect(answer.status).toBe(200);
    expect(canariesIn(answer.text, SENSITIVE)).toEqual([]);
    expect(answer.text).not.toMatch(/"(?:number|front|back)":/);
    expect(auditLines()).toHaveLength(before);
  });

  test.each(['cartevo', 'partner'] as const)('of %s come with scope and `include=sensitive`', async (provider) => {
    const { text, headers } = await stubbed.gateway.call(`${READ[provider]}?include=sensitive`);
    expect(canariesIn(text, SENSITIVE)).toContain('documentNumber');
    expect(headers.get('cache-control')).toBe('private, no-cache');
  });

  test('of lists follow the same rule', async () => {
    const path = '/v1/partner/customers?externalId=ext-0001';
    expect(canariesIn((await stubbed.gateway.call(path)).text, SENSITIVE)).toEqual([]);
    const { text } = await stubbed.gateway.call(`${path}&include=sensitive`);
    expect(canariesIn(text, SENSITIVE)).toContain('fileId');
  });

  test.each(PROVIDERS)('of %s are 403 without the scope, and the provider is not asked', async (provider) => {
    const answer = await stubbed.gateway.call(`${READ[provider]}?include=sensitive`, { key: 'plain-key' });
    expect(expectProblem(answer, { status: 403, code: 'forbidden', outcome: 'not_sent' }).detail).toContain(
      'sensitive:read',
    );
    expect(stubbed.calls()).toEqual([]);
  });

  test.each(PROVIDERS)('of %s leave one audit line a read, with who and what and no value', async (provider) => {
    const before = auditLines().length;
    const { body } = await stubbed.gateway.call(`${READ[provider]}?include=sensitive`);
    const lines = auditLines().slice(before);
    expect(lines).toEqual([
      expect.objectContaining({
        audit: 'sensitive_read',
        caller: 'test',
        provider,
        operation: 'getCustomer',
        requestId: body.meta.requestId,
      }),
    ]);
    expect(canariesIn(JSON.stringify(lines), SENSITIVE, PERSONAL)).toEqual([]);
  });

  test.each(PROVIDERS)('of %s leave one line a read in `GET /v1/audit`, without a value', async (provider) => {
    const { body } = await stubbed.gateway.call(`${READ[provider]}?include=sensitive`);
    const { body: audit, text } = await stubbed.gateway.call('/v1/audit?action=sensitive_read&limit=100');
    const lines = (audit.data as { requestId: string; fields: string[] }[]).filter(
      ({ requestId }) => requestId === body.meta.requestId,
    );
    const who = { caller: 'test', provider, operation: 'getCustomer', subject: IDS[provider], outcome: 'shown' };
    expect(lines).toEqual([expect.objectContaining({ ...who, action: 'sensitive_read', operationId: null })]);
    expect(lines[0]?.fields).toEqual(SHOWN[provider]);
    expect(canariesIn(text, SENSITIVE, PERSONAL)).toEqual([]);
  });

  test('that could not be read are not audited as read', async () => {
    const before = auditLines().length;
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 404, { detail: 'Customer not found' }));
    expect((await stubbed.gateway.call(`${READ.spherepay}?include=sensitive`)).status).toBe(404);
    expect(auditLines()).toHaveLength(before);
  });

  test('are not part of cards, whoever asks', async () => {
    const answer = await stubbed.gateway.call(`${READ.cartevo}/cards?include=sensitive`);
    expect(answer.status).toBe(200);
    expect(canariesIn(answer.text, SENSITIVE)).toEqual([]);
    expect(answer.body.data[0].last4).toBe('5407');
  });
});

test.each(PROVIDERS)('sensitive values of %s are not given out while that cannot be written down', async (provider) => {
  const folder = mkdtempSync(join(tmpdir(), 'no-ledger-'));
  const away = await startStubbedGateway({
    GATEWAY_API_KEYS: keyEntry('test', TEST_KEY, 'customers:read sensitive:read'),
    // A folder cannot be opened as a database.
    DATABASE_URL: `sqlite:${folder}`,
  });
  try {
    away.stubs[provider].handle(healthy(provider, CANARY_RECORDS[provider]()));
    const answer = await away.gateway.call(`${READ[provider]}?include=sensitive`);
    expectProblem(answer, { status: 503, code: 'ledger_unavailable', origin: 'gateway' });
    expect(canariesIn(answer.text, SENSITIVE, PERSONAL)).toEqual([]);
    expect((await away.gateway.call(READ[provider])).status).toBe(200);
  } finally {
    await away.stop();
    rmSync(folder, { recursive: true, force: true });
  }
});

describe('personal data in addresses', () => {
  const NAMES = [
    'email',
    'search',
    'phone',
    'name',
    'firstName',
    'lastName',
    'givenName',
    'familyName',
    'dateOfBirth',
    'taxId',
    'documentNumber',
    'q',
    'filter',
  ];

  test.each(NAMES)('the parameter %s is accepted nowhere', async (name) => {
    const lists = PROVIDERS.map((provider) => `/v1/${provider}/customers?externalId=a&${name}=`);
    const reads = [...PROVIDERS.map((provider) => `${READ[provider]}?${name}=`), `${READ.cartevo}/cards?${name}=`];
    for (const path of [...lists, ...reads]) {
      const answer = await stubbed.gateway.call(path + PERSONAL.email);
      const { errors } = expectProblem(answer, { status: 400, code: 'malformed_request', outcome: 'not_sent' });
      expect(errors.map(({ parameter }) => parameter)).toContain(name);
      expect(answer.text).not.toContain(PERSONAL.email);
    }
    expect(stubbed.calls()).toEqual([]);
  });

  test('the OpenAPI document offers no such parameter', async () => {
    const { body } = await stubbed.gateway.call('/openapi.json');
    const operations = Object.values(body.paths as Record<string, Record<string, { parameters?: { name: string }[] }>>);
    const names = operations.flatMap((path) => Object.values(path)).flatMap(({ parameters }) => parameters ?? []);
    const offered = new Set(names.map(({ name }) => name.toLowerCase()));
    expect(NAMES.filter((name) => offered.has(name.toLowerCase()))).toEqual([]);
    expect(offered.has('id')).toBe(true);
  });

  test('a create puts none into the addresses that the provider sees', async () => {
    await stubbed.gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()));
    const urls = stubbed.calls().map(({ url }) => decodeURIComponent(url));
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.join('\n')).not.toMatch(/amina|testou|677000001|1990|douala/i);
  });
});

test.each(PROVIDERS)('answers with personal data of %s may not be kept by shared caches', async (provider) => {
  const { headers } = await stubbed.gateway.call(READ[provider]);
  expect(headers.get('cache-control')).toBe('private, no-cache');
});
