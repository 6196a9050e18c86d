import { CanonicalField } from '../canonical/field.js';
import { ListMeta, Meta } from '../canonical/response.js';

export class CatalogueLimit {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '/givenName',
    description: 'Field.',
  })
  pointer!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'first_name',
    description: 'The provider’s field that the limit is set for; one of ours may become several of theirs.',
  })
  providerField!: string;

  @CanonicalField({ is: 'integer', nullable: false, sensitivity: 'public', example: 3, description: 'Least length.' })
  min!: number;

  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'public',
    example: 255,
    description: 'Greatest length in characters, of a file in bytes.',
  })
  max!: number;

  @CanonicalField({ is: 'boolean', nullable: false, sensitivity: 'public', description: 'Whether it is needed.' })
  required!: boolean;
}

export class CatalogueServiceLimit {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'rate',
    description: 'What is limited.',
  })
  subject!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '100 a second',
    description: 'How far.',
  })
  limit!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: ['documented', 'inferred'],
    example: 'documented',
    description: 'Whether the provider’s documents say so.',
  })
  certainty!: string;
}

export class CatalogueQuirk {
  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'public',
    example: 7,
    description: 'Number in README.',
  })
  number!: number;

  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', description: 'What surprises.' })
  summary!: string;
}

export class CatalogueCircuit {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: ['closed', 'open', 'half_open', 'none'],
    example: 'none',
    description: 'State of the circuit breaker; `none` while there is no breaker.',
  })
  state!: string;
}

/** A provider as the gateway knows it. */
export class CatalogueEntry {
  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', example: 'cartevo', description: 'Name.' })
  name!: string;

  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', example: 'Cartevo', description: 'Title.' })
  title!: string;

  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', description: 'What it is for.' })
  summary!: string;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['getCustomer', 'listCustomers'],
    description: 'What can be done, found out from the adapter.',
  })
  operations!: string[];

  @CanonicalField({ is: () => CatalogueLimit, array: true, sensitivity: 'public', description: 'Limits of input.' })
  limits!: CatalogueLimit[];

  @CanonicalField({
    is: () => CatalogueServiceLimit,
    array: true,
    sensitivity: 'public',
    description: 'Its own limits.',
  })
  serviceLimits!: CatalogueServiceLimit[];

  @CanonicalField({ is: () => CatalogueQuirk, array: true, sensitivity: 'public', description: 'Known quirks.' })
  quirks!: CatalogueQuirk[];

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['`Suspended` says nothing about the outcome of onboarding.'],
    description: 'Meanings that no document of the provider states.',
  })
  inferred!: string[];

  @CanonicalField({ is: () => CatalogueCircuit, nullable: false, sensitivity: 'public', description: 'Its circuit.' })
  circuit!: CatalogueCircuit;
}

export class CatalogueAnswer {
  @CanonicalField({ is: () => CatalogueEntry, nullable: false, sensitivity: 'public', description: 'The provider.' })
  data!: CatalogueEntry;

  @CanonicalField({ is: () => Meta, nullable: false, sensitivity: 'public', description: 'Facts about the answer.' })
  meta!: Meta;
}

export class CatalogueListAnswer {
  @CanonicalField({ is: () => CatalogueEntry, array: true, sensitivity: 'public', description: 'Enabled providers.' })
  data!: CatalogueEntry[];

  @CanonicalField({
    is: () => ListMeta,
    nullable: false,
    sensitivity: 'public',
    description: 'Facts about the answer.',
  })
  meta!: ListMeta;
}
