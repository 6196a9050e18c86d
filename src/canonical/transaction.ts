import {
  TRANSACTION_DIRECTIONS,
  TRANSACTION_KINDS,
  TRANSACTION_STATUSES,
  type TransactionDirection,
  type TransactionKind,
  type TransactionStatus,
} from './enums.js';
import { CanonicalField } from './field.js';
import { Money } from './money.js';

/** Money that moved, or is about to move, on a card. */
export class Transaction {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'cartevo:6f1c3f5e-52a4-4d0c-9a59-0f5b0f0c1a11',
    description: 'The gateway’s own id. Opaque.',
  })
  id!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'cartevo',
    description: 'The provider that holds the transaction.',
  })
  provider!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '6f1c3f5e-52a4-4d0c-9a59-0f5b0f0c1a11',
    description: 'The provider’s own id of the transaction.',
  })
  providerId!: string;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'cartevo:91b3c6d6-111b-44da-9f81-16f019bebe8c',
    description: 'The gateway’s id of the card on which the money moved.',
  })
  cardId!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'cartevo:4d4dad81-7899-4612-a9f6-133ce56a4507',
    description: 'The gateway’s id of the customer who holds the card.',
  })
  customerId!: string | null;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: TRANSACTION_KINDS,
    example: 'funding',
    description: 'Why the money moved.',
  })
  kind!: TransactionKind;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'FUND',
    description: 'The provider’s literal for `kind`.',
  })
  kindNative!: string | null;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: TRANSACTION_STATUSES,
    example: 'succeeded',
    description: 'How far it has come. Anything not understood is `unknown`, never `succeeded`.',
  })
  status!: TransactionStatus;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'SUCCESS',
    description: 'The provider’s literal for `status`.',
  })
  statusNative!: string | null;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: TRANSACTION_DIRECTIONS,
    example: 'in',
    description: '`in`: onto the card; `out`: off the card.',
  })
  direction!: TransactionDirection;

  @CanonicalField({ is: () => Money, sensitivity: 'personal', description: 'The money that moved, never negative.' })
  amount!: Money | null;

  @CanonicalField({ is: () => Money, sensitivity: 'personal', description: 'What the provider charged for it.' })
  fee!: Money | null;

  @CanonicalField({ is: () => Money, sensitivity: 'personal', description: 'Money on the card afterwards.' })
  balanceAfter!: Money | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'Card funding',
    description: 'The provider’s words about it.',
  })
  description!: string | null;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2026-05-09T10:15:00.000Z',
    description: 'When the provider recorded it.',
  })
  createdAt!: string | null;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: null,
    description: 'When the provider last changed it.',
  })
  updatedAt!: string | null;
}
