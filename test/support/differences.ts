import type { Difference, Inspection } from '../../src/providers/mapping/inspect-record.js';

const MOST = 100;

/** How a record differs from its table. */
export function differencesOf(inspection: Inspection, wire: object): Difference[] {
  const found: Difference[] = [];
  inspection(wire as Record<string, unknown>, (difference) => found.push(difference) < MOST);
  return found;
}
