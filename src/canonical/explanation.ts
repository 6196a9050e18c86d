import { CanonicalField } from './field.js';

/** Where one canonical value came from, or what became of a value that the provider sent. */
export class Explanation {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '/person/dateOfBirth',
    description:
      'JSON pointer into `data`; that of the whole record for what the provider sends and the model has no place for.',
  })
  pointer!: string;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['/date_of_birth'],
    description:
      'JSON pointers into the provider’s record; several when the value is made of several. `*` stands for any item of ' +
      'a list, or for a key that could itself be a value.',
  })
  providerPointers!: string[];

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'calendarDate',
    description:
      'Name of the rule that made the value, `constant` for what is true of every record; null: no rule knows it.',
  })
  transform!: string | null;

  @CanonicalField({
    is: 'boolean',
    nullable: false,
    sensitivity: 'public',
    example: false,
    description: 'Whether something that the provider sent is not in `data`.',
  })
  lost!: boolean;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: null,
    description: 'What is worth knowing about it; never holds a value.',
  })
  detail!: string | null;
}
