import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '../auth/api-keys.js';

/** A route for callers with a key. */
export interface KeyedAccess {
  readonly open: false;
  readonly scope: Scope | null;
  readonly provider: string | null;
  /** The operation by which the route changes something at its provider, or null when it changes nothing. */
  readonly writes: string | null;
}

/** Who may call a route. Every route has to say; a route that does not is refused at start. */
export type Access = { readonly open: true } | KeyedAccess;

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access;
  }
}

/**
 * Needs a key with the scope (null: any key), valid for the provider: a name, `:parameter` of the path, or null for any.
 * A route that changes something at the provider says by which operation it does (`writes`).
 */
export function NeedsKey(
  scope: Scope | null,
  provider: string | null = null,
  writes: string | null = null,
): MethodDecorator {
  const documented = ApiSecurity('apiKey', scope === null ? [] : [scope]);
  return applyDecorators(RouteConfig({ access: { open: false, scope, provider, writes } }), documented);
}

/** Open to everybody, without a key. */
export function Open(): MethodDecorator {
  return applyDecorators(RouteConfig({ access: { open: true } }));
}
