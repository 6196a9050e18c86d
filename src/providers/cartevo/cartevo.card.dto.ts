import { ApiSchema } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { IfGiven, rule } from '../../platform/validation/validators.js';
import { ObjectField } from '../input/object-field.js';
import { InputField, PlainTextField, WordField } from '../input/text-field.js';
import { Cents, UsDollars } from '../input/us-dollars.js';
import { LEAST_MOVED_CENTS, LONGEST_CARD_NAME, MOST_ON_CARD_CENTS } from './cartevo.card.tables.js';
import { BRAND_WORDS } from './cartevo.statuses.js';

const CUSTOMER_ID = /^(?:cartevo:)?[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}$/;

@ApiSchema({ name: 'CreateCartevoFunding' })
export class CreateCartevoFunding extends UsDollars {
  @Cents(0, MOST_ON_CARD_CENTS, 1000)
  amountMinor!: number;
}

@ApiSchema({ name: 'CreateCartevoAmount' })
export class CreateCartevoAmount extends UsDollars {
  @Cents(LEAST_MOVED_CENTS, MOST_ON_CARD_CENTS, 500)
  amountMinor!: number;
}

/** A card to issue. */
@ApiSchema({ name: 'CreateCartevoCard' })
export class CreateCartevoCard {
  @InputField({
    sensitivity: 'public',
    type: 'string',
    pattern: CUSTOMER_ID.source,
    description: 'Who will hold the card: the gateway’s id (`cartevo:…`) or Cartevo’s own.',
    example: 'cartevo:4d4dad81-7899-4612-a9f6-133ce56a4507',
  })
  @rule('not_an_id', 'must be the id of a customer of Cartevo', (value) => {
    return typeof value === 'string' && CUSTOMER_ID.test(value);
  })
  customerId!: string;

  @WordField(Object.keys(BRAND_WORDS), { sensitivity: 'public', description: 'The card network.', example: 'visa' })
  brand!: string;

  @PlainTextField(1, LONGEST_CARD_NAME, {
    optional: true,
    description:
      'The name on the card. Left out: given and family name of the customer as Cartevo has them, of which whole words ' +
      `up to ${LONGEST_CARD_NAME} characters are taken.`,
    example: 'AMINA TESTOU',
  })
  nameOnCard?: string;

  @InputField({
    type: () => CreateCartevoFunding,
    required: false,
    description: 'Money to move from your wallet at Cartevo to the card at once. Left out: none.',
    example: { amountMinor: 1000, currency: 'USD', exponent: 2 },
  })
  @IfGiven()
  @IsObject({ message: 'must be an object' })
  @ValidateNested({ message: 'must be an object' })
  @Type(() => CreateCartevoFunding)
  initialFunding?: CreateCartevoFunding;
}

/** Money to move between your wallet at Cartevo and a card. */
@ApiSchema({ name: 'CreateCartevoMovement' })
export class CreateCartevoMovement {
  @ObjectField(() => CreateCartevoAmount, { description: 'How much, without the fee.' })
  amount!: CreateCartevoAmount;
}
