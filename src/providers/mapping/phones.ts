import { parsePhoneNumberFromString, type PhoneNumber } from 'libphonenumber-js/max';
import type { Phone } from '../../canonical/contact.js';
import { isAlpha2 } from './countries.js';
import { holdsControlCharacters } from './text.js';
import type { MappingContext } from './mapping-context.js';

/** A number in E.164. */
export function phone(value: unknown, context: MappingContext): Phone | null {
  if (value === null) return null;
  if (typeof value !== 'string') return context.invalid('text');
  return toPhone(value, parsePhone(value), context);
}

/** A number in two parts, dial code and local number (Cartevo). */
export function phoneFromParts(parts: Readonly<Record<string, unknown>>, context: MappingContext): Phone | null {
  const { dialCode, local } = parts;
  if (local === null) return dialCode === null ? null : loneDialCode(dialCode, context);
  if (typeof local !== 'string') return context.invalid('text');
  if (local.trim().startsWith('+')) return toPhone(local, parsePhone(local), context);
  const callingCode =
    typeof dialCode === 'string' ? /^(?:\+|00)?(\d{1,4})$/.exec(dialCode.replace(/[ -]/g, ''))?.[1] : null;
  const original = typeof dialCode === 'string' ? `${dialCode} ${local}` : local;
  return toPhone(original, callingCode ? parsePhone(local, callingCode) : null, context);
}

/** The parsed number when it is possible, else null. */
export function parsePhone(text: string, callingCode?: string): PhoneNumber | null {
  // Before trimming, which would drop some of them silently.
  if (holdsControlCharacters(text)) return null;
  const local = text.trim();
  if (callingCode === undefined) return parsePossible(local);
  // What people write as a dial code may be the code of a region inside one, such as +1876 for Jamaica.
  return parsePossible(local, callingCode) ?? parsePossible(`+${callingCode}${local}`);
}

function parsePossible(text: string, defaultCallingCode?: string): PhoneNumber | null {
  try {
    const number = parsePhoneNumberFromString(text, {
      extract: false,
      ...(defaultCallingCode && { defaultCallingCode }),
    });
    return number?.isPossible() === true && number.ext === undefined ? number : null;
  } catch {
    // The library throws on a calling code that nobody has.
    return null;
  }
}

function loneDialCode(dialCode: unknown, context: MappingContext): Phone | null {
  return typeof dialCode === 'string' ? toPhone(dialCode, null, context) : context.invalid('text');
}

function toPhone(original: string, number: PhoneNumber | null, context: MappingContext): Phone {
  if (number === null) {
    context.invalid('a telephone number');
    return { e164: null, country: null, original };
  }
  return { e164: number.number, country: countryOf(number), original };
}

/** Several countries share a dial code such as +1; the number tells which, or nothing is said. */
function countryOf(number: PhoneNumber): string | null {
  const possible = number.country ? [number.country] : number.getPossibleCountries();
  const [country] = possible;
  return possible.length === 1 && country !== undefined && isAlpha2(country) ? country : null;
}
