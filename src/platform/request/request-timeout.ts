import { GatewayError } from '../../canonical/errors.js';
import type { GatewayRequest } from './request-state.js';

/** Form of the `Request-Timeout` header: seconds, a millisecond at least. */
export const REQUEST_TIMEOUT = /^(?:[1-9]\d{0,5}(?:\.\d{1,3})?|0\.(?:[1-9]\d{0,2}|0[1-9]\d?|00[1-9]))$/;

/** The milliseconds that a caller leaves for the whole request, or null when it does not say; 400 when it is no number. */
export function requestTimeoutMs(request: GatewayRequest): number | null {
  const asked = request.headers['request-timeout'];
  if (asked === undefined) return null;
  if (typeof asked === 'string' && REQUEST_TIMEOUT.test(asked)) return Number(asked) * 1000;
  const detail = 'must be a number of seconds above 0, such as 2 or 0.5';
  throw new GatewayError('malformed_request', {
    detail: 'The Request-Timeout header is wrong.',
    problems: [{ parameter: 'Request-Timeout', code: 'not_a_timeout', detail }],
  });
}
