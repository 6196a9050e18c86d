import { applyDecorators } from '@nestjs/common';
import { IfGiven, IsOneOf, rule } from '../../platform/validation/validators.js';
import { toDecimal } from '../mapping/amounts.js';
import { InputField } from './text-field.js';

const CURRENCY = 'USD';
const EXPONENT = 2;

/** Money that a caller sends, in US dollars: the canonical amount, whose exponent may be left out. */
export abstract class UsDollars {
  abstract amountMinor: number;

  @InputField({
    sensitivity: 'public',
    type: 'string',
    enum: [CURRENCY],
    description: 'ISO 4217 code.',
    example: CURRENCY,
  })
  @IsOneOf([CURRENCY])
  currency!: string;

  @InputField({
    sensitivity: 'public',
    type: 'integer',
    minimum: EXPONENT,
    maximum: EXPONENT,
    required: false,
    description: 'Digits after the decimal point by ISO 4217.',
    example: EXPONENT,
  })
  @IfGiven()
  @rule('unsupported_value', `must be ${EXPONENT}, the exponent of ${CURRENCY}`, (value) => value === EXPONENT)
  exponent?: number;
}

/** The whole number of cents of an amount, between two bounds. */
export function Cents(min: number, max: number, example: number): PropertyDecorator {
  return applyDecorators(
    InputField({
      type: 'integer',
      minimum: min,
      maximum: max,
      description: `Amount in cents, from ${min} to ${max}.`,
      example,
    }),
    rule('not_an_amount', `must be a whole number of cents from ${min} to ${max}`, (value) => {
      return Number.isSafeInteger(value) && (value as number) >= min && (value as number) <= max;
    }),
  );
}

/** The amount as a decimal number for JSON: its digits are exactly those of the cents, never rounded. */
export function toDollars({ amountMinor }: Pick<UsDollars, 'amountMinor'>): number {
  return Number(toDecimal(amountMinor, EXPONENT));
}
