import { GatewayError } from '../../canonical/errors.js';
import type { Access } from '../request/access.js';
import type { GatewayRequest } from '../request/request-state.js';
import { digestOf, type Caller } from './api-keys.js';

const BEARER = /^Bearer +([\x21-\x7e]{1,512}) *$/i;
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="gateway"' };

/**
 * Decides whether a request may go on, before its body is read. Keys are looked up by their digest, so that the time
 * of a comparison tells nothing about them.
 */
export function authenticate(
  request: GatewayRequest,
  access: Access,
  callers: ReadonlyMap<string, Caller>,
): Caller | null {
  if (access.open) return null;
  const key = BEARER.exec(soleAuthorization(request) ?? '')?.[1];
  const caller = key === undefined ? undefined : callers.get(digestOf(key));
  if (!caller) throw new GatewayError('unauthenticated', { headers: CHALLENGE });
  if (access.scope !== null && !caller.scopes.has(access.scope)) {
    throw new GatewayError('forbidden', { detail: `This operation needs the scope ${access.scope}.` });
  }
  if (access.provider !== null && caller.providers !== null) {
    const parameter = access.provider.startsWith(':') ? access.provider.slice(1) : null;
    const provider = parameter === null ? access.provider : (request.params as Record<string, string>)[parameter];
    if (!caller.providers.has(provider ?? '')) {
      throw new GatewayError('forbidden', { detail: 'The key is not valid for this provider.' });
    }
  }
  return caller;
}

/** The header, which must not come twice: Node would silently keep the first. */
function soleAuthorization(request: GatewayRequest): string | undefined {
  const { rawHeaders } = request.raw;
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length === 13 && rawHeaders[index]?.toLowerCase() === 'authorization') count++;
  }
  if (count > 1) {
    throw new GatewayError('malformed_request', {
      detail: 'The Authorization header came twice.',
      problems: [{ parameter: 'Authorization', code: 'repeated', detail: 'the header must come once' }],
    });
  }
  return request.headers.authorization;
}
