import { fieldFacts, leftOutFacts } from '../providers/field-facts.js';
import { operationsOf, type ErrorRow, type ProviderRegistration } from '../providers/provider.js';
import type { CatalogueEntry, CatalogueSummary } from './catalogue.entity.js';
import type { CatalogueError } from './catalogue-facts.entity.js';

/** What the list of providers says of one. */
export function toCatalogueSummary(registration: ProviderRegistration): CatalogueSummary {
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
    circuit: { state: 'none' },
  };
}

/** Everything that is known of a provider, made from its tables: for the catalogue and for `docs/providers.md`. */
export function toCatalogueEntry(registration: ProviderRegistration): CatalogueEntry {
  const { tables } = registration;
  return {
    ...toCatalogueSummary(registration),
    fields: fieldFacts(tables),
    leftOut: leftOutFacts(tables),
    errors: tables.errors.map(toError),
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
