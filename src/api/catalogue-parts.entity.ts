import { CanonicalField } from '../canonical/field.js';
import { CALL_KINDS } from '../platform/resilience/failure-rules.js';
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

const CIRCUIT_STATE = {
  is: 'string',
  nullable: false,
  sensitivity: 'public',
  openEnum: ['closed', 'open', 'half_open', 'none'],
  example: 'closed',
} as const;

/** Circuit of one kind of call. */
export class CatalogueCallCircuit {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: CALL_KINDS,
    example: 'read',
    description: 'Kind of call: `read`, `write`, or `auth` for the exchange of a token.',
  })
  kind!: string;

  @CanonicalField({ ...CIRCUIT_STATE, description: 'State of its circuit.' })
  state!: string;

  @CanonicalField({
    is: 'integer',
    sensitivity: 'public',
    example: null,
    description: 'Seconds until the next trial; null while the circuit is closed.',
  })
  retryAfterSeconds!: number | null;
}

export class CatalogueCircuit {
  @CanonicalField({
    ...CIRCUIT_STATE,
    description:
      'The worst of the states. `open`: calls are refused; `half_open`: one is tried; `none`: breakers are off.',
  })
  state!: string;

  @CanonicalField({
    is: () => CatalogueCallCircuit,
    array: true,
    sensitivity: 'public',
    description: 'Each kind of call, in this replica of the gateway.',
  })
  calls!: CatalogueCallCircuit[];
}
