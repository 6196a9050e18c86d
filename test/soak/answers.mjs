// Judges every answer of the soak: a valid success, or a valid problem document with a known code. A sample is also
// compared with the whole OpenAPI document.
import { readFileSync } from 'node:fs';
import { ERROR_CATALOGUE } from '../../dist/canonical/error-catalogue.js';
import { AnswerChecker } from '../support/openapi/answer-checker.ts';

const DOCUMENT = new URL('../../docs/openapi.json', import.meta.url);
const COMPARED_SHARE = 0.05;
const FAULTS_KEPT = 20;

export class Answers {
  outcomes = new Map();
  compared = 0;
  total = 0;
  left = 0;
  faults = [];
  faultCount = 0;
  #checker = new AnswerChecker(readFileSync(DOCUMENT, 'utf8'));

  /** Looks at one answer. */
  note(asked, { status, headers, text }) {
    this.total++;
    const isJson = /json/.test(headers.get('content-type') ?? '') && text !== '';
    let body = null;
    try {
      body = isJson ? JSON.parse(text) : null;
    } catch {
      this.#fault(asked, status, 'no JSON');
    }
    const outcome = status < 400 ? `${status}` : `${status} ${body?.code}`;
    this.outcomes.set(outcome, (this.outcomes.get(outcome) ?? 0) + 1);
    for (const fault of status < 400
      ? successFaults(asked, status, body, text)
      : problemFaults(status, headers, body)) {
      this.#fault(asked, status, fault);
    }
    if (Math.random() >= COMPARED_SHARE) return;
    this.compared++;
    const { method, path } = asked;
    for (const fault of this.#checker.faults({ method, target: path }, { status, headers, text, body })) {
      this.#fault(asked, status, fault);
    }
  }

  /** A request that got no answer. */
  noteLost(asked, error) {
    this.#fault(asked, 0, `no answer: ${error.code ?? error.name}`);
  }

  #fault({ method, path }, status, fault) {
    this.faultCount++;
    if (this.faults.length < FAULTS_KEPT)
      this.faults.push(`${method} ${path.replaceAll(/[0-9a-f-]{20,}/g, '…')} → ${status}: ${fault}`);
  }
}

function successFaults({ headers, isGood }, status, body, text) {
  if (status === 304)
    return text === '' && headers['if-none-match'] ? [] : ['a 304 that nobody asked for, or with a body'];
  if (status !== 200 && status !== 201) return ['no status of a success'];
  if (typeof body?.data !== 'object' || typeof body.meta?.requestId !== 'string') return ['no data, or no meta'];
  return isGood(body) ? [] : ['not what was asked for'];
}

function problemFaults(status, headers, body) {
  const faults = [];
  const known = ERROR_CATALOGUE[body?.code];
  if (!/^application\/problem\+json/.test(headers.get('content-type') ?? '')) faults.push('no problem document');
  if (!known) faults.push(`code ${body?.code} is not known`);
  else if (known.status !== status || body.status !== status) faults.push(`code ${body.code} with another status`);
  if (typeof body?.requestId !== 'string' && headers.get('x-request-id') === null) faults.push('no request id');
  if (status === 503 && !/^\d+$/.test(headers.get('retry-after') ?? '')) faults.push('503 without Retry-After');
  return faults;
}
