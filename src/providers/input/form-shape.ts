type Fields = Record<string, unknown>;

/** What a flat form of texts cannot say by itself, by dotted names: which fields are lists, and which are whole numbers. */
export interface FormShape {
  readonly lists: readonly string[];
  readonly wholeNumbers: readonly string[];
}

const WHOLE_NUMBER = /^(?:0|[1-9]\d{0,15})$/;

/**
 * The fields of a form as a JSON body would have them. Numbered parts become a list when they are counted from 0 without
 * a gap; whatever is not in its form stays as it was, for the input class to refuse.
 */
export function toJsonShape(body: Fields, { lists, wholeNumbers }: FormShape): Fields {
  const shaped = structuredClone(body);
  for (const name of wholeNumbers) replace(shaped, name, toNumber);
  for (const name of lists) replace(shaped, name, toList);
  return shaped;
}

function replace(body: Fields, name: string, change: (value: unknown) => unknown): void {
  const keys = name.split('.');
  const last = keys.pop() as string;
  const parent = keys.reduce<unknown>((at, key) => (isFields(at) ? at[key] : undefined), body);
  if (isFields(parent) && Object.hasOwn(parent, last)) parent[last] = change(parent[last]);
}

function toNumber(value: unknown): unknown {
  return typeof value === 'string' && WHOLE_NUMBER.test(value) ? Number(value) : value;
}

function toList(value: unknown): unknown {
  if (!isFields(value)) return value;
  // Keys that are whole numbers come in their order.
  return Object.keys(value).every((key, index) => key === `${index}`) ? Object.values(value) : value;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
