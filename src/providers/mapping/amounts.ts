import currencies from 'currency-codes';
import type { Money } from '../../canonical/money.js';
import { ExactNumber } from '../../platform/http/exact-numbers.js';
import type { MappingContext } from './mapping-context.js';

const DECIMAL = /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

const exponents = new Map(currencies.data.map(({ code, digits }) => [code, digits]));

/**
 * An amount and its currency, in minor units. Worked out on the decimal digits, never in binary floating point: more
 * fraction digits than the currency has, or more than 2^53 units, give null with a warning and are never rounded.
 */
export function money({ amount, currency }: Readonly<Record<string, unknown>>, context: MappingContext): Money | null {
  if (amount === null) return null;
  const decimal = toDecimalText(amount);
  if (decimal === null) return context.invalid('an amount');
  if (typeof currency !== 'string') return context.invalid('an amount with a currency');
  const code = currency.toUpperCase();
  const exponent = exponents.get(code);
  if (exponent === undefined) return context.invalid('an amount in a currency of ISO 4217');
  const amountMinor = toMinorUnits(decimal, exponent);
  if (amountMinor === null) return context.invalid('an amount that its currency can express exactly');
  return { amountMinor, currency: code, exponent };
}

/** Minor units of a decimal text, or null when they are not a whole number below 2^53. */
export function toMinorUnits(decimal: string, exponent: number): number | null {
  const [, sign, whole, fraction = '', power = '0'] = DECIMAL.exec(decimal) ?? [];
  if (whole === undefined) return null;
  const digits = whole + fraction;
  const zeros = exponent + Number(power) - fraction.length;
  if (zeros > 20) return /^0+$/.test(digits) ? 0 : null;
  const kept = zeros >= 0 ? digits + '0'.repeat(zeros) : digits.slice(0, zeros);
  const cut = zeros >= 0 ? '' : digits.slice(zeros);
  if (!/^0*$/.test(cut)) return null;
  const minor = Number(kept === '' ? '0' : kept);
  if (!Number.isSafeInteger(minor)) return null;
  return sign === '-' && minor !== 0 ? -minor : minor;
}

/** Digits after the decimal point of a currency by ISO 4217, or null for a code that it does not know. */
export function exponentOf(currency: string): number | null {
  return exponents.get(currency) ?? null;
}

/** The decimal text of an amount in minor units: exactly its digits. */
export function toDecimal(amountMinor: number, exponent: number): string {
  if (exponent === 0) return `${amountMinor}`;
  const digits = `${amountMinor}`.padStart(exponent + 1, '0');
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The decimal digits of a wire value: a number, or text that is one. */
function toDecimalText(amount: unknown): string | null {
  if (amount instanceof ExactNumber) return amount.source;
  if (typeof amount === 'number') return Number.isFinite(amount) ? String(amount) : null;
  return typeof amount === 'string' && DECIMAL.test(amount) ? amount : null;
}
