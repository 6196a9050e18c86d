import { expectedOf, type MatrixRow } from './matrix-row.js';
import { bodyRows } from './rows/body.rows.js';
import { connectionRows } from './rows/connection.rows.js';
import { encodingRows } from './rows/encoding.rows.js';
import { httpRows } from './rows/http.rows.js';
import { numberRows } from './rows/number.rows.js';
import { statusRows } from './rows/statuses.rows.js';
import { timingRows } from './rows/timing.rows.js';
import { CHIEF_SUBJECTS, SUBJECTS, type FaultSubject } from './subjects.js';

/** Every fault that is tried case by case; U42 is about many calls and has a test of its own. */
export const MATRIX: readonly MatrixRow[] = [
  ...connectionRows,
  ...timingRows,
  ...bodyRows,
  ...numberRows,
  ...encodingRows,
  ...statusRows,
  ...httpRows,
];

/** The rows whose provider is where it always is: many of them can be tried at once. */
export const ORDINARY_ROWS: readonly MatrixRow[] = MATRIX.filter(
  ({ place, subjects, settings, warmUp }) => !place && !subjects && !settings && !warmUp,
);

/** True when the calls of a row cannot share a gateway: its provider is elsewhere, or it counts what is done once. */
export function needsOwnGateway(row: MatrixRow): boolean {
  return Boolean(row.place ?? row.settings ?? row.warmUp);
}

/** The subjects that a row is tried on, and the others with the reason why not. */
export function casesOf(row: MatrixRow): {
  readonly tried: readonly FaultSubject[];
  readonly left: readonly { readonly subject: FaultSubject; readonly reason: string }[];
} {
  const reasons = (row.subjects ?? SUBJECTS).map((subject) => ({ subject, reason: reasonAgainst(row, subject) }));
  return {
    tried: reasons.filter(({ reason }) => reason === null).map(({ subject }) => subject),
    left: reasons.flatMap(({ subject, reason }) => (reason === null ? [] : [{ subject, reason }])),
  };
}

function reasonAgainst(row: MatrixRow, subject: FaultSubject): string | null {
  const { only } = row;
  if (only && !only.providers.includes(subject.provider)) return only.reason;
  const expected = expectedOf(row, subject);
  if (typeof expected === 'string') return expected;
  const affordable = row.subjects ?? (needsOwnGateway(row) ? CHIEF_SUBJECTS : SUBJECTS);
  return affordable.includes(subject) ? null : 'only when everything is tried';
}
