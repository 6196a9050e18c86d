import { CanonicalField } from './field.js';
import { ListAnswerMeta, type ListMeta } from './response.js';

export const AUDIT_ACTIONS = ['write_begun', 'write_settled', 'sensitive_read'] as const;

/** One line of the audit: who did what to which record, and how it ended. Names of fields, never values. */
export class AuditEntryView {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '0b54b2a4-94a0-4b7e-8a5b-5a4c6f6a7f11/17',
    description: 'The line: its chain and its number in it.',
  })
  id!: string;

  @CanonicalField({
    is: 'instant',
    nullable: false,
    sensitivity: 'public',
    example: '2026-11-20T10:15:00.000Z',
    description: 'When.',
  })
  at!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'backoffice',
    description: 'Name of the caller, by its key.',
  })
  caller!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '3f0c2f0e-8f55-4c8e-9d7b-2f8f0a3f5a10',
    description: 'Id of the request.',
  })
  requestId!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: AUDIT_ACTIONS,
    example: 'write_settled',
    description: 'What was done.',
  })
  action!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'cartevo',
    description: 'The provider.',
  })
  provider!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'createCustomer',
    description: 'The operation.',
  })
  operation!: string;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'op_3f0c2f0e8f554c8e9d7b2f8f0a3f5a10',
    description: 'Id of the write; null for a read.',
  })
  operationId!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: '4d4dad81-7899-4612-a9f6-133ce56a4507',
    description: 'The provider’s id of the record; null for a list, or before it is known.',
  })
  subject!: string | null;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['/customer/givenName', '/customer/email'],
    description: 'Fields that were sent or shown, as pointers.',
  })
  fields!: string[];

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'succeeded',
    description: 'How it ended: a state of the write, with the reason behind a colon.',
  })
  outcome!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '5f2d3c…',
    description: 'SHA-256 over the line and the hash of the one before it in its chain.',
  })
  hash!: string;
}

/** A part of the audit, the newest line first. */
export class AuditListAnswer {
  @CanonicalField({ is: () => AuditEntryView, array: true, sensitivity: 'public', description: 'The lines.' })
  data!: AuditEntryView[];

  @ListAnswerMeta()
  meta!: ListMeta;
}
