import { fieldFacts, leftOutFacts } from '../providers/field-facts.js';
import { operationsOf, type ErrorRow, type ProviderRegistration } from '../providers/provider.js';
import type { LaneState } from '../platform/resilience/provider-resilience.js';
import type { CatalogueEntry, CatalogueSummary } from './catalogue.entity.js';
import type { CatalogueCircuit } from './catalogue-parts.entity.js';
import type { CatalogueError } from './catalogue-facts.entity.js';

/** What does not change while the process runs. */
export type Standing<T> = Omit<T, 'circuit'>;

// The worst first: what is open refuses calls.
const CIRCUIT_STATES = ['open', 'half_open', 'closed', 'none'] as const;

/** What the list of providers says of one. */
export function toCatalogueSummary(registration: ProviderRegistration): Standing<CatalogueSummary> {
  const { name, title, summary, adapter, tables } = registration;
  return {
    name,
    title,
    summary,
    operations: operationsOf(adapter),
    limits: tables.limits.map(({ wireName, ...limit }) => ({ ...limit, providerField: wireName })),
    serviceLimits: [...tables.serviceLimits],
    quirks: [...tables.quirks],
    inferred: [...tables.inferred],
  };
}

/** Everything that is known of a provider, made from its tables: for the catalogue and for `docs/providers.md`. */
export function toCatalogueEntry(registration: ProviderRegistration): Standing<CatalogueEntry> {
  const { tables } = registration;
  return {
    ...toCatalogueSummary(registration),
    fields: fieldFacts(tables),
    leftOut: leftOutFacts(tables),
    errors: tables.errors.map(toError),
  };
}

/** The circuits of a provider as they are now. */
export function toCircuit(lanes: readonly LaneState[]): CatalogueCircuit {
  return {
    state: CIRCUIT_STATES.find((state) => lanes.some(({ circuit }) => circuit === state)) ?? 'none',
    calls: lanes.map(({ kind, circuit, retryAfterSeconds }) => ({ kind, state: circuit, retryAfterSeconds })),
  };
}

function toError({ status, words, operations, code, pointer, certainty }: ErrorRow): CatalogueError {
  return {
    httpStatus: status ?? null,
    words: words?.source ?? null,
    operations: [...(operations ?? [])],
    code,
    pointer: pointer ?? null,
    certainty,
  };
}
