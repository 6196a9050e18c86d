import { describe, expect, test } from '@jest/globals';
import { Address } from '../../src/canonical/contact.js';
import { Customer } from '../../src/canonical/customer.js';
import { fieldsOf, shapeOf, type Shape } from '../../src/canonical/field.js';
import { IdentityDocument } from '../../src/canonical/identity-document.js';
import { Person } from '../../src/canonical/person.js';
import { asJson, newCustomer, newCustomerJson, toForm, withPath } from '../support/new-customer.js';
import { expectProblem } from '../support/problem.js';
import { shareStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';

let stubbed: StubbedGateway;
shareStubbedGateway(['cartevo'], (shared) => (stubbed = shared));

const ROUTE = '/v1/cartevo/customers';
const postJson = (body: object) => stubbed.gateway.call(ROUTE, asJson(body));
const postForm = (body: object) => stubbed.gateway.call(ROUTE, { method: 'POST', body: toForm(body) });

/** Paths of a shape that a create does not take, its nested shapes included. */
function readOnly(shape: Shape, accepted: readonly string[], prefix = ''): string[] {
  return [...fieldsOf(shape).values()].flatMap((field) => {
    if (accepted.includes(prefix + field.name)) return [];
    const nested = field.array ? null : shapeOf(field);
    const below = nested ? readOnly(nested, [], `${prefix}${field.name}.`) : [];
    return [`${prefix}${field.name}`, ...below];
  });
}

const INPUT = ['givenName', 'familyName', 'email', 'dateOfBirth', 'phone', 'address', 'identityDocument'];
const TOP_LEVEL = [...new Set([...readOnly(Customer, INPUT), ...readOnly(Person, INPUT)])];
const NESTED = [
  ...readOnly(Address, ['line1', 'city', 'region', 'postalCode', 'country']).map((name) => `address.${name}`),
  ...readOnly(IdentityDocument, ['type', 'number', 'front', 'back']).map((name) => `identityDocument.${name}`),
];
const WIRE = [
  'kyc_status',
  'kycStatus',
  'is_active',
  'provider_customer_id',
  'identityDocument.type.x',
  'enroll',
  'scopes',
];

describe('mass assignment (S13): a create refuses every read-only field', () => {
  test('of which there are many', () => {
    expect(TOP_LEVEL).toEqual(expect.arrayContaining(['id', 'status', 'verification.status', 'metadata', 'gender']));
    expect(NESTED).toEqual(expect.arrayContaining(['address.line2', 'identityDocument.numberMasked']));
  });

  test.each([...TOP_LEVEL, ...NESTED, ...WIRE])('%s', async (path) => {
    const pointer = `/${path.replaceAll('.', '/')}`;
    for (const answer of [
      await postJson(withPath(newCustomerJson(), path, 'approved')),
      await postForm(withPath(newCustomer(), path, 'approved')),
    ]) {
      const { errors } = expectProblem(answer, { status: 422, code: 'validation_failed', outcome: 'not_sent' });
      // The pointer leads to the field, or to the unknown object around it.
      expect(errors.some((problem) => problem.pointer && `${pointer}/`.startsWith(`${problem.pointer}/`))).toBe(true);
    }
    expect(stubbed.calls()).toEqual([]);
  });

  test('document images of the answer are no input of a JSON create', async () => {
    for (const side of ['front', 'back']) {
      const body = withPath(newCustomerJson(), `identityDocument.${side}`, {
        kind: 'url',
        value: 'https://x.example.com',
      });
      const { errors } = expectProblem(await postJson(body), { status: 422, code: 'validation_failed' });
      expect(errors.map(({ pointer }) => pointer)).toContain(`/identityDocument/${side}`);
    }
  });

  test.each([
    'http://x.example.com/a',
    'file:///etc/passwd',
    'https://user:pw@x.example.com/a',
    'https://localhost/a',
    'ftp://x.example.com',
    'javascript:alert(1)',
  ])('a document at %s is refused', async (frontUrl) => {
    const body = withPath(newCustomerJson(), 'identityDocument.frontUrl', frontUrl);
    expectProblem(await postJson(body), {
      status: 422,
      code: 'validation_failed',
      places: ['/identityDocument/frontUrl'],
    });
    expect(stubbed.calls()).toEqual([]);
  });
});
