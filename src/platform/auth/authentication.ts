import type { IncomingMessage } from 'node:http';
import { GatewayError } from '../../canonical/errors.js';
import type { Access } from '../request/access.js';
import type { GatewayRequest } from '../request/request-state.js';
import { digestOf, type Caller } from './api-keys.js';

const BEARER = /^Bearer +([\x21-\x7e]{1,512}) *$/i;
const CHALLENGE = { 'WWW-Authenticate': 'Bearer realm="gateway"' };

/** Where a request keeps whom it comes from: more than one door asks, and a digest is not for nothing. */
const CALLER = Symbol('caller');

interface Recognized extends IncomingMessage {
  [CALLER]?: Caller | null;
}

/** Who calls, by the key that is sent; null when it is missing, unknown or sent twice. */
export function callerOf(request: Recognized, callers: ReadonlyMap<string, Caller>): Caller | null {
  const known = request[CALLER];
  return known === undefined ? (request[CALLER] = lookUp(request, callers)) : known;
}

/**
 * Who calls, before the body is read; null at a route that is open to everybody. Keys are looked up by their digest, so
 * that the time of a comparison tells nothing about them.
 */
export function authenticate(
  request: IncomingMessage,
  access: Access,
  callers: ReadonlyMap<string, Caller>,
): Caller | null {
  if (access.open) return null;
  const caller = callerOf(request, callers);
  if (caller) return caller;
  if (isRepeated(request)) {
    throw new GatewayError('malformed_request', {
      detail: 'The Authorization header came twice.',
      problems: [{ parameter: 'Authorization', code: 'repeated', detail: 'the header must come once' }],
    });
  }
  throw new GatewayError('unauthenticated', { headers: CHALLENGE });
}

/** Refuses what the caller may not do: scope and provider, which is the one that the request is about. */
export function authorize(access: Access, caller: Caller | null, provider: string | null): void {
  if (access.open || caller === null) return;
  if (access.scope !== null && !caller.scopes.has(access.scope)) {
    throw new GatewayError('forbidden', { detail: `This operation needs the scope ${access.scope}.` });
  }
  if (access.provider !== null) requireProvider(caller, provider ?? '');
}

/** Whether the key is not limited to other providers than this one. */
export function mayUse({ providers }: Caller, provider: string): boolean {
  return providers === null || providers.has(provider);
}

/** Refuses a provider that the key is not valid for. */
export function requireProvider(caller: Caller, provider: string): void {
  if (!mayUse(caller, provider)) {
    throw new GatewayError('forbidden', { detail: 'The key is not valid for this provider.' });
  }
}

/** The provider that a request is about: named by its route, or by a parameter of its path (`:name`); null for none. */
export function providerOf(request: GatewayRequest, access: Access): string | null {
  if (access.open || access.provider === null) return null;
  if (!access.provider.startsWith(':')) return access.provider;
  return (request.params as Record<string, string>)[access.provider.slice(1)] ?? null;
}

function lookUp(request: IncomingMessage, callers: ReadonlyMap<string, Caller>): Caller | null {
  const key = BEARER.exec(request.headers.authorization ?? '')?.[1];
  if (key === undefined || isRepeated(request)) return null;
  return callers.get(digestOf(key)) ?? null;
}

/** Node would silently keep the first of several headers. */
function isRepeated({ rawHeaders }: IncomingMessage): boolean {
  let count = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.length === 13 && rawHeaders[index]?.toLowerCase() === 'authorization') count++;
  }
  return count > 1;
}
