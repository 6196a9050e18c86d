import { ApiParam } from '@nestjs/swagger';
import { idSchema } from '../provider-id.js';

/** Path of the customers, and of one of them. */
export const CUSTOMERS = '/v1/spherepay/customers';
export const customerPath = (id: string): string => `${CUSTOMERS}/${encodeURIComponent(id)}`;

/** The id of a customer in the path. */
export function OfCustomer(): MethodDecorator {
  return ApiParam({
    name: 'id',
    schema: idSchema('spherepay', 'customer_f31121c389624d3697cbf3ea8830b7a4'),
    description: 'The gateway’s id (`spherepay:…`) or SpherePay’s own.',
  });
}

/** Codes that every write can answer with. */
export const WRITE_CODES = [
  'validation_failed',
  'unsupported_media_type',
  'body_too_large',
  'provider_rejected',
] as const;

/** Codes of every write about a customer who exists. */
export const CHANGE_CODES = [...WRITE_CODES, 'resource_not_found', 'customer_not_approved'] as const;
