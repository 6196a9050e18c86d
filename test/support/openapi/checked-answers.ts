import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestAnswer } from '../gateway.js';
import { AnswerChecker, type Asked } from './answer-checker.js';

/** Request id by which a test gateway keeps the reading of its document out of its log. */
export const READING_THE_DOCUMENT = 'test-reads-the-document';

/** The generated document: that of a gateway in a process of its own, whose log and connections are left alone. */
const GENERATED = join(import.meta.dirname, '..', '..', '..', 'docs', 'openapi.json');

const byText = new Map<string, AnswerChecker>();
const byOrigin = new Map<string, AnswerChecker>();

/** Has every answer of a gateway checked against this document. */
export function useDocument(url: string, text: string): void {
  byOrigin.set(new URL(url).origin, checkerFor(text));
}

/** Reads the document that a gateway serves. */
export async function readDocument(url: string): Promise<string> {
  const headers = { 'x-request-id': READING_THE_DOCUMENT, connection: 'close' };
  const response = await fetch(new URL('/openapi.json', url), { headers });
  if (!response.ok) throw new Error(`the document is not served: ${response.status}`);
  return response.text();
}

/** Throws when an answer is outside the document of its gateway. */
export function requireDocumented(url: string, asked: Asked | null, answer: TestAnswer): void {
  const faults = documentFaults(url, asked, answer);
  if (faults.length === 0) return;
  const what = asked ? `${asked.method} ${asked.target}` : 'no request';
  throw new Error(`${what} → ${answer.status} is outside the document:\n${faults.join('\n')}\n${answer.text}`);
}

/** Everything by which an answer leaves the document of its gateway. */
export function documentFaults(url: string, asked: Asked | null, answer: TestAnswer): string[] {
  const checker = byOrigin.get(new URL(url).origin) ?? checkerFor(readFileSync(GENERATED, 'utf8'));
  return checker.faults(asked, answer);
}

function checkerFor(text: string): AnswerChecker {
  const checker = byText.get(text) ?? new AnswerChecker(text);
  byText.set(text, checker);
  return checker;
}

/** `fetch`, with the answer checked against the document of its gateway. */
export async function checkedFetch(url: string, init: RequestInit = {}): Promise<Response> {
  const response = await fetch(url, init);
  const text = await response.clone().text();
  const { pathname, search } = new URL(url);
  const asked = { method: init.method ?? 'GET', target: pathname + search };
  requireDocumented(url, asked, toAnswer(response.status, response.headers, text));
  return response;
}

/** An answer with its body read as JSON where its media type says so. */
export function toAnswer(status: number, headers: Headers, text: string): TestAnswer {
  const json = /json/.test(headers.get('content-type') ?? '') && text !== '';
  return { status, headers, text, body: json ? JSON.parse(text) : null };
}
