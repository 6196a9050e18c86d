import type { Explanation } from '../../canonical/explanation.js';
import { ExplanationWalk, type ExplainedRecord } from './explanation-walk.js';
import type { FieldTable } from './field-table.js';
import type { Inspection } from './inspect-record.js';

/** More entries than this are not made for one answer, however large it is. */
export const MOST_EXPLANATIONS = 5000;

/** What is known of a kind of record. */
interface ExplainedKind {
  readonly table: FieldTable;
  readonly inspect: Inspection;
}

/**
 * Says of every row of the field table what became of it in one record, and names the keys that no row knows. Made from
 * the table when it is asked for; answers that do not ask pay nothing. With no `room` for all of it the last entry says so.
 */
export function explainRecord({ table, inspect }: ExplainedKind, record: ExplainedRecord, room: number): Explanation[] {
  const walk = new ExplanationWalk(record, room);
  const whole = walk.table(table, { wire: record.wire, wireBase: '', base: '' });
  if (whole) walk.unknownKeys(inspect);
  return walk.entries;
}
