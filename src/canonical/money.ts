import { CanonicalField } from './field.js';

/** An amount in the smallest unit of its currency, with the exponent of ISO 4217. */
export class Money {
  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'personal',
    example: 500,
    description: 'Amount in minor units (cents for USD, whole francs for XAF). Exact: never rounded.',
  })
  amountMinor!: number;

  @CanonicalField({
    is: 'currency',
    nullable: false,
    sensitivity: 'public',
    example: 'USD',
    description: 'ISO 4217 code.',
  })
  currency!: string;

  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'public',
    example: 2,
    description: 'Digits after the decimal point by ISO 4217: USD 2, XAF 0, BHD 3.',
  })
  exponent!: number;
}
