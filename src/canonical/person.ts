import { Address } from './contact.js';
import { GENDERS, type Gender } from './enums.js';
import { CanonicalField } from './field.js';
import { IdentityDocument } from './identity-document.js';

/** What is known about a person’s tax identifier. No provider returns the number itself. */
export class TaxId {
  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'ssn',
    description: 'Kind of identifier, in the provider’s word.',
  })
  type!: string | null;

  @CanonicalField({
    is: 'country',
    sensitivity: 'personal',
    example: 'US',
    description: 'ISO 3166-1 alpha-2 country of the tax authority.',
  })
  country!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Foreign taxpayer number',
    description: 'Explanation given for an identifier of another kind.',
  })
  description!: string | null;
}

/** A natural person: the customer, or one of the people behind a business. */
export class Person {
  @CanonicalField({ is: 'string', sensitivity: 'personal', example: 'Jane', description: 'First name.' })
  givenName!: string | null;

  @CanonicalField({ is: 'string', sensitivity: 'personal', example: 'James', description: 'Middle names.' })
  middleName!: string | null;

  @CanonicalField({ is: 'string', sensitivity: 'personal', example: 'Smith', description: 'Last name.' })
  familyName!: string | null;

  @CanonicalField({
    is: 'date',
    sensitivity: 'personal',
    example: '1990-01-15',
    description: 'Calendar day of birth; never shifted by a time zone.',
  })
  dateOfBirth!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    openEnum: GENDERS,
    example: 'male',
    description: 'Gender, where the provider keeps one.',
  })
  gender!: Gender | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'male',
    description: 'The provider’s literal for `gender`.',
  })
  genderNative!: string | null;

  @CanonicalField({ is: 'country', sensitivity: 'personal', example: 'US', description: 'ISO 3166-1 alpha-2.' })
  nationality!: string | null;

  @CanonicalField({ is: 'country', sensitivity: 'personal', example: 'US', description: 'ISO 3166-1 alpha-2.' })
  countryOfBirth!: string | null;

  @CanonicalField({ is: 'country', sensitivity: 'personal', example: 'US', description: 'ISO 3166-1 alpha-2.' })
  countryOfResidence!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: '15-1132',
    description: 'Standard Occupational Classification code.',
  })
  occupationCode!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'salary',
    description: 'Where the money comes from, in the provider’s word.',
  })
  sourceOfFunds!: string | null;

  @CanonicalField({ is: 'string', sensitivity: 'personal', example: 'Mei', description: 'First name in Latin script.' })
  givenNameLatin!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Sample',
    description: 'Last name in Latin script.',
  })
  familyNameLatin!: string | null;

  @CanonicalField({ is: () => TaxId, sensitivity: 'personal', description: 'Tax identifier, without its number.' })
  taxId!: TaxId | null;

  @CanonicalField({ is: () => Address, sensitivity: 'personal', description: 'Home address.' })
  address!: Address | null;

  @CanonicalField({
    is: () => IdentityDocument,
    array: true,
    sensitivity: 'personal',
    description: 'Identity documents known to the provider.',
  })
  identityDocuments!: IdentityDocument[];
}
