import { expect } from '@jest/globals';
import { ERROR_CATALOGUE, type ErrorCode, type ErrorEntry } from '../../src/canonical/error-catalogue.js';
import type { ProblemDocument } from '../../src/platform/problem/problem.js';
import type { TestAnswer } from './gateway.js';

/** What a test expects of a problem document; members that are left out follow the catalogue. */
export interface ExpectedProblem {
  readonly status: number;
  readonly code: ErrorCode;
  readonly origin?: ProblemDocument['origin'];
  readonly outcome?: ProblemDocument['outcome'];
  readonly safe?: boolean;
  readonly afterSeconds?: number | null;
  /** Some members of the provider's report, or null when there must be none. */
  readonly provider?: Partial<NonNullable<ProblemDocument['provider']>> | null;
  /** Pointers (`/email`) and parameters (`limit`), in the order of `errors`. */
  readonly places?: readonly string[];
}

const MEMBERS = [
  'type',
  'title',
  'status',
  'detail',
  'instance',
  'code',
  'requestId',
  'origin',
  'outcome',
  'retry',
  'provider',
  'errors',
];

/** Checks every member of the document, its media type and the headers that go with it. */
export function expectProblem(answer: TestAnswer, expected: ExpectedProblem): ProblemDocument {
  const { status, code, origin, outcome, safe, afterSeconds, provider, places } = expected;
  const problem = answer.body as ProblemDocument | null;
  expect({ status: answer.status, code: problem?.code, errors: problem?.errors }).toMatchObject({ status, code });
  const document = expectProblemDocument(answer);
  if (origin !== undefined) expect(document.origin).toBe(origin);
  if (outcome !== undefined) expect(document.outcome).toBe(outcome);
  if (safe !== undefined) expect(document.retry.safe).toBe(safe);
  if (afterSeconds !== undefined) expect(document.retry.afterSeconds).toBe(afterSeconds);
  if (provider === null) expect(document.provider).toBeNull();
  else if (provider !== undefined) expect(document.provider).toMatchObject(provider);
  if (places !== undefined) expect(placesOf(document)).toEqual(places);
  return document;
}

/** Checks that the answer is a complete problem document, whatever its code. */
export function expectProblemDocument(answer: TestAnswer): ProblemDocument {
  expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
  const document = answer.body as ProblemDocument;
  const entry: ErrorEntry = ERROR_CATALOGUE[document.code];
  expect(Object.keys(document).sort()).toEqual([...MEMBERS].sort());
  expect(document.type).toBe(`/errors/${document.code}`);
  expect(document.title).toBe(entry.title);
  expect(document.status).toBe(answer.status);
  expect(answer.status).toBeGreaterThanOrEqual(400);
  expect(document.detail).toMatch(/\S/);
  expect(document.instance).toMatch(/^\/[^?#]*$/);
  expect(document.requestId).toBe(answer.headers.get('x-request-id'));
  expect(['caller', 'gateway', 'provider']).toContain(document.origin);
  expect(['not_sent', 'rejected', 'unknown']).toContain(document.outcome);
  expect(Object.keys(document.retry).sort()).toEqual(['afterSeconds', 'safe']);
  const mayRepeat = document.outcome !== 'unknown' || entry.underWay === true;
  if (!entry.retryable || !mayRepeat) expect(document.retry.safe).toBe(false);
  const { afterSeconds } = document.retry;
  expect(answer.headers.get('retry-after')).toBe(afterSeconds === null ? null : `${afterSeconds}`);
  expect(answer.headers.get('cache-control')).toBe('no-store');
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expectReport(document.provider);
  for (const item of document.errors) {
    const { pointer, parameter, code, detail, ...rest } = item;
    expect(rest).toEqual({});
    expect([pointer, parameter].filter((place) => place !== undefined)).toHaveLength(1);
    expect(pointer ?? '').toMatch(/^(?:\/.*)?$/s);
    expect(parameter ?? 'x').toMatch(/./);
    expect(code).toMatch(/^[a-zA-Z_]+$/);
    expect(detail).toMatch(/\S/);
  }
  return document;
}

function expectReport(report: ProblemDocument['provider']): void {
  if (report === null) return;
  expect(Object.keys(report).sort()).toEqual(['code', 'correlationId', 'httpStatus', 'message', 'name']);
  expect(report.name).toMatch(/^(?:cartevo|spherepay|partner)$/);
  for (const text of [report.code, report.message, report.correlationId]) if (text !== null) expect(text).not.toBe('');
}

/** The pointers and parameters of a problem document. */
export function placesOf(document: ProblemDocument): string[] {
  return document.errors.map(({ pointer, parameter }) => pointer ?? parameter ?? '');
}
