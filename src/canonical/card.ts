import {
  CARD_ACTIONS,
  CARD_BRANDS,
  CARD_FORMS,
  CARD_STATES,
  type ActionOwner,
  type CardAction,
  type CardBrand,
  type CardForm,
  type CardState,
} from './enums.js';
import { CanonicalField } from './field.js';
import { Money } from './money.js';

/** A payment card of a customer. Card number and security code are not part of the model. */
export class Card {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'cartevo:91b3c6d6-111b-44da-9f81-16f019bebe8c',
    description: 'The gateway’s own id. Opaque.',
  })
  id!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'cartevo',
    description: 'The provider that holds the card.',
  })
  provider!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '91b3c6d6-111b-44da-9f81-16f019bebe8c',
    description: 'The provider’s own id of the card.',
  })
  providerId!: string;

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
    openEnum: CARD_FORMS,
    example: 'virtual',
    description: 'Whether the card exists as plastic.',
  })
  form!: CardForm;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: CARD_BRANDS,
    example: 'visa',
    description: 'The card network as the provider names it; never derived from the number.',
  })
  brand!: CardBrand;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'VISA',
    description: 'The provider’s literal for `brand`.',
  })
  brandNative!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: '5407',
    description: 'Last four digits of the card number, from the provider’s mask.',
  })
  last4!: string | null;

  @CanonicalField({ is: 'integer', sensitivity: 'personal', example: 9, description: 'Month of expiry, 1 to 12.' })
  expiryMonth!: number | null;

  @CanonicalField({
    is: 'integer',
    sensitivity: 'personal',
    example: 2029,
    description: 'Year of expiry, four digits.',
  })
  expiryYear!: number | null;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: CARD_STATES,
    example: 'active',
    description: 'What the card can be used for now. Anything not understood is `unknown`, never `active`.',
  })
  state!: CardState;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'ACTIVE',
    description: 'The provider’s literal for `state`.',
  })
  stateNative!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    openEnum: ['integrator', 'provider'],
    example: null,
    description: 'Who put the card in this state: a frozen card was frozen by you, a suspended one by the provider.',
  })
  stateChangedBy!: ActionOwner | null;

  @CanonicalField({ is: () => Money, sensitivity: 'personal', description: 'Money on the card.' })
  balance!: Money | null;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    openEnum: CARD_ACTIONS,
    example: ['freeze', 'withdraw', 'fund', 'terminate'],
    description: 'What may be done with the card in this state.',
  })
  allowedActions!: CardAction[];

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2023-11-07T05:31:56.000Z',
    description: 'When the provider made the card.',
  })
  createdAt!: string | null;

  @CanonicalField({
    is: 'instant',
    sensitivity: 'public',
    example: '2023-11-07T05:31:56.000Z',
    description: 'When the provider last changed the card.',
  })
  updatedAt!: string | null;
}
