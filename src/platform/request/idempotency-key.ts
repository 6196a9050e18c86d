import { GatewayError } from '../../canonical/errors.js';
import type { GatewayRequest } from './request-state.js';

/** No blank: Node joins a header that comes twice with one. */
const KEY = /^[\x21-\x7e]{1,255}$/;
const QUOTED = /^"([^"\\]*)"$/;

/**
 * The `Idempotency-Key` of a request: 1 to 255 visible ASCII characters, also in the quoted form of the IETF draft; null
 * without one. Throws `idempotency_key_required` where a key is needed.
 */
export function idempotencyKeyOf(request: GatewayRequest, required: boolean): string | null {
  const sent = request.headers['idempotency-key'];
  if (sent === undefined) {
    if (!required) return null;
    throw new GatewayError('idempotency_key_required', { problems: [problem('required', 'is required here')] });
  }
  const text = typeof sent === 'string' ? sent.trim() : '';
  const key = QUOTED.exec(text)?.[1] ?? text;
  if (KEY.test(key) && !key.startsWith('"')) return key;
  throw new GatewayError('malformed_request', {
    detail: 'The Idempotency-Key header is wrong.',
    problems: [problem('not_a_key', 'must be sent once, with 1 to 255 visible ASCII characters')],
  });
}

function problem(code: string, detail: string) {
  return { parameter: 'Idempotency-Key', code, detail };
}
