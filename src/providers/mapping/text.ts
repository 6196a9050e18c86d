import type { DocumentImage } from '../../canonical/identity-document.js';
import { pointerToken } from '../../canonical/json-pointer.js';
import { holdsCardData, passesLuhn } from '../../platform/privacy/card-data.js';
import type { Transform, WordTable } from './field-table.js';
import type { MappingContext } from './mapping-context.js';

const LONGEST_LITERAL = 128;

const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/** Text as the provider has it. */
export function text(value: unknown, context: MappingContext): string | null {
  if (value === null) return null;
  return typeof value === 'string' ? value : context.invalid('text');
}

/** The provider's literal of an enum, shortened and without control characters; null when it is not text. */
export function literal(value: unknown): string | null {
  if (typeof value !== 'string') return null;
  const clean = value.replace(CONTROL_CHARACTERS, '').slice(0, LONGEST_LITERAL).toWellFormed();
  // What was taken out may have kept a card number from being recognised.
  if (clean !== value && holdsCardData(clean)) return null;
  return clean.trim() === '' ? null : clean;
}

literal.loses = (value: unknown): boolean => typeof value === 'string' && literal(value) !== value;

/** True when the text holds control characters or marks that change the direction of writing. */
export function holdsControlCharacters(value: string): boolean {
  return value.search(CONTROL_CHARACTERS) !== -1;
}

export interface EnumOptions<T extends string> {
  /** What is said when the provider says nothing. */
  readonly absent: T | null;
  readonly ignoreCase?: boolean;
  /** Words whose meaning no document of the provider states; `all` when it explains none. */
  readonly inferred?: readonly string[] | 'all';
}

/**
 * A status table as a transform: a word that is not in the table, or not a word at all, is `unknown` with a warning.
 */
export function enumOf<T extends string>(table: Readonly<Record<string, T>>, options: EnumOptions<T>) {
  const fold = options.ignoreCase ? (word: string) => word.toLowerCase() : (word: string) => word;
  const known = new Map(Object.entries(table).map(([word, meaning]) => [fold(word), meaning]));
  const mapWord = (value: unknown, context: MappingContext): T | 'unknown' | null => {
    if (value === null) return options.absent;
    if (typeof value !== 'string') return context.invalid('a word') ?? 'unknown';
    return known.get(fold(value)) ?? unknownWord(context);
  };
  // The table stays readable for the catalogue and the field map in the provider's README.
  return Object.assign(mapWord, wordTable(table, options.inferred));
}

/** A table of words, with those whose meaning is not documented. */
export function wordTable(
  table: Readonly<Record<string, string>>,
  inferred: readonly string[] | 'all' = [],
): WordTable {
  return { table, inferred: new Set(inferred === 'all' ? Object.keys(table) : inferred) };
}

/** `unknown`, with the warning that the provider uses a word that is not in its documents. */
export function unknownWord(context: MappingContext, below = ''): 'unknown' {
  context.warn('unknown_value', 'the provider uses a word that is not in its documents', below);
  return 'unknown';
}

/** The gateway's id of a provider's record. */
export function gatewayId(provider: string): Transform {
  return function toGatewayId(value, context) {
    const id = text(value, context);
    return id === null ? null : `${provider}:${id}`;
  };
}

/** First and last name, in that order, as far as they are there. */
export function fullName({ given, family }: Readonly<Record<string, unknown>>): string | null {
  const parts = [given, family].filter((part): part is string => typeof part === 'string');
  return parts.length === 0 ? null : parts.join(' ');
}

/**
 * A document number that shows its last four characters at most, and never more than half of it.
 */
export function maskedNumber(value: unknown, context: MappingContext): string | null {
  const number = text(value, context);
  if (number === null) return null;
  const characters = [...number];
  const shown = characters.length >= 8 ? 4 : Math.floor(characters.length / 3);
  return '*'.repeat(characters.length - shown) + characters.slice(characters.length - shown).join('');
}

maskedNumber.loses = (): boolean => true;

/** A South African identity number: a date, seven more digits and a Luhn check, so it looks like a card number. */
export function isSouthAfricanIdentityNumber(value: string): boolean {
  return /^\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{4}[01]\d{2}$/.test(value);
}

/** A French establishment number (SIRET): 14 digits that pass Luhn's test, as do the first nine of them. */
export function isFrenchEstablishmentNumber(value: string): boolean {
  return /^\d{14}$/.test(value) && passesLuhn(value.slice(0, 9));
}

/** An image that is found at an address. */
export function imageUrl(value: unknown, context: MappingContext): DocumentImage | null {
  if (value === null) return null;
  if (typeof value !== 'string' || !isWebAddress(value)) return context.invalid('a web address');
  return { kind: 'url', value };
}

/** An image that the provider keeps under an id. */
export function imageFileId(value: unknown, context: MappingContext): DocumentImage | null {
  const id = text(value, context);
  return id === null ? null : { kind: 'file_id', value: id };
}

/** An address that a browser may open: http or https, nothing else. */
export function webAddress(value: unknown, context: MappingContext): string | null {
  if (value === null) return null;
  return typeof value === 'string' && isWebAddress(value) ? value : context.invalid('a web address');
}

function isWebAddress(value: string): boolean {
  const url = URL.parse(value);
  return url !== null && (url.protocol === 'https:' || url.protocol === 'http:');
}

export type Primitive = string | number | boolean | null;

/** Key-value pairs of the caller: plain values stay, anything nested is left out with a warning. */
export function metadata(value: unknown, context: MappingContext): Record<string, Primitive> {
  const pairs: Record<string, Primitive> = {};
  if (value === null) return pairs;
  if (typeof value !== 'object' || Array.isArray(value)) return context.invalid('an object') ?? pairs;
  for (const [key, item] of Object.entries(value as object)) {
    if (key in Object.prototype) context.invalid('a key that can be shown', `/${pointerToken(key)}`);
    else if (item === null || ['string', 'boolean'].includes(typeof item) || Number.isFinite(item)) {
      pairs[key] = item as Primitive;
    } else context.invalid('a plain value', `/${pointerToken(key)}`);
  }
  return pairs;
}
