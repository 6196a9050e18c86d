import { GatewayError } from '../../canonical/errors.js';
import type { GatewayRequest } from './request-state.js';

const KEY = /^[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?$/;
const QUOTED = /^"(.*)"$/;

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
  if (KEY.test(key)) return key;
  throw new GatewayError('malformed_request', {
    detail: 'The Idempotency-Key header is wrong.',
    problems: [problem('length', 'must have 1 to 255 visible ASCII characters')],
  });
}

function problem(code: string, detail: string) {
  return { parameter: 'Idempotency-Key', code, detail };
}
