import { hash, randomUUID } from 'node:crypto';
import { idempotencyKeyOf } from '../platform/request/idempotency-key.js';
import type { GatewayRequest } from '../platform/request/request-state.js';

/**
 * A UUID for what a request makes: the same for all requests of a caller with one idempotency key, so that each attempt
 * can be found under it; a random one without a key. No secret goes into it, since replicas must agree on it while data
 * keys are exchanged.
 */
export function idOfKey(request: GatewayRequest): string {
  const key = idempotencyKeyOf(request, false);
  if (key === null) return randomUUID();
  const hex = hash('sha256', JSON.stringify(['id of a key', request.gateway.caller?.name, key]));
  // Version 8 of RFC 9562: made in a way of our own.
  const variant = ((parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join('-');
}
