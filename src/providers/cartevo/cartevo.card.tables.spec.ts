import { describe, expect, it } from '@jest/globals';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toGatewayError } from '../error-translation.js';
import type { Operation } from '../operations.js';
import { cartevoTables } from './cartevo.tables.js';

function translate(operation: Operation, status: number, message: unknown) {
  const body = { success: false, statusCode: status, message, error: 'Label' };
  const error = new UpstreamError('status', 'our words', { sent: true, status, body });
  return toGatewayError(error, { provider: 'cartevo', operation, tables: cartevoTables, now: new Date(0) });
}

describe('the error tables of the pages about cards', () => {
  it.each([
    ['getCard', 404, 'Card not found', 404, 'resource_not_found', null],
    ['getCard', 404, 'Cannot GET /api/v1/cards/x', 502, 'provider_error', null],
    ['getCard', 400, 'Validation failed (uuid is expected)', 404, 'resource_not_found', null],
    ['getCard', 200, 'Card not found', 404, 'resource_not_found', null],
    ['listCards', 404, 'Not found', 502, 'provider_error', null],
    ['listCardTransactions', 404, 'Card not found', 404, 'resource_not_found', null],
    ['listCustomerTransactions', 404, 'Customer not found', 404, 'resource_not_found', null],
    ['createCard', 404, 'Customer not found', 404, 'resource_not_found', '/customerId'],
    ['createCard', 404, 'Cannot POST /api/v1/cards', 502, 'provider_error', null],
    ['createCard', 400, 'Insufficient wallet balance', 422, 'insufficient_funds', null],
    ['createCard', 400, 'Customer KYC is not approved', 422, 'customer_not_approved', '/customerId'],
    ['createCard', 400, 'Country is not supported', 422, 'unsupported_operation', null],
    ['createCard', 400, ['customer_id must be a UUID'], 422, 'validation_failed', '/customerId'],
    ['createCard', 400, ['name_on_card is too long'], 422, 'validation_failed', '/nameOnCard'],
    ['createCard', 400, ['amount must not be less than 0'], 422, 'validation_failed', '/initialFunding'],
    ['createCard', 400, 'odd', 422, 'provider_rejected', null],
    ['freezeCard', 400, 'Card already frozen', 409, 'card_state_conflict', null],
    ['freezeCard', 400, 'Card terminated', 409, 'card_state_conflict', null],
    ['freezeCard', 404, 'Card not found', 404, 'resource_not_found', null],
    ['freezeCard', 404, 'Cannot PUT /api/v1/cards/x/freeze', 502, 'provider_error', null],
    ['unfreezeCard', 400, 'Card is not frozen', 409, 'card_state_conflict', null],
    ['terminateCard', 400, 'Card is already terminated', 409, 'card_state_conflict', null],
    ['terminateCard', 400, 'odd', 422, 'provider_rejected', null],
    ['fundCard', 400, 'Insufficient wallet balance', 422, 'insufficient_funds', null],
    ['fundCard', 400, 'Card must be ACTIVE', 409, 'card_state_conflict', null],
    ['fundCard', 400, 'amount must not be less than 1', 422, 'validation_failed', '/amount'],
    ['withdrawFromCard', 400, 'Insufficient card balance', 422, 'insufficient_funds', null],
    ['withdrawFromCard', 400, 'Card is terminated', 409, 'card_state_conflict', null],
    ['withdrawFromCard', 500, 'Insufficient memory', 502, 'provider_error', null],
  ] as const)('%s: %i "%s" is %i %s', (operation, status, message, ours, code, pointer) => {
    const error = translate(operation, status, message);
    expect([error.status, error.code]).toEqual([ours, code]);
    expect(error.problems.map((problem) => problem.pointer)).toEqual(pointer === null ? [] : [pointer]);
  });
});
