import { withoutCardData } from '../platform/privacy/card-data.js';

const LONGEST_MESSAGE = 200;
const LONGEST_CODE = 64;
const MOST_MESSAGES = 10;
 
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069]/g;
const SAFE_CODE = /^[\w./:-]+$/;

/** What a provider’s error body says, whichever of the known shapes it has. Untrusted, but of the right types. */
export interface ErrorReport {
  readonly messages: readonly string[];
  /** `error` beside a message: the name of the status (“Bad Request”), not a second message. */
  readonly label: string | null;
  readonly code: string | null;
  readonly correlationId: string | null;
  readonly pointers: readonly string[];
}

/**
 * Reads every error shape of the three providers: `message` as text or list and `error` (Cartevo), an `error` object
 * with `code` and `message` (Cartevo, old) or `general`/`information` (SpherePay 2025), problem details with `code`,
 * `correlationId` and `errors[]` (SpherePay).
 */
export function readErrorReport(body: unknown): ErrorReport {
  const top = asObject(body);
  const nested = asObject(top['error']);
  const details = Array.isArray(top['errors']) ? (top['errors'] as unknown[]).map(asObject) : [];
  const label = isText(top['error']) ? top['error'] : null;
  const said = [
    top['message'],
    top['detail'],
    nested['message'],
    nested['general'],
    nested['information'],
    ...details.map((item) => item['detail']),
  ]
    .flat()
    .filter(isText)
    .slice(0, MOST_MESSAGES);
  return {
    messages: said.length > 0 || label === null ? said : [label],
    label,
    code: [top['code'], nested['code']].find(isText) ?? null,
    correlationId: [top['correlationId'], top['requestId'], top['request_id']].find(isText) ?? null,
    pointers: details.map((item) => item['pointer']).filter(isText),
  };
}

/**
 * A provider’s message made fit for a caller: one short line without control characters, quoted text, addresses,
 * numbers that could identify someone, card data, or anything that the caller had sent.
 */
export function cleanMessage(message: string, sent: readonly string[] = []): string {
  let clean = withoutCardData(message.replace(CONTROL_CHARACTERS, ' '));
  for (const value of sent) if (value.length >= 3) clean = clean.replaceAll(value, '[…]');
  return clean
    .replace(/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`/g, '[…]')
    .replace(/https?:\/\/\S+/gi, '[…]')
    .replace(/\S+@\S+/g, '[…]')
    .replace(/\+?\d[\d -]{3,}\d/g, '[…]')
    // A capitalised word inside a sentence is a name more often than not.
    .replace(/(?<=\S\s)\p{Lu}\p{Ll}[\p{L}'’-]*/gu, '[…]')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, LONGEST_MESSAGE)
    .toWellFormed();
}

/** A machine-readable word of the provider, or null when it is not one. */
export function cleanCode(code: string | null): string | null {
  return code !== null && code.length <= LONGEST_CODE && SAFE_CODE.test(code) ? withoutCardData(code) : null;
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
