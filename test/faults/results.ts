import { appendFileSync } from 'node:fs';

/** What came of one case. */
export interface CaseResult {
  readonly id: string;
  readonly name: string;
  readonly subject: string;
  readonly write: boolean;
  readonly status: number;
  readonly code: string | null;
  readonly outcome: string | null;
  /** Calls that the provider saw. */
  readonly calls: number;
  /** Milliseconds in the gateway. */
  readonly tookMs: number;
}

/** Something about a row that its cases do not tell. */
export interface RowRemark {
  readonly id: string;
  readonly name: string;
  readonly remarks: readonly string[];
}

/** A figure that is not about one row. */
export interface Figure {
  readonly figure: string;
  readonly value: string;
}

/** Keeps a result for the page in `docs/`, when a full run has asked for that (`scripts/faults.mjs`). */
export function record(result: CaseResult | RowRemark | Figure): void {
  const file = process.env['FAULT_RESULTS'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(result)}\n`);
}
