import { applyDecorators } from '@nestjs/common';
import { IfGiven, rule } from '../../platform/validation/validators.js';
import { exponentOf } from '../mapping/amounts.js';
import { InputField } from './text-field.js';

/** With so many digits a binary number still tells every amount apart, so that what is sent is what was given. */
export const LARGEST_AMOUNT = 999_999_999_999_999;
const LARGEST_EXPONENT = 4;

/** Money that a caller sends in any currency: the canonical amount, whose exponent may be left out. */
export class MoneyInput {
  @InputField({
    type: 'integer',
    minimum: 0,
    maximum: LARGEST_AMOUNT,
    description: 'Amount in minor units: cents for USD, whole francs for XAF.',
    example: 9_999_00,
  })
  @rule('not_an_amount', `must be a whole number from 0 to ${LARGEST_AMOUNT}`, (value) => {
    return isWhole(value, LARGEST_AMOUNT);
  })
  amountMinor!: number;

  @CurrencyField()
  currency!: string;

  @InputField({
    sensitivity: 'public',
    type: 'integer',
    minimum: 0,
    maximum: LARGEST_EXPONENT,
    required: false,
    description: 'Digits after the decimal point by ISO 4217; another number than the currency has is refused.',
    example: 2,
  })
  @IfGiven()
  @rule('unsupported_value', 'must be the exponent of the currency', (value) => isWhole(value, LARGEST_EXPONENT))
  exponent?: number;
}

function CurrencyField(): PropertyDecorator {
  return applyDecorators(
    InputField({
      sensitivity: 'public',
      type: 'string',
      format: 'iso-4217',
      pattern: '^[A-Z]{3}$',
      description: 'ISO 4217 code.',
      example: 'USD',
    }),
    rule('not_a_currency', 'must be a currency code of ISO 4217', (value) => {
      return typeof value === 'string' && exponentOf(value) !== null;
    }),
  ) as PropertyDecorator;
}

/** True when the exponent is the one of the currency, or when one of them is wrong by itself or not given. */
export function exponentFits({ currency, exponent }: Partial<MoneyInput>): boolean {
  const known = exponentOf(String(currency));
  return exponent === undefined || known === null || exponent === known;
}

function isWhole(value: unknown, most: number): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most;
}
