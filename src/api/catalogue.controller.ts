import { Controller, Get, Inject, Param, Query, Req } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { GatewayError } from '../canonical/errors.js';
import { ApiLocalRead } from '../platform/problem/api-problems.js';
import { NeedsKey } from '../platform/request/access.js';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { ResilienceRegistry } from '../platform/resilience/resilience.registry.js';
import { QueryPipe } from '../platform/validation/query.pipe.js';
import { DriftLog } from '../providers/drift-log.js';
import { requirementsOf, type JsonSchema } from '../providers/requirements.js';
import type { ProviderRegistration } from '../providers/provider.js';
import { ALL_PROVIDERS, ENABLED_PROVIDERS, type EnabledProvider } from '../providers/enabled-providers.js';
import { toCatalogueEntry, toCatalogueSummary, toCircuit, type Standing } from './catalogue.js';
import {
  CatalogueAnswer,
  CatalogueListAnswer,
  type CatalogueEntry,
  type CatalogueSummary,
} from './catalogue.entity.js';
import type { CatalogueCircuit } from './catalogue-parts.entity.js';
import { DriftAnswer, toDriftReport } from './drift.entity.js';
import { localMeta } from './local-meta.js';
import { RequirementsAnswer, RequirementsQuery } from './requirements.entity.js';

/** The enabled providers: what each can do, what is only inferred about it, and how it departs from what is known. */
@ApiTags('Gateway')
@Controller('v1/providers')
export class CatalogueController {
  private readonly summaries: readonly Standing<CatalogueSummary>[];
  private readonly entries: ReadonlyMap<string, Standing<CatalogueEntry>>;
  /** Schemas by provider and operation. */
  private readonly requirements: ReadonlyMap<string, JsonSchema>;

  constructor(
    @Inject(ENABLED_PROVIDERS) enabled: readonly EnabledProvider[],
    @Inject(ALL_PROVIDERS) private readonly all: readonly ProviderRegistration[],
    private readonly drift: DriftLog,
    private readonly resilience: ResilienceRegistry,
  ) {
    const registrations = enabled.map(({ registration }) => registration);
    this.summaries = registrations.map(toCatalogueSummary);
    this.entries = new Map(registrations.map((registration) => [registration.name, toCatalogueEntry(registration)]));
    this.requirements = new Map(
      registrations.flatMap(({ name, inputs = {} }) =>
        Object.entries(inputs).map(([operation, input]) => [`${name} ${operation}`, requirementsOf(input)]),
      ),
    );
  }

  @Get()
  @NeedsKey(null)
  @ApiOperation({ operationId: 'listProviders', summary: 'List the enabled providers' })
  @ApiLocalRead(CatalogueListAnswer)
  list(@Req() request: GatewayRequest): CatalogueListAnswer {
    const total = this.summaries.length;
    const page = { limit: Math.max(total, 100), nextCursor: null, total };
    return { data: this.summaries.map((summary) => this.withCircuit(summary)), meta: { ...localMeta(request), page } };
  }

  @Get(':provider')
  @NeedsKey(null)
  @ApiOperation({
    operationId: 'getProvider',
    summary: 'Describe a provider',
    description:
      'Operations, the canonical fields that the provider can fill and where each comes from, limits, quirks, and for ' +
      'every meaning whether it is documented or inferred.',
  })
  @ApiParam({ name: 'provider', description: 'Name of the provider, as in its routes.', example: 'cartevo' })
  @ApiLocalRead(CatalogueAnswer, 'provider_not_enabled', 'resource_not_found')
  get(@Param('provider') name: string, @Req() request: GatewayRequest): CatalogueAnswer {
    return { data: this.withCircuit(this.require(name)), meta: localMeta(request) };
  }

  @Get(':provider/drift')
  @NeedsKey('admin', ':provider')
  @ApiOperation({
    operationId: 'getProviderDrift',
    summary: 'How a provider’s payloads differ from what is known',
    description:
      'Keys that are new or missing, types and words that have changed, since when and how often. Counted since this ' +
      'process started; paths and types, never values.',
  })
  @ApiParam({ name: 'provider', description: 'Name of the provider, as in its routes.', example: 'cartevo' })
  @ApiLocalRead(DriftAnswer, 'forbidden', 'provider_not_enabled', 'resource_not_found')
  getDrift(@Param('provider') name: string, @Req() request: GatewayRequest): DriftAnswer {
    this.require(name);
    return { data: toDriftReport(name, this.drift.list(name)), meta: localMeta(request) };
  }

  @Get(':provider/requirements')
  @NeedsKey(null)
  @ApiOperation({
    operationId: 'getProviderRequirements',
    summary: 'What a provider needs for an operation, as JSON Schema',
    description:
      'Made of the very rules that check a body: fields, lengths, patterns, words, files with their types and sizes. ' +
      'Rules about the day or between provider and data, such as the age of a person, stand in descriptions.',
  })
  @ApiParam({ name: 'provider', description: 'Name of the provider, as in its routes.', example: 'cartevo' })
  @ApiLocalRead(RequirementsAnswer, 'provider_not_enabled', 'resource_not_found')
  getRequirements(
    @Param('provider') name: string,
    @Query(new QueryPipe(RequirementsQuery)) { operation }: RequirementsQuery,
    @Req() request: GatewayRequest,
  ): RequirementsAnswer {
    this.require(name);
    const requirements = this.requirements.get(`${name} ${operation}`);
    if (requirements) return { data: requirements, meta: localMeta(request) };
    const detail = `The provider ${name} has no requirements for this operation.`;
    throw new GatewayError('resource_not_found', { detail, origin: 'caller', outcome: 'not_sent' });
  }

  private withCircuit<T extends { name: string }>(entry: T): T & { circuit: CatalogueCircuit } {
    return { ...entry, circuit: toCircuit(this.resilience.of(entry.name)?.snapshot() ?? []) };
  }

  private require(name: string): Standing<CatalogueEntry> {
    const entry = this.entries.get(name);
    if (entry) return entry;
    const registered = this.all.some((registration) => registration.name === name);
    throw new GatewayError(registered ? 'provider_not_enabled' : 'resource_not_found', {
      detail: registered ? `The provider ${name} is not enabled.` : 'There is no provider of this name.',
      origin: 'caller',
      outcome: 'not_sent',
    });
  }
}
