import type { ActionOwner, CardAction, CardForm, CardState, CustomerStatus } from '../../canonical/enums.js';
import { MappingContext } from '../mapping/mapping-context.js';
import { enumOf, text } from '../mapping/text.js';
import { ACTIONS_BY_STATE, CARD_STATE_BY_STATUS } from './cartevo.statuses.js';

type Values = Readonly<Record<string, unknown>>;

const stateOfStatus = enumOf(CARD_STATE_BY_STATUS, { absent: 'unknown' });
// Six digits of the issuer, or eight by newer rules, and the last four: more of a card number is never a mask.
const MOST_DIGITS_IN_MASK = 12;

/** `is_active` says whether Cartevo has disabled the customer; it says nothing about verification. */
export function customerStatus(value: unknown, context: MappingContext): CustomerStatus {
  if (value === null) return 'unknown';
  if (typeof value !== 'boolean') return context.invalid('true or false') ?? 'unknown';
  return value ? 'active' : 'suspended';
}

/** The country as written: its name, or the code that the 2025 server returned beside it. */
export function firstCountryText({ name, code }: Values, context: MappingContext): string | null {
  return text(name ?? code, context);
}

firstCountryText.uses = ({ name }: Values): readonly string[] => [name === null ? 'code' : 'name'];

/** A card’s own `is_active` can take an `ACTIVE` card down, never lift another state. */
export function cardState({ status, active }: Values, context: MappingContext): CardState {
  const state = stateOfStatus(status, context) ?? 'unknown';
  if (active !== null && typeof active !== 'boolean') {
    context.invalid('true or false');
    return state === 'active' ? 'unknown' : state;
  }
  if (state !== 'active' || active !== false) return state;
  context.warn('contradictory_status', 'the provider calls the card ACTIVE and not active at the same time');
  return 'inactive';
}

/** Freezing is the integrator’s doing, suspending the provider’s. */
export function cardStateChangedBy(values: Values): ActionOwner | null {
  const state = silentCardState(values);
  if (state === 'frozen') return 'integrator';
  return state === 'suspended' ? 'provider' : null;
}

export function cardActions(values: Values): CardAction[] {
  return [...(ACTIONS_BY_STATE[silentCardState(values)] ?? [])];
}

/** `is_virtual` and, in some answers, `is_physical`. */
export function cardForm({ virtual, physical }: Values, context: MappingContext): CardForm {
  for (const flag of [virtual, physical]) {
    if (flag !== null && typeof flag !== 'boolean') return context.invalid('true or false') ?? 'unknown';
  }
  if (virtual === null && physical === null) return 'unknown';
  const isVirtual = virtual ?? !physical;
  if (physical !== null && physical === isVirtual) {
    context.warn('conflicting_values', 'the provider says both or neither of virtual and physical');
    return 'unknown';
  }
  return isVirtual ? 'virtual' : 'physical';
}

/**
 * Last four digits out of any of the masks `**** **** **** 5407`, `4111********1111` and `411111******1111`. More
 * digits than a mask may show are a card number: dropped.
 */
export function last4(value: unknown, context: MappingContext): string | null {
  if (value === null) return null;
  if (typeof value !== 'string') return context.invalid('a masked card number');
  const mask = value.trim();
  const digits = mask.replace(/\D/g, '').length;
  if (digits > MOST_DIGITS_IN_MASK) {
    context.warn('card_number_dropped', 'the provider sent a clear card number; it was dropped');
    return null;
  }
  const hidesSomething = digits === 4 || /[^\d\s-]/.test(mask);
  const last = mask.slice(-4);
  return hidesSomething && /^\d{4}$/.test(last) ? last : context.invalid('a masked card number');
}

last4.loses = (value: unknown): boolean => typeof value === 'string' && value.replace(/\D/g, '').length > 4;

export function expiryMonth(value: unknown, context: MappingContext): number | null {
  return wholeNumber(value, 1, 12) ?? (value === null ? null : context.invalid('a month'));
}

/** The year with two digits, as documented, or with four. */
export function expiryYear(value: unknown, context: MappingContext): number | null {
  const year = wholeNumber(value, 0, 99);
  if (year !== null) return 2000 + year;
  return wholeNumber(value, 2000, 2099) ?? (value === null ? null : context.invalid('a year'));
}

function silentCardState(values: Values): CardState {
  return cardState(values, new MappingContext(false));
}

function wholeNumber(value: unknown, min: number, max: number): number | null {
  const number = typeof value === 'string' && /^\d{1,4}$/.test(value) ? Number(value) : value;
  return Number.isInteger(number) && (number as number) >= min && (number as number) <= max ? (number as number) : null;
}
