import { expect, it } from '@jest/globals';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toGatewayError } from '../error-translation.js';
import type { Operation } from '../operations.js';
import { partnerTables } from './partner.tables.js';

const LOOKUPS: readonly Operation[] = ['getCustomer', 'findCustomersByExternalId'];

it.each([
  [404, null, 404, 'resource_not_found'],
  [404, { message: 'anything' }, 404, 'resource_not_found'],
  [200, { message: 'Customer not found' }, 404, 'resource_not_found'],
  [200, { error: 'not_found' }, 404, 'resource_not_found'],
  [200, { error: 'customer_not_found', message: 'No' }, 404, 'resource_not_found'],
  [200, { code: 'CUSTOMER_NOT_FOUND' }, 404, 'resource_not_found'],
  [200, { message: 'The customer does not exist' }, 404, 'resource_not_found'],
  [200, {}, 502, 'provider_contract_violation'],
  [200, { message: 'Operation Successful' }, 502, 'provider_contract_violation'],
  [200, { message: 'foundation not loaded' }, 502, 'provider_contract_violation'],
  [400, { message: 'not found' }, 502, 'provider_error'],
  [401, {}, 502, 'provider_auth_failed'],
  [403, {}, 502, 'provider_auth_failed'],
  [500, { message: 'not found' }, 502, 'provider_error'],
] as const)('the partner: %i %p is %i %s', (status, body, ours, code) => {
  for (const operation of LOOKUPS) {
    const error = new UpstreamError('status', 'our words', { sent: true, status, body });
    const call = { provider: 'partner', operation, tables: partnerTables, now: new Date(0) };
    expect(toGatewayError(error, call)).toMatchObject({ status: ours, code, outcome: 'rejected' });
  }
});

it('nothing in the table claims to be documented: the partner documents no errors', () => {
  expect(partnerTables.errors.filter(({ certainty }) => certainty !== 'inferred')).toEqual([]);
});
