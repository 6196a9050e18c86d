import { applyDecorators } from '@nestjs/common';
import { ApiOperation, ApiParam } from '@nestjs/swagger';
import type { ErrorCode } from '../../canonical/error-catalogue.js';
import { idSchema } from '../provider-id.js';

const EVERY_WRITE: readonly ErrorCode[] = [
  'resource_not_found',
  'body_too_large',
  'unsupported_media_type',
  'provider_rejected',
];

/** What a change of a card’s state can be refused with. */
export const CARD_PROBLEMS: readonly ErrorCode[] = [...EVERY_WRITE, 'card_state_conflict'];
/** What a movement of money can be refused with. */
export const MOVEMENT_PROBLEMS: readonly ErrorCode[] = [
  ...CARD_PROBLEMS,
  'idempotency_key_required',
  'validation_failed',
  'insufficient_funds',
];
/** What a new card can be refused with. */
export const CREATE_PROBLEMS: readonly ErrorCode[] = [
  ...EVERY_WRITE,
  'idempotency_key_required',
  'validation_failed',
  'insufficient_funds',
  'customer_not_approved',
  'unsupported_operation',
];

/** Documents an operation on one card; the sandbox has the one of the example. */
export function OnCard(operationId: string, summary: string, example: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ operationId, summary }),
    ApiParam({
      name: 'id',
      schema: idSchema('cartevo', example),
      description: 'The gateway’s id (`cartevo:…`) or Cartevo’s own.',
    }),
  );
}
