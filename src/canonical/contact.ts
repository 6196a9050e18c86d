import { CanonicalField } from './field.js';

/** A telephone number. Possible numbers are accepted; `original` stays when it cannot be understood. */
export class Phone {
  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: '+14155550123',
    description: 'E.164, or null when the number cannot be understood.',
  })
  e164!: string | null;

  @CanonicalField({
    is: 'country',
    sensitivity: 'personal',
    example: 'US',
    description: 'ISO 3166-1 alpha-2 country of the number, when it tells one.',
  })
  country!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: '+14155550123',
    description: 'The number as the provider has it.',
  })
  original!: string | null;
}

/** A postal address. */
export class Address {
  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: '12 Rue Exemple',
    description: 'Street and number.',
  })
  line1!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Apartment 4',
    description: 'Second line, where the provider keeps one.',
  })
  line2!: string | null;

  @CanonicalField({ is: 'string', sensitivity: 'personal', example: 'Douala', description: 'City.' })
  city!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Littoral',
    description: 'State, province or region.',
  })
  region!: string | null;

  @CanonicalField({ is: 'string', sensitivity: 'personal', example: '00237', description: 'Postal code.' })
  postalCode!: string | null;

  @CanonicalField({ is: 'country', sensitivity: 'personal', example: 'CM', description: 'ISO 3166-1 alpha-2.' })
  country!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Cameroon',
    description: 'The country as the provider writes it: a name, alpha-2 or alpha-3.',
  })
  countryOriginal!: string | null;
}
