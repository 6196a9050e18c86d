import {
  containsCardNumber,
  containsCardToken,
  containsRevealingToken,
  holdsCardData,
} from '../../platform/privacy/card-data.js';
import { ExactNumber } from '../../platform/http/exact-numbers.js';
import type { Spellings } from './field-table.js';
import type { MappingContext } from './mapping-context.js';

export type WireObject = Readonly<Record<string, unknown>>;

/** Reads one value of a wire object, or null when it is absent, blank or not safe to pass on. */
export type WireReader = (wire: WireObject, context: MappingContext) => unknown;

export function isWireObject(value: unknown): value is WireObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export interface ReadOptions {
  readonly cardNumberAllowed?: ((value: string) => boolean) | undefined;
  /** False when every part of the value is searched for card data where it is used. */
  readonly searched?: boolean;
  /** Blank text, and card data that was dropped, are then empty text and not null: something was said. */
  readonly strict?: boolean | undefined;
}

/** A reader of one path: absent and blank are null, a parent of the wrong type is null with a warning. */
export function compileWireReader(path: string, options: ReadOptions = {}): WireReader {
  const parents = path.split('.');
  const key = parents.pop() as string;
  const read = (wire: WireObject, context: MappingContext): unknown => {
    let parent = wire;
    for (const name of parents) {
      const next = parent[name];
      if (next === undefined || next === null) return null;
      if (!isWireObject(next)) return context.invalid('an object');
      parent = next;
    }
    return parent[key];
  };
  return (wire, context) => {
    const value = read(wire, context);
    if (isBlank(value)) return options.strict && typeof value === 'string' ? '' : null;
    const search = context.mayHoldCardData && options.searched !== false;
    return search ? withoutCardDataIn(value, context, options) : value;
  };
}

/** A reader of the first spelling that is present. */
export function compileSpellings(spellings: Spellings, options: ReadOptions = {}): WireReader[] {
  return spellings.map((path) => compileWireReader(path, options));
}

export function isBlank(value: unknown): boolean {
  return value === undefined || value === null || (typeof value === 'string' && value.trim() === '');
}

/** The value without any part that holds a card number or token; each part that is dropped gives a warning. */
function withoutCardDataIn(value: unknown, context: MappingContext, options: ReadOptions): unknown {
  const drop = (code: 'card_number_dropped' | 'token_dropped') =>
    dropped(context, code) ?? (options.strict ? '' : null);
  if (typeof value === 'string') {
    if (!options.cardNumberAllowed?.(value) && containsCardNumber(value)) return drop('card_number_dropped');
    // Document addresses may be signed with a JWT of their own; they stay unless the JWT gives card data away.
    const holdsToken = value.startsWith('https://') ? containsRevealingToken(value) : containsCardToken(value);
    return holdsToken ? drop('token_dropped') : value;
  }
  if (typeof value === 'number' || value instanceof ExactNumber) {
    const digits = value instanceof ExactNumber ? value.source : String(value);
    return containsCardNumber(digits) ? drop('card_number_dropped') : value;
  }
  const everywhere = { strict: options.strict };
  if (Array.isArray(value)) return value.map((item) => withoutCardDataIn(item, context, everywhere));
  if (!isWireObject(value)) return value;
  const clean = Object.entries(value)
    .filter(([key]) => !holdsCardData(key))
    .map(([key, item]) => [key, withoutCardDataIn(item, context, everywhere)]);
  return Object.fromEntries(clean);
}

function dropped(context: MappingContext, code: 'card_number_dropped' | 'token_dropped'): null {
  const what = code === 'token_dropped' ? 'a card token' : 'a clear card number';
  context.warn(code, `the provider sent ${what}; it was dropped`);
  return null;
}
