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
