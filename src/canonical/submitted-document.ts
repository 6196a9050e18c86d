import { DOCUMENT_SIDES, SUBMITTED_DOCUMENT_TYPES, type DocumentSide, type SubmittedDocumentType } from './enums.js';
import { CanonicalField } from './field.js';

/** A document that a provider has taken for verification. The file itself is not kept by the gateway. */
export class SubmittedDocument {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'spherepay:customer_00000000000000000000000000000a01',
    description: 'The gateway’s id of the customer whom it is about.',
  })
  customerId!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: SUBMITTED_DOCUMENT_TYPES,
    example: 'passport',
    description: 'Kind of the document.',
  })
  type!: SubmittedDocumentType;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'passport',
    description: 'The provider’s literal for `type`.',
  })
  typeNative!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    openEnum: DOCUMENT_SIDES,
    example: 'front',
    description: 'Which side of it; null for a document without sides.',
  })
  side!: DocumentSide | null;

  @CanonicalField({
    is: 'country',
    sensitivity: 'personal',
    example: 'US',
    description: 'Country that issued it, ISO 3166-1 alpha-2.',
  })
  issuingCountry!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'application/pdf',
    description: 'Type of the file as the provider found it.',
  })
  contentType!: string | null;

  @CanonicalField({ is: 'integer', sensitivity: 'public', example: 48213, description: 'Size of the file in bytes.' })
  sizeBytes!: number | null;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2026-11-20T10:15:00.000Z',
    description: 'When the provider took it.',
  })
  createdAt!: string | null;
}
