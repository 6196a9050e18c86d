import { ERROR_CATALOGUE, type ErrorCode } from '../../src/canonical/error-catalogue.js';
import type { Outcome } from '../../src/canonical/errors.js';
import type { TestAnswer } from '../support/gateway.js';
import type { ProviderName } from '../support/stubbed-gateway.js';
import type { PlaceMaker } from './place.js';
import type { FaultMaker } from './scene.js';
import type { FaultSubject } from './subjects.js';

/** Least and most calls that the provider may see. */
export type Calls = readonly [least: number, most: number];

/** What the caller must get, and what it may cost the provider. */
export interface Expected {
  /** Null for a success. */
  readonly code: ErrorCode | null;
  readonly calls: Calls;
  /** Of a failure; a read that was sent is `rejected`. */
  readonly outcome?: Outcome;
  /** Seconds in `Retry-After`: exactly, or from and to. */
  readonly retryAfter?: number | readonly [number, number];
  readonly places?: readonly string[];
  /** Token exchanges. */
  readonly exchanges?: number;
  readonly withinMs?: number;
  readonly check?: (answer: TestAnswer, subject: FaultSubject) => void;
}

/** One fault of the matrix. */
export interface MatrixRow {
  /** `U01` to `U42`. */
  readonly id: string;
  readonly name: string;
  readonly fault: FaultMaker;
  /** What is expected of a read and of a write, or why there is nothing to expect. */
  readonly read: Expected | string;
  readonly write: Expected | string;
  /** The same of a write at a provider that differs, or of what comes before a write. */
  readonly writes?: Partial<Readonly<Record<ProviderName | 'preparing', Expected | string>>>;
  /** Where the provider is, when not on an ordinary server. */
  readonly place?: PlaceMaker;
  /** The providers that this can happen at, with the reason for leaving out the others. */
  readonly only?: { readonly providers: readonly ProviderName[]; readonly reason: string };
  /** Calls in place of the ordinary ones. */
  readonly subjects?: readonly FaultSubject[];
  readonly settings?: (prefix: string) => Readonly<Record<string, string>>;
  /** Takes so long that its calls are made side by side; needs places of their own. */
  readonly slow?: boolean;
  /** One good call first, so that a connection is there. */
  readonly warmUp?: 'keep' | 'hang up';
  /** Good calls that follow the fault at once, each of which must end like the first. */
  readonly repeat?: number;
  /** The answer must also cost the provider its connection. */
  readonly dropsConnection?: boolean;
  /** Where the expectation differs from what one might think, and why. */
  readonly note?: string;
}

/** What a row says of the calls that it is tried on. */
export type Expectations = Pick<MatrixRow, 'read' | 'write' | 'writes'>;

type More = Omit<Expected, 'code' | 'calls'>;

/** A failure. */
export function fails(code: ErrorCode, calls: number | Calls, more: More = {}): Expected {
  return { code, calls: typeof calls === 'number' ? [calls, calls] : calls, ...more };
}

/** A success. */
export function succeeds(calls: number | Calls = 1, more: More = {}): Expected {
  return { code: null, calls: typeof calls === 'number' ? [calls, calls] : calls, ...more };
}

/** Nothing was sent, so that reads and writes are alike. */
export function unreached(code: ErrorCode, calls: number | Calls, more: More = {}): Pick<MatrixRow, 'read' | 'write'> {
  const expected = fails(code, calls, { outcome: 'not_sent', ...more });
  return { read: expected, write: expected };
}

/** Something was sent and no usable answer came: a write is never repeated, and its outcome is unknown. */
export function inDoubt(code: ErrorCode, reads: number | Calls, more: More = {}): Pick<MatrixRow, 'read' | 'write'> {
  return {
    read: fails(code, reads, { outcome: 'rejected', ...more }),
    write: fails(code, 1, { outcome: 'unknown', ...more }),
  };
}

/** The provider said no, to a read as to a write. */
export function refused(code: ErrorCode, more: More = {}): Pick<MatrixRow, 'read' | 'write'> {
  const expected = fails(code, 1, { outcome: 'rejected', ...more });
  return { read: expected, write: expected };
}

/** Good enough to be used, for a read and for a write. */
export function usable(more: More = {}): Pick<MatrixRow, 'read' | 'write'> {
  return { read: succeeds(1, more), write: succeeds(1) };
}

/** An answer that no provider documents. Somebody has to look at it, and asking again would give the same. */
export const nonsense = inDoubt('provider_contract_violation', 1);

/** What is expected of a call, or why there is nothing to expect. */
export function expectedOf({ read, write, writes = {} }: Expectations, subject: FaultSubject): Expected | string {
  const { preparing, provider } = subject;
  if (!subject.write) return read;
  if (!preparing) return writes[provider] ?? write;
  const expected = writes.preparing ?? write;
  if (typeof expected === 'string' || expected.code === null) return expected;
  return { ...expected, outcome: 'not_sent' };
}

/** The status that goes with an expectation. */
export function statusOf({ code }: Expected, { write }: FaultSubject): number {
  if (code === null) return write ? 201 : 200;
  return ERROR_CATALOGUE[code].status;
}
