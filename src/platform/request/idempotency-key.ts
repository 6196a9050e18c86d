import { GatewayError } from '../../canonical/errors.js';
import type { GatewayRequest } from './request-state.js';

const KEY = /^[\x20-\x7e]{1,255}$/;

/**
 * Refuses `Idempotency-Key` until the ledger behind it exists: a key that is ignored would promise what is not kept.
 */
export function refuseIdempotencyKey(request: GatewayRequest): void {
  const key = request.headers['idempotency-key'];
  if (key === undefined) return;
  if (typeof key === 'string' && KEY.test(key.trim())) throw new GatewayError('idempotency_not_available');
  throw new GatewayError('malformed_request', {
    detail: 'The Idempotency-Key header is wrong.',
    problems: [{ parameter: 'Idempotency-Key', code: 'length', detail: 'must have 1 to 255 visible ASCII characters' }],
  });
}
