import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FieldProblem } from '../../canonical/errors.js';
import { pointerToken } from '../../canonical/json-pointer.js';

const UNKNOWN = { code: 'unknown_field', detail: 'is not a field of this request, or is read-only' };
const UNKNOWN_FIELD = 'whitelistValidation';
// class-validator's own names for a nested value that is no object.
const NOT_AN_OBJECT: ReadonlySet<string> = new Set(['isObject', 'nestedValidation']);

/** The rule of a list: what is no list has no items that could be wrong. */
export const NOT_A_LIST = 'not_a_list';

/** The input as its class, with every problem found: to be used only when there is none. */
export interface Validated<T> {
  readonly value: T;
  readonly problems: readonly FieldProblem[];
}

/**
 * Checks an object of a caller against the class that describes it: types, formats, lengths, unknown and read-only
 * fields, all at once. The object must have been bounded in size and depth before.
 */
export function validateBody<T extends object>(shape: new () => T, input: object): Validated<T> {
  const value = plainToInstance(shape, input, { enableImplicitConversion: false });
  const errors = validateSync(value, { whitelist: true, forbidNonWhitelisted: true, forbidUnknownValues: true });
  // class-transformer leaves out names that every object has, so they would pass unseen.
  const inherited = Object.keys(input).filter((name) => name in Object.prototype);
  const unknown = inherited.map((name) => ({ pointer: `/${name}`, ...UNKNOWN }));
  return { value, problems: [...unknown, ...errors.flatMap((error) => problemsOf(error, ''))] };
}

function problemsOf(error: ValidationError, parent: string): FieldProblem[] {
  const pointer = `${parent}/${pointerToken(error.property)}`;
  const notAList = error.constraints?.[NOT_A_LIST];
  if (notAList !== undefined) return [{ pointer, code: NOT_A_LIST, detail: notAList }];
  const own = firstConstraint(error);
  const nested = (error.children ?? []).flatMap((child) => problemsOf(child, pointer));
  return own ? [{ pointer, ...own }, ...nested] : nested;
}

/** One problem a field: the broken rule that class-validator reports last. */
function firstConstraint(error: ValidationError): { code: string; detail: string } | null {
  const constraints = Object.entries(error.constraints ?? {});
  if (constraints.length === 0) return null;
  if (constraints.some(([code]) => code === UNKNOWN_FIELD)) return UNKNOWN;
  if (error.value === undefined || error.value === null) return { code: 'required', detail: 'is required' };
  const [code, detail] = constraints.at(-1) as [string, string];
  return { code: NOT_AN_OBJECT.has(code) ? 'not_an_object' : code, detail };
}
