import { withoutCardData } from '../platform/privacy/card-data.js';

const LONGEST_MESSAGE = 200;
const LONGEST_CODE = 64;
const MOST_MESSAGES = 10;
const REMOVED = '[…]';

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
  /** Details that point into the body that was sent. */
  readonly faults: readonly { readonly pointer: string; readonly detail: string }[];
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
    faults: details.slice(0, MOST_MESSAGES).flatMap(({ pointer, detail }) => {
      return isText(pointer) ? [{ pointer, detail: isText(detail) ? detail : '' }] : [];
    }),
  };
}

/**
 * A provider’s message made fit for a caller: one short line without control characters, quoted text, addresses,
 * numbers that could identify someone, card data, or anything that the caller had sent.
 */
export function cleanMessage(message: string, sent: readonly string[] = []): string {
  return (
    withoutSent(withoutCardData(message.replace(CONTROL_CHARACTERS, ' ')), sent)
      .replace(/"[^"]*"|'[^']*'|“[^”]*”|`[^`]*`/g, REMOVED)
      .replace(/https?:\/\/\S+/gi, REMOVED)
      .replace(/\S+@\S+/g, REMOVED)
      .replace(/\+?\d[\d -]{3,}\d/g, REMOVED)
      // A capitalised word inside a sentence is a name more often than not.
      .replace(/(?<=\S\s)\p{Lu}\p{Ll}[\p{L}'’-]*/gu, REMOVED)
      .replace(/\s+/g, ' ')
      .trim()
      .slice(0, LONGEST_MESSAGE)
      .toWellFormed()
  );
}

/** Several messages, each cleaned by itself, in one line; null when nothing is left. */
export function cleanMessages(messages: readonly string[], sent: readonly string[] = []): string | null {
  const clean = messages.map((message) => cleanMessage(message, sent)).filter((message) => message !== '');
  return clean.join('; ').slice(0, LONGEST_MESSAGE).toWellFormed() || null;
}

/** The message without the words of what was sent, whatever their case and accents. */
function withoutSent(message: string, sent: readonly string[]): string {
  const plain = (text: string) => text.normalize('NFD').replace(/\p{M}/gu, '');
  const words = sent
    .flatMap((value) => [value, ...value.split(/\s+/)])
    .map(plain)
    .filter((word) => word.length >= 3);
  if (words.length === 0) return message;
  const longestFirst = [...new Set(words)]
    .sort((one, other) => other.length - one.length)
    .map((word) => RegExp.escape(word));
  return plain(message).replace(
    new RegExp(`(?<![\\p{L}\\p{N}])(?:${longestFirst.join('|')})(?![\\p{L}\\p{N}])`, 'giu'),
    REMOVED,
  );
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
