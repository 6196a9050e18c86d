import { applyDecorators } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiSecurity } from '@nestjs/swagger';
import type { Scope } from '../auth/api-keys.js';

/** A route for callers with a key. */
export interface KeyedAccess {
  readonly open: false;
  readonly scope: Scope | null;
  readonly provider: string | null;
  /** What the route asks its provider to do, or null when it asks none. */
  readonly operation: string | null;
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
 * A route of one provider says by which operation it asks it.
 */
export function NeedsKey(
  scope: Scope | null,
  provider: string | null = null,
  operation: string | null = null,
): MethodDecorator {
  const documented = ApiSecurity('apiKey', scope === null ? [] : [scope]);
  return applyDecorators(RouteConfig({ access: { open: false, scope, provider, operation } }), documented);
}

/** Open to everybody, without a key. */
export function Open(): MethodDecorator {
  return applyDecorators(RouteConfig({ access: { open: true } }));
}
