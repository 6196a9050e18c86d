import { Business } from './business.js';
import { Phone } from './contact.js';
import { CUSTOMER_STATUSES, CUSTOMER_TYPES, type CustomerStatus, type CustomerType } from './enums.js';
import { CanonicalField } from './field.js';
import { Person } from './person.js';
import { Verification } from './verification.js';

/** A customer of the caller, a person or a business, as one provider knows it. */
export class Customer {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'spherepay:customer_f31121c389624d3697cbf3ea8830b7a4',
    description: 'The gateway’s own id. Opaque.',
  })
  id!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'spherepay',
    description: 'The provider that holds the record.',
  })
  provider!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'customer_f31121c389624d3697cbf3ea8830b7a4',
    description: 'The provider’s own id.',
  })
  providerId!: string;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'ext-0001',
    description: 'The caller’s own id, where the provider keeps one.',
  })
  externalId!: string | null;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: CUSTOMER_TYPES,
    example: 'individual',
    description: 'Person or business.',
  })
  type!: CustomerType;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: CUSTOMER_STATUSES,
    example: 'active',
    description: 'State of the account. Anything not understood is `unknown`, never `active`.',
  })
  status!: CustomerStatus;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'Succeeded',
    description: 'The provider’s literal for `status`, where it uses a word.',
  })
  statusNative!: string | null;

  @CanonicalField({ is: 'string', sensitivity: 'personal', example: 'Jane Smith', description: 'Name to show.' })
  displayName!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'jane.smith@example.com',
    description: 'E-mail address.',
  })
  email!: string | null;

  @CanonicalField({ is: () => Phone, sensitivity: 'personal', description: 'Telephone.' })
  phone!: Phone | null;

  @CanonicalField({ is: () => Person, sensitivity: 'personal', description: 'The person; null for a business.' })
  person!: Person | null;

  @CanonicalField({ is: () => Business, sensitivity: 'personal', description: 'The business; null for a person.' })
  business!: Business | null;

  @CanonicalField({ is: () => Verification, nullable: false, sensitivity: 'public', description: 'KYC or KYB state.' })
  verification!: Verification;

  @CanonicalField({
    is: 'map',
    nullable: false,
    sensitivity: 'personal',
    example: {},
    description: 'The caller’s own key-value pairs, where the provider keeps them.',
  })
  metadata!: Record<string, string | number | boolean | null>;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2026-03-09T20:46:31.305Z',
    description: 'When the provider made the record.',
  })
  createdAt!: string | null;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2026-03-09T20:46:31.305Z',
    description: 'When the provider last changed the record.',
  })
  updatedAt!: string | null;
}
