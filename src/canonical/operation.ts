import { CanonicalField } from './field.js';
import { AnswerMeta, Meta } from './response.js';

/**
 * What is known of a write. `sending`: recorded, and from then on it may have reached the provider. `not_done`: it
 * changed nothing and may be sent again. `unknown`: it may have happened, and nobody has found out yet.
 */
export const WRITE_STATES = ['sending', 'succeeded', 'rejected', 'not_done', 'unknown'] as const;
export type WriteState = (typeof WRITE_STATES)[number];

/** What came out of a write. */
export class OperationResult {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'cartevo:4d4dad81-7899-4612-a9f6-133ce56a4507',
    description: 'The gateway’s id of the record.',
  })
  id!: string;

  @CanonicalField({
    is: 'reference',
    nullable: false,
    sensitivity: 'public',
    example: '/v1/cartevo/customers/4d4dad81-7899-4612-a9f6-133ce56a4507',
    description: 'Where it can be read.',
  })
  href!: string;
}

/** A write as the gateway’s ledger knows it. */
export class WriteOperation {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'op_3f0c2f0e8f554c8e9d7b2f8f0a3f5a10',
    description: 'Id of the write, also in the header `Operation-Id` of its answer.',
  })
  id!: string;

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
    description: 'What was asked for.',
  })
  operation!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: WRITE_STATES,
    example: 'succeeded',
    description:
      '`sending`: recorded, and from then on it may have reached the provider. `succeeded`. `rejected`: refused for good. ' +
      '`not_done`: it changed nothing; the same request may be sent again with the same key. `unknown`: it may have ' +
      'happened; the gateway keeps looking.',
  })
  state!: WriteState;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: null,
    description: 'Why it is in this state: a code of the error list, or what kept it from being found out.',
  })
  reason!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: null,
    description: 'More about the reason.',
  })
  reasonDetail!: string | null;

  @CanonicalField({ is: () => OperationResult, sensitivity: 'public', description: 'What came out of it.' })
  result!: OperationResult | null;

  @CanonicalField({
    is: 'reference',
    sensitivity: 'public',
    example: null,
    description: 'While the state is `unknown`: the read by which a person can find out.',
  })
  check!: string | null;

  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'public',
    example: 1,
    description: 'How often it was sent; more than once only after it was known to have changed nothing.',
  })
  attempts!: number;

  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'public',
    example: 0,
    description: 'How often the provider was read to find out.',
  })
  checks!: number;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '3f0c2f0e-8f55-4c8e-9d7b-2f8f0a3f5a10',
    description: 'Id of the request that sent it last.',
  })
  requestId!: string;

  @CanonicalField({
    is: 'instant',
    nullable: false,
    sensitivity: 'public',
    example: '2026-11-20T10:15:00.000Z',
    description: 'When it was sent last.',
  })
  startedAt!: string;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2026-11-20T10:15:01.000Z',
    description: 'When its end became known.',
  })
  settledAt!: string | null;
}

/** One write. */
export class WriteOperationAnswer {
  @CanonicalField({ is: () => WriteOperation, nullable: false, sensitivity: 'public', description: 'The write.' })
  data!: WriteOperation;

  @AnswerMeta()
  meta!: Meta;
}
