import type { MatrixRow } from './matrix-row.js';
import { bodyRows } from './rows/body.rows.js';
import { connectionRows } from './rows/connection.rows.js';
import { encodingRows } from './rows/encoding.rows.js';
import { httpRows } from './rows/http.rows.js';
import { numberRows } from './rows/number.rows.js';
import { statusRows } from './rows/statuses.rows.js';
import { timingRows } from './rows/timing.rows.js';
import { SUBJECTS, type FaultSubject } from './subjects.js';

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

function reasonAgainst({ only, read, write }: MatrixRow, subject: FaultSubject): string | null {
  if (only && !only.providers.includes(subject.provider)) return only.reason;
  const expected = subject.write ? write : read;
  return typeof expected === 'string' ? expected : null;
}
