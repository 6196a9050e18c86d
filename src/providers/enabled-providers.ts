import { Inject, Injectable } from '@nestjs/common';
import { GatewayError } from '../canonical/errors.js';
import type { ProviderConnection } from '../platform/config/provider.settings.js';
import type { UpstreamError } from '../platform/http/upstream-error.js';
import { toGatewayError, type FailedCall } from './error-translation.js';
import type { ProviderRegistration } from './provider.js';
import { toProviderId } from './provider-id.js';

/** A provider with credentials. */
export interface EnabledProvider {
  readonly registration: ProviderRegistration;
  readonly connection: ProviderConnection;
}

export const ENABLED_PROVIDERS = Symbol('enabled providers');
export const ALL_PROVIDERS = Symbol('all registered providers');

/** The enabled providers by their names. */
@Injectable()
export class EnabledProviders {
  private readonly providers: ReadonlyMap<string, EnabledProvider>;
  private readonly othersOf: ReadonlyMap<string, readonly ProviderRegistration[]>;

  constructor(
    @Inject(ENABLED_PROVIDERS) readonly all: readonly EnabledProvider[],
    @Inject(ALL_PROVIDERS) registered: readonly ProviderRegistration[],
  ) {
    this.providers = new Map(all.map((provider) => [provider.registration.name, provider]));
    this.othersOf = new Map(registered.map((one) => [one.name, registered.filter((other) => other !== one)]));
  }

  find(name: string): EnabledProvider | null {
    return this.providers.get(name) ?? null;
  }

  /** Throws `provider_not_enabled`. */
  require(name: string): EnabledProvider {
    const provider = this.providers.get(name);
    if (!provider) throw new GatewayError('provider_not_enabled', { detail: `The provider ${name} is not enabled.` });
    return provider;
  }

  /** What a failed call means for the caller, by the error table of its provider. */
  translated(error: UpstreamError, call: Omit<FailedCall, 'tables' | 'now'>): GatewayError {
    const { tables } = this.require(call.provider).registration;
    return toGatewayError(error, { ...call, tables, now: new Date() });
  }

  /** The provider’s own id behind what a caller sent, or 404 without any call. */
  requireId(provider: string, given: string): string {
    const id = toProviderId(given, this.require(provider).registration, this.othersOf.get(provider) ?? []);
    if (id !== null) return id;
    throw new GatewayError('resource_not_found', {
      detail: `This cannot be an id of ${provider}.`,
      origin: 'caller',
      outcome: 'not_sent',
      problems: [{ parameter: 'id', code: 'not_an_id', detail: `is not in the form of an id of ${provider}` }],
    });
  }
}
