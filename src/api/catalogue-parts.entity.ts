import { CanonicalField } from '../canonical/field.js';
import { CERTAINTY } from './catalogue-facts.entity.js';

/** Limit of one input field. */
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

  @CanonicalField({
    is: 'boolean',
    nullable: false,
    sensitivity: 'public',
    example: true,
    description: 'Whether it is needed.',
  })
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

  @CanonicalField({ ...CERTAINTY, description: 'Whether the provider’s documents say so.' })
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

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'A customer without cards is answered with 404.',
    description: 'What surprises.',
  })
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
