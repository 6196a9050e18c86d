import type { Operation } from '../../src/providers/operations.js';

/**
 * What the conformance suite has to know about a provider and cannot find out: which records its simulator holds. One
 * file per provider in `descriptors/`, named after it; the suite itself names none.
 */
export interface ConformanceDescriptor {
  /** The operations that the adapter has, so that losing one is noticed. */
  readonly operations: readonly Operation[];
  /** Id of a plain record with as much data as possible. */
  readonly known: string;
  /** An id in the provider's own form that no record has. */
  readonly absent: string;
  /** Ids of further records; together with `known` and the list they fill every row of the field tables. */
  readonly others: readonly string[];
  /** A caller's own id of `known`, and ids that no record has. */
  readonly externalId?: { readonly known: string; readonly absent: readonly string[] };
  /** A customer with cards, further ones, and a customer without any. */
  readonly cards?: { readonly holder: string; readonly others: readonly string[]; readonly none: string };
  /** Whether `known` has a document whose number and images are sensitive. */
  readonly hasDocument: boolean;
  /** A JSON body that creates a customer; `unique` keeps two of them apart. */
  readonly create?: (unique: string) => object;
  /** Rows of the field tables (`record.path`) that no record of the simulator fills, each with the reason. */
  readonly neverFilled: Readonly<Record<string, string>>;
}

/** The descriptor of a provider, found by the provider's name. */
export async function loadDescriptor(provider: string): Promise<ConformanceDescriptor> {
  const module = (await import(`./descriptors/${provider}.descriptor.js`)) as { descriptor: ConformanceDescriptor };
  return module.descriptor;
}
