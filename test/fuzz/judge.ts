import { holdsCardData } from '../../src/platform/privacy/card-data.js';
import type { ProblemDocument } from '../../src/platform/problem/problem.js';
import type { TestAnswer } from '../support/gateway.js';
import { documentFaults } from '../support/openapi/checked-answers.js';
import type { FuzzRequest } from './requests.js';

/** Refusals of a request that is right by the document: what only the provider knows, or the calendar. */
const BUSINESS_CODES = [
  'resource_not_found',
  'duplicate_customer',
  'customer_underage',
  'document_unreadable',
  'insufficient_funds',
  'customer_not_approved',
  'card_state_conflict',
  'unsupported_operation',
  'provider_rejected',
];
/** Rules between fields, or about the day, that a schema cannot state and the descriptions do. */
const RULES_IN_WORDS = [
  'customer_underage',
  'in_the_future',
  'too_long_ago',
  'not_with_json',
  'invalid_cursor',
  'needed_with',
  'not_in_country',
  'nothing_given',
  'not_the_exponent',
];
/** Whether a document fits its customer, and whether the identity is locked, only the provider knows. */
const ABOUT_THE_RECORD = /^\/(?:type|taxId)$/;
/** The back of a document is needed for some kinds of it. */
const BACK_OF_DOCUMENT = /\/back(?:Url)?$/;

/** A caller that waits for less than this may be too hasty for a provider in good health. */
const HASTY_SECONDS = 5;

/** Everything that is wrong with an answer. */
export function faultsOf(url: string, request: FuzzRequest, answer: TestAnswer): string[] {
  const { method, target, expected } = request;
  const problem = answer.body as ProblemDocument | null;
  return [
    ...documentFaults(url, { method, target }, answer),
    ...(isHaste(request, problem) ? [] : faultsOfOurs(request, answer.status, problem)),
    ...requestIdFaults(request, answer),
    ...(answer.text === '' || isHaste(request, problem) ? [] : expectationFaults(expected, answer.status, problem)),
  ];
}

function isHaste({ headers }: FuzzRequest, problem: ProblemDocument | null): boolean {
  return problem?.code === 'provider_timeout' && Number(headers['Request-Timeout']) < HASTY_SECONDS;
}

function faultsOfOurs({ headers }: FuzzRequest, status: number, problem: ProblemDocument | null): string[] {
  const faulty = 'X-Sandbox-Scenario' in headers;
  if (status < 500 || problem === null) return [];
  if (problem.origin !== 'provider') return [`${status} ${problem.code} is ours`];
  return faulty ? [] : [`${status} ${problem.code} although nothing was wrong at the provider`];
}

function requestIdFaults({ headers }: FuzzRequest, answer: TestAnswer): string[] {
  const own = headers['X-Request-Id'] ?? '';
  const accepted = /^[A-Za-z0-9._-]{1,128}$/.test(own) && !holdsCardData(own);
  return accepted && answer.headers.get('x-request-id') !== own ? ['another request id came back'] : [];
}

function expectationFaults(
  expected: FuzzRequest['expected'],
  status: number,
  problem: ProblemDocument | null,
): string[] {
  switch (expected.kind) {
    case 'any':
      return [];
    case 'status':
      return status === expected.status ? [] : [`${status} and not ${expected.status}`];
    case 'accepted':
      return status < 400 || isOtherReason(problem) ? [] : [`refused with ${status}, although the document accepts it`];
    case 'refused':
      return refusalFaults(expected.places, status, problem);
  }
}

function isOtherReason(problem: ProblemDocument | null): boolean {
  if (problem === null) return false;
  if (BUSINESS_CODES.includes(problem.code)) return true;
  const { errors } = problem;
  return (
    errors.length > 0 &&
    errors.every(({ code, pointer = '' }) => {
      if (code === 'provider_rejected') return ABOUT_THE_RECORD.test(pointer);
      return RULES_IN_WORDS.includes(code) || (code === 'required' && BACK_OF_DOCUMENT.test(pointer));
    })
  );
}

/** A refusal names at least one place that is wrong by the document, or one above it. */
function refusalFaults(places: readonly string[], status: number, problem: ProblemDocument | null): string[] {
  if (status < 400) return ['accepted, although the document does not'];
  if (places.length === 0 || isOtherReason(problem)) return [];
  const named = (problem?.errors ?? []).map(({ pointer, parameter }) => pointer ?? parameter ?? '');
  const found = places.some((place) => named.some((one) => place === one || place.startsWith(`${one}/`)));
  return found ? [] : [`none of ${places.join(' ')} is named, but ${named.join(' ') || 'nothing'}`];
}
