import { IDENTITY_DOCUMENT_TYPES, type IdentityDocumentType } from './enums.js';
import { CanonicalField } from './field.js';

/** Where an image of a document is: an address to fetch, or the provider’s id of a file. */
export class DocumentImage {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: ['url', 'file_id'],
    example: 'url',
    description: '`url`: value is an address. `file_id`: value names a file at the provider.',
  })
  kind!: 'url' | 'file_id';

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'sensitive',
    example: 'https://files.example.com/kyc/front.jpg',
    description: 'The address or the file id.',
  })
  value!: string;
}

/** A government document that proves who a person is. */
export class IdentityDocument {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'personal',
    openEnum: IDENTITY_DOCUMENT_TYPES,
    example: 'national_id',
    description: 'Kind of document.',
  })
  type!: IdentityDocumentType;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'NIN',
    description: 'The provider’s literal for `type`.',
  })
  typeNative!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: '*******0001',
    description: 'The number with all but its last characters hidden.',
  })
  numberMasked!: string | null;

  @CanonicalField({
    is: 'string',
    optional: true,
    sensitivity: 'sensitive',
    example: 'TEST0000001',
    description: 'The whole number. Only with `include=sensitive` and the scope `sensitive:read`.',
  })
  number?: string | null;

  @CanonicalField({
    is: 'country',
    sensitivity: 'personal',
    example: 'CM',
    description: 'ISO 3166-1 alpha-2 country that issued it.',
  })
  issuingCountry!: string | null;

  @CanonicalField({ is: 'date', sensitivity: 'personal', example: '2023-11-07', description: 'Day of issue.' })
  issuedOn!: string | null;

  @CanonicalField({ is: 'date', sensitivity: 'personal', example: '2033-11-07', description: 'Last day of validity.' })
  expiresOn!: string | null;

  @CanonicalField({
    is: () => DocumentImage,
    optional: true,
    sensitivity: 'sensitive',
    description: 'Front side. Only with `include=sensitive` and the scope `sensitive:read`.',
  })
  front?: DocumentImage | null;

  @CanonicalField({
    is: () => DocumentImage,
    optional: true,
    sensitivity: 'sensitive',
    description: 'Back side. Only with `include=sensitive` and the scope `sensitive:read`.',
  })
  back?: DocumentImage | null;
}
