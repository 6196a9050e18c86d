const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const INSTANT_OF_RECORD = '2026-01-15T09:30:00.000Z';
const MOST_CHARACTERS = 16_384;
const MOST_ITEMS = 2;

/**
 * An answer as it is kept: instants of the recording itself are one fixed instant, and of an answer that would bury the
 * reader only the beginning of each list is left.
 */
export function settled(body: unknown, startedAt: Date): unknown {
  const pinned = walk(body, (value) => (isSince(value, startedAt) ? INSTANT_OF_RECORD : value));
  if (typeof body === 'string' || JSON.stringify(pinned).length <= MOST_CHARACTERS) return pinned;
  return walk(pinned, (value) => (Array.isArray(value) ? value.slice(0, MOST_ITEMS) : value));
}

function isSince(value: unknown, startedAt: Date): boolean {
  return typeof value === 'string' && INSTANT.test(value) && Date.parse(value) >= startedAt.getTime();
}

/** A copy of JSON in which every value has gone through `change`, from the outside to the inside. */
function walk(value: unknown, change: (value: unknown) => unknown): unknown {
  const changed = change(value);
  if (Array.isArray(changed)) return changed.map((item) => walk(item, change));
  if (typeof changed !== 'object' || changed === null) return changed;
  return Object.fromEntries(Object.entries(changed).map(([key, item]) => [key, walk(item, change)]));
}
