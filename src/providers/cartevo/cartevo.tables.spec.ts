import { describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toGatewayError } from '../error-translation.js';
import type { Operation } from '../operations.js';
import { cartevoLimits, cartevoTables } from './cartevo.tables.js';

function translate(operation: Operation, status: number, message: unknown) {
  const body = { success: false, statusCode: status, message, error: 'Label' };
  const error = new UpstreamError('status', 'our words', { sent: true, status, body });
  return toGatewayError(error, { provider: 'cartevo', operation, tables: cartevoTables, now: new Date(0) });
}

describe('the error table of Cartevo', () => {
  it.each([
    ['getCustomer', 404, 'Customer not found', 404, 'resource_not_found', null],
    ['getCustomer', 404, 'Cannot GET /api/v1/customers/x', 502, 'provider_error', null],
    ['getCustomer', 400, 'Validation failed (uuid is expected)', 404, 'resource_not_found', null],
    ['getCustomer', 400, 'odd', 502, 'provider_error', null],
    ['getCustomer', 200, 'Customer not found', 404, 'resource_not_found', null],
    ['getCustomer', 200, 'Data retrieved successfully', 502, 'provider_contract_violation', null],
    ['listCustomerCards', 404, 'Customer cards not found', 404, 'resource_not_found', null],
    ['listCustomerCards', 400, 'id must be a UUID', 404, 'resource_not_found', null],
    ['listCustomers', 404, 'Not found', 502, 'provider_error', null],
    ['createCustomer', 400, 'first_name must be at least 3 characters', 422, 'validation_failed', '/givenName'],
    ['createCustomer', 400, 'Customer must be 18 or older', 422, 'customer_underage', '/dateOfBirth'],
    ['createCustomer', 400, 'Customer must be 18 years or older', 422, 'customer_underage', '/dateOfBirth'],
    ['createCustomer', 400, 'something else', 422, 'provider_rejected', null],
    ['createCustomer', 409, 'Customer with this email already exists', 409, 'duplicate_customer', '/email'],
    [
      'createCustomer',
      409,
      'Customer with this identification_number already exists',
      409,
      'duplicate_customer',
      '/identityDocument/number',
    ],
    ['createCustomer', 409, 'Conflict', 409, 'duplicate_customer', null],
    ['createCustomer', 413, 'File too large', 413, 'file_too_large', null],
    ['createCustomer', 415, 'Unsupported file type', 415, 'unsupported_file_type', null],
    ['createCustomer', 422, 'KYC document unreadable', 422, 'document_unreadable', null],
    ['createCustomer', 422, 'Unprocessable', 422, 'provider_rejected', null],
    ['createCustomer', 404, 'Cannot POST /api/v1/customers', 502, 'provider_error', null],
  ] as const)('%s: %i "%s" is %i %s', (operation, status, message, ours, code, pointer) => {
    const error = translate(operation, status, message);
    expect([error.status, error.code]).toEqual([ours, code]);
    expect(error.problems.map((problem) => problem.pointer)).toEqual(pointer === null ? [] : [pointer]);
  });

  it.each(cartevoLimits.map(({ wireName, pointer }) => [wireName, pointer]))(
    'a message about %s points at %s',
    (word, pointer) => {
      const { code, problems } = translate('createCustomer', 400, [`${word} is wrong`]);
      expect([code, problems.map((problem) => problem.pointer)]).toEqual(['validation_failed', [pointer]]);
    },
  );

  it('several messages are several problems', () => {
    const { problems } = translate('createCustomer', 400, [
      'first_name is wrong',
      'postal_code is wrong',
      'property x should not exist',
    ]);
    expect(problems.map(({ pointer }) => pointer)).toEqual(['/givenName', '/address/postalCode']);
  });
});

it('the limits are those of “Create Customer”', () => {
  const lengths = Object.fromEntries(
    cartevoLimits.map(({ wireName, min, max, required }) => [wireName, [min, max, required]]),
  );
  expect(lengths).toMatchObject({
    first_name: [3, 255, true],
    last_name: [3, 255, true],
    country: [2, 255, true],
    street: [2, 255, true],
    city: [2, 255, true],
    state: [2, 255, true],
    postal_code: [3, 255, true],
    phone_number: [3, 255, true],
    identification_number: [1, 255, true],
    id_document_front: [1, 10_485_760, true],
    id_document_back: [1, 10_485_760, false],
  });
});
