import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { GatewayError } from '../canonical/errors.js';
import { ApiLocalRead } from '../platform/problem/api-problems.js';
import { NeedsKey } from '../platform/request/access.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { operationsOf, type ProviderRegistration } from '../providers/provider.js';
import { ALL_PROVIDERS, ENABLED_PROVIDERS, type EnabledProvider } from '../providers/provider.registry.js';
import { CatalogueAnswer, CatalogueListAnswer, type CatalogueEntry } from './catalogue.entity.js';
import { localMeta } from './local-meta.js';

/** The enabled providers: what each can do, what limits it sets and what is only inferred about it. */
@ApiTags('Gateway')
@Controller('v1/providers')
export class CatalogueController {
  private readonly entries: readonly CatalogueEntry[];

  constructor(
    @Inject(ENABLED_PROVIDERS) enabled: readonly EnabledProvider[],
    @Inject(ALL_PROVIDERS) private readonly all: readonly ProviderRegistration[],
  ) {
    this.entries = enabled.map(({ registration }) => toEntry(registration));
  }

  @Get()
  @NeedsKey(null)
  @ApiOperation({ operationId: 'listProviders', summary: 'List the enabled providers' })
  @ApiLocalRead(CatalogueListAnswer)
  list(@Req() request: GatewayRequest): CatalogueListAnswer {
    const total = this.entries.length;
    const page = { limit: Math.max(total, 100), nextCursor: null, total };
    return { data: [...this.entries], meta: { ...localMeta(request), page } };
  }

  @Get(':provider')
  @NeedsKey(null)
  @ApiOperation({ operationId: 'getProvider', summary: 'Describe a provider' })
  @ApiParam({ name: 'provider', example: 'cartevo' })
  @ApiLocalRead(CatalogueAnswer, 'provider_not_enabled', 'resource_not_found')
  get(@Param('provider') name: string, @Req() request: GatewayRequest): CatalogueAnswer {
    const data = this.entries.find((entry) => entry.name === name);
    if (data) return { data, meta: localMeta(request) };
    const registered = this.all.some((registration) => registration.name === name);
    throw new GatewayError(registered ? 'provider_not_enabled' : 'resource_not_found', {
      detail: registered ? `The provider ${name} is not enabled.` : 'There is no provider of this name.',
      origin: 'caller',
      outcome: 'not_sent',
    });
  }
}

function toEntry({ name, title, summary, adapter, tables }: ProviderRegistration): CatalogueEntry {
  return {
    name,
    title,
    summary,
    operations: operationsOf(adapter),
    limits: tables.limits.map(({ wireName, ...limit }) => ({ ...limit, providerField: wireName })),
    serviceLimits: [...tables.serviceLimits],
    quirks: [...tables.quirks],
    inferred: [...tables.inferred],
    circuit: { state: 'none' },
  };
}
