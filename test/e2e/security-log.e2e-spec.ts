import { beforeAll, describe, expect, test } from '@jest/globals';
import { asJson, newCustomer, newCustomerJson, toForm, withPath } from '../support/new-customer.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';
import { shareStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ } from '../support/wire-records.js';

let stubbed: StubbedGateway;
shareStubbedGateway(['cartevo'], (shared) => (stubbed = shared));

const ROUTE = '/v1/cartevo/customers';
const postJson = (body: object) => stubbed.gateway.call(ROUTE, asJson(body));
/** The ledger says when its schema is made, which is with the first that needs it. */
beforeAll(() => stubbed.gateway.call('/v1/audit?limit=1'));
const postForm = (body: object) => stubbed.gateway.call(ROUTE, { method: 'POST', body: toForm(body) });

describe('log injection (S14): one parsable line an event, whatever is sent', () => {
  const EVIL = '\r\n{"level":"fatal","msg":"forged"}\r\n\u001b[31mred\u0007\u2028';
  const leaves = [
    'givenName',
    'familyName',
    'email',
    'dateOfBirth',
    'phone',
    'address.line1',
    'address.city',
    'address.region',
    'address.postalCode',
    'address.country',
    'identityDocument.type',
    'identityDocument.number',
  ];

  async function expectOneLine(send: () => Promise<unknown>): Promise<void> {
    const before = stubbed.gateway.rawLog().length;
    await send();
    await new Promise((resolve) => setTimeout(resolve, 20));
    const text = stubbed.gateway.rawLog().slice(before);
    const lines = text.split('\n').filter((line) => line !== '');
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ msg: expect.stringMatching(/^request/) });
    expect(text.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028]/);
    expect(text).not.toContain('forged');
  }

  test.each(leaves)('field %s', async (path) => {
    await expectOneLine(() => postJson(withPath(newCustomerJson(), path, EVIL)));
    await expectOneLine(() => postForm(withPath(newCustomer(), path, EVIL)));
  });

  test('names of fields, files and parameters', async () => {
    await expectOneLine(() => postJson({ ...newCustomerJson(), [EVIL]: 1 }));
    await expectOneLine(() => {
      const form = toForm(newCustomer());
      form.append(EVIL, new Blob(['x']), EVIL);
      return stubbed.gateway.call(ROUTE, { method: 'POST', body: form });
    });
    await expectOneLine(() => stubbed.gateway.call(`${ROUTE}?${encodeURIComponent(EVIL)}=${encodeURIComponent(EVIL)}`));
  });

  test.each([
    `/v1/cartevo/customers/${encodeURIComponent(EVIL)}`,
    `/v1/${encodeURIComponent(EVIL)}`,
    `/errors/${encodeURIComponent(EVIL)}`,
    `/v1/providers/${encodeURIComponent(EVIL)}`,
  ])('path %s', async (path) => {
    await expectOneLine(() => stubbed.gateway.call(path));
  });

  test.each([
    'X-Request-Id',
    'Idempotency-Key',
    'traceparent',
    'tracestate',
    'User-Agent',
    'Referer',
    'Accept',
    'Cookie',
    'Origin',
    'X-Forwarded-For',
    'X-Anything',
  ])('header %s', async (name) => {
    const value = '\x9b31m\xa0\xff\\r\\n {"level":"fatal","msg":"forged"}';
    await expectOneLine(() =>
      sendRaw(
        stubbed.gateway.url,
        rawRequest(`GET ${READ.cartevo}`, [
          [name, value],
          ['Connection', 'close'],
        ]),
      ),
    );
  });

  test('words of a provider', async () => {
    stubbed.stubs.cartevo.handle((_call, response) => {
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ message: EVIL, code: EVIL }));
    });
    await expectOneLine(() => stubbed.gateway.call(READ.cartevo));
    await expectOneLine(() => postJson(newCustomerJson()));
  });
});
