import { CanonicalField, SENSITIVITIES } from '../canonical/field.js';

/** How a certainty is documented. */
export const CERTAINTY = {
  is: 'string',
  nullable: false,
  sensitivity: 'public',
  openEnum: ['documented', 'inferred'],
  example: 'documented',
} as const;

/** A word of the provider and what the gateway makes of it. */
export class CatalogueMeaning {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'Succeeded',
    description: 'The provider’s word.',
  })
  word!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'approved',
    description: 'What it becomes in the canonical field.',
  })
  meaning!: string;

  @CanonicalField({ ...CERTAINTY, example: 'inferred', description: 'Whether a document states the meaning.' })
  certainty!: string;
}

/** A canonical field that the provider can fill. */
export class CatalogueField {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'customer',
    description: 'Record: `customer` or `card`.',
  })
  record!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'verification.status',
    description: 'Path of the canonical field, `[]` behind a list.',
  })
  field!: string;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['status'],
    description: 'Paths of the provider’s values that it is made of, or spellings of one; empty for a constant.',
  })
  providerFields!: string[];

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: [],
    description: 'Those of them that no current document of the provider has, such as the names of an older server.',
  })
  undocumentedFields!: string[];

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'mapWord',
    description: 'Rule that makes the value; the same name stands in `meta.explain`.',
  })
  rule!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: SENSITIVITIES,
    example: 'public',
    description: 'How carefully the value is treated; `sensitive` ones are shown only on request.',
  })
  sensitivity!: string;

  @CanonicalField({ ...CERTAINTY, description: 'Whether a document says that the value means this.' })
  certainty!: string;

  @CanonicalField({
    is: () => CatalogueMeaning,
    array: true,
    sensitivity: 'public',
    description: 'Words that are understood; any other is `unknown`, with a warning.',
  })
  meanings!: CatalogueMeaning[];

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: null,
    description: 'Why a constant is what it is.',
  })
  note!: string | null;
}

/** Provider values that are known and have no place in the model. */
export class CatalogueLeftOut {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'card',
    description: 'Record: `customer` or `card`.',
  })
  record!: string;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['provider_card_id'],
    description: 'Paths of the provider’s values.',
  })
  providerFields!: string[];

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'not part of the model',
    description: 'Why.',
  })
  reason!: string;
}

/** How an error of the provider is understood; the first row that fits counts. */
export class CatalogueError {
  @CanonicalField({
    is: 'integer',
    sensitivity: 'public',
    example: 409,
    description: 'Status of the provider’s answer; null for any.',
  })
  httpStatus!: number | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: '\\bemail\\b',
    description: 'Regular expression that its words must match; null for any.',
  })
  words!: string | null;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['createCustomer'],
    description: 'Operations it applies to; empty for all.',
  })
  operations!: string[];

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'duplicate_customer',
    description: 'Error code that callers get.',
  })
  code!: string;

  @CanonicalField({ is: 'string', sensitivity: 'public', example: '/email', description: 'Field of the request.' })
  pointer!: string | null;

  @CanonicalField({ ...CERTAINTY, description: 'Whether the provider’s documents say so.' })
  certainty!: string;
}
