import { GatewayError } from '../../canonical/errors.js';
import type { Access } from '../request/access.js';
import type { GatewayRequest } from '../request/request-state.js';
import { digestOf, type Caller } from './api-keys.js';

const BEARER = /^Bearer +([\x21-\x7e]{1,512}) *$/i;
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="gateway"' };

/**
 * Who calls, before the body is read; null at a route that is open to everybody. Keys are looked up by their digest, so
 * that the time of a comparison tells nothing about them.
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
  return caller;
}

/** Refuses what the caller may not do: scope and provider. */
export function authorize(request: GatewayRequest, access: Access, caller: Caller | null): void {
  if (access.open || caller === null) return;
  if (access.scope !== null && !caller.scopes.has(access.scope)) {
    throw new GatewayError('forbidden', { detail: `This operation needs the scope ${access.scope}.` });
  }
  if (access.provider !== null && caller.providers !== null) {
    if (!caller.providers.has(providerOf(request, access.provider) ?? '')) {
      throw new GatewayError('forbidden', { detail: 'The key is not valid for this provider.' });
    }
  }
}

/** The provider that a route is about: named by the route itself, or by a parameter of its path (`:name`). */
export function providerOf(request: GatewayRequest, provider: string): string | undefined {
  if (!provider.startsWith(':')) return provider;
  return (request.params as Record<string, string>)[provider.slice(1)];
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
