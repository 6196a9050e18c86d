import { expect, it } from '@jest/globals';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toGatewayError } from '../error-translation.js';
import type { Operation } from '../operations.js';
import { spherePayTables } from './spherepay.tables.js';

function translate(operation: Operation, status: number, body: unknown) {
  const error = new UpstreamError('status', 'our words', { sent: true, status, body });
  return toGatewayError(error, { provider: 'spherepay', operation, tables: spherePayTables, now: new Date(0) });
}

it.each([
  ['getCustomer', 404, { code: 'resource/not-found', detail: 'x' }, 404, 'resource_not_found'],
  ['getCustomer', 404, null, 404, 'resource_not_found'],
  ['getCustomer', 422, { code: 'validation/failed', detail: 'id' }, 404, 'resource_not_found'],
  ['getCustomer', 422, { code: 'other/code' }, 502, 'provider_error'],
  ['getCustomer', 400, { code: 'customer/not-found' }, 404, 'resource_not_found'],
  ['getCustomer', 400, { error: { general: 'Customer not found' } }, 404, 'resource_not_found'],
  ['getCustomer', 200, { ts: 'x', error: { general: 'Customer not found.' } }, 404, 'resource_not_found'],
  ['getCustomer', 400, { code: 'address/invalid', detail: 'Bad request' }, 502, 'provider_error'],
  ['getCustomer', 200, {}, 502, 'provider_contract_violation'],
  ['getCustomer', 401, {}, 502, 'provider_auth_failed'],
  ['getCustomer', 403, { status: 403, detail: 'Forbidden resource' }, 502, 'provider_auth_failed'],
  ['getCustomer', 429, {}, 503, 'provider_rate_limited'],
  ['listCustomers', 404, { code: 'resource/not-found' }, 502, 'provider_error'],
  ['listCustomers', 422, { code: 'validation/failed' }, 502, 'provider_error'],
  ['createCustomer', 409, { code: 'customer/duplicate' }, 409, 'duplicate_customer'],
  ['createCustomer', 400, { code: 'customer/duplicate' }, 409, 'duplicate_customer'],
  ['createCustomer', 409, { code: 'other/code' }, 409, 'duplicate_customer'],
  ['createCustomer', 422, { code: 'validation/failed', detail: 'x' }, 422, 'provider_rejected'],
  ['createCustomer', 400, { code: 'address/invalid', detail: 'x' }, 422, 'provider_rejected'],
  ['createCustomer', 404, { code: 'resource/not-found' }, 502, 'provider_error'],
  ['createCustomer', 403, { status: 403, detail: 'Forbidden resource' }, 502, 'provider_auth_failed'],
  ['updateCustomer', 404, { code: 'resource/not-found' }, 404, 'resource_not_found'],
  ['updateCustomer', 404, { detail: 'Cannot PATCH /v2/customer' }, 502, 'provider_error'],
  ['updateCustomer', 400, { code: 'address/invalid', detail: 'Fields are locked' }, 422, 'validation_failed'],
  ['createTermsLink', 400, { code: 'customer/tos-not-approved' }, 422, 'customer_not_approved'],
  ['createVerificationLink', 403, { code: 'customer/kyc-not-approved' }, 422, 'customer_not_approved'],
  ['createVerificationLink', 403, { detail: 'Forbidden resource' }, 502, 'provider_auth_failed'],
  ['addDocument', 404, { code: 'customer/not-found' }, 404, 'resource_not_found'],
  ['addDocument', 413, null, 413, 'file_too_large'],
  ['addDocument', 415, { detail: 'x' }, 415, 'unsupported_file_type'],
] as const)('SpherePay, %s: %i %p is %i %s', (operation, status, body, ours, code) => {
  expect(translate(operation, status, body)).toMatchObject({ status: ours, code, outcome: 'rejected' });
});

it('the provider’s code and correlation id reach the caller, its words do not', () => {
  const body = {
    status: 404,
    code: 'resource/not-found',
    detail: 'Jane is gone',
    correlationId: 'e0000000000000000000000000000001',
  };
  expect(translate('getCustomer', 404, body).provider).toEqual({
    name: 'spherepay',
    httpStatus: 404,
    code: 'resource/not-found',
    message: null,
    correlationId: 'e0000000000000000000000000000001',
  });
});

it('what SpherePay points to is shown by our names, without what was sent', () => {
  const errors = [
    { pointer: '/address/state', detail: 'Springfield is not a state' },
    { pointer: '/personalInformation/taxIdentificationNumber', detail: 'bad' },
    { pointer: '/meta/plan', detail: 'bad' },
    { pointer: '/somethingElse', detail: 'bad' },
    { pointer: '/phone' },
  ];
  const body = { status: 422, code: 'validation/failed', detail: 'Validation failed', errors };
  const error = new UpstreamError('status', 'our words', { sent: true, status: 422, body });
  const call = {
    provider: 'spherepay',
    operation: 'createCustomer',
    tables: spherePayTables,
    now: new Date(0),
  } as const;
  const problem = toGatewayError(error, { ...call, sent: ['Springfield'] });
  expect([problem.code, problem.status, problem.outcome]).toEqual(['validation_failed', 422, 'rejected']);
  expect(problem.problems).toEqual([
    { pointer: '/address/region', code: 'provider_rejected', detail: 'the provider says of it: […] is not a state' },
    { pointer: '/taxId/number', code: 'provider_rejected', detail: 'the provider says of it: bad' },
    { pointer: '/metadata', code: 'provider_rejected', detail: 'the provider says of it: bad' },
    { pointer: '/phone', code: 'provider_rejected', detail: 'the provider says of it: nothing more' },
  ]);
});

it('a field that is locked, and an e-mail address that is taken, are pointed to', () => {
  const locked = translate('updateCustomer', 400, { detail: 'Identity fields are locked after KYC submission' });
  expect(locked.problems.map(({ pointer }) => pointer)).toEqual(['/taxId']);
  const taken = translate('createCustomer', 409, { code: 'customer/duplicate', detail: 'x' });
  expect(taken.problems.map(({ pointer }) => pointer)).toEqual(['/email']);
});
