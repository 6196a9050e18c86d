import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import secureJson from 'secure-json-parse';
import { CARD_DATA_HINT } from '../privacy/card-data.js';
import { exactNumbers, holdsLongNumber } from './exact-numbers.js';
import { depthOf, openersIn } from './json-depth.js';
import { UpstreamError } from './upstream-error.js';

/** Largest answer of a provider, in bytes, compressed or not. */
export const MAX_ANSWER_BYTES = 1_048_576;
const MAX_DEPTH = 32;
// A page of a hundred full records has about 5 000; without a bound a small text becomes a hundred times its size.
const MAX_CONTAINERS = 20_000;

/** A well-formed JSON answer with a 2xx status, inside and outside. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
  /** Whether the text can hold a card number or token, so that its values must be searched. */
  readonly mayHoldCardData: boolean;
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const WEB_PAGE_TYPE = /^(?:text\/html|application\/xhtml)/i;
const OTHER_CHARSET = /charset\s*=(?!\s*"?utf-?8"?\s*(?:;|$))/i;

/**
 * The strict reader in front of every mapper: status, content type, encoding, size, UTF-8, JSON without prototype
 * keys, depth, and the status that some providers repeat inside the body, of which the worse one wins.
 */
export function readAnswer(status: number, headers: Readonly<Record<string, unknown>>, bytes: Buffer): JsonAnswer {
  if (status >= 300 && status < 400)
    throw new UpstreamError('redirect', 'the answer is a redirect', { sent: true, status });
  if (status >= 400) throw errorAnswer(status, headers, bytes);
  const answer = parse(status, headers, bytes);
  const inner = innerStatus(answer.body);
  const failed = isFailure(inner);
  if (!failed && !saysFailed(answer.body)) return answer;
  const statuses = { status: failed ? inner : status, httpStatus: status, innerStatus: inner };
  throw statusError(statuses, headers, answer.body, false);
}

function errorAnswer(status: number, headers: Readonly<Record<string, unknown>>, bytes: Buffer): UpstreamError {
  const webPage = WEB_PAGE_TYPE.test(String(headers['content-type'] ?? ''));
  let body: unknown = null;
  try {
    body = parse(status, headers, bytes).body;
  } catch {
    return statusError({ status, httpStatus: status, innerStatus: null }, headers, null, webPage);
  }
  const inner = innerStatus(body);
  const worse = inner !== null && Math.floor(inner / 100) > Math.floor(status / 100) ? inner : status;
  return statusError({ status: worse, httpStatus: status, innerStatus: inner }, headers, body, webPage);
}

function statusError(
  statuses: Readonly<{ status: number; httpStatus: number; innerStatus: number | null }>,
  headers: Readonly<Record<string, unknown>>,
  body: unknown,
  webPage: boolean,
): UpstreamError {
  const retryAfter = headers['retry-after'];
  return new UpstreamError('status', `the provider answered with status ${statuses.status}`, {
    sent: true,
    ...statuses,
    body,
    webPage,
    retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
  });
}

function parse(status: number, headers: Readonly<Record<string, unknown>>, bytes: Buffer): JsonAnswer {
  const type = headers['content-type'];
  // No content type at all is tolerated: what counts is then the strict parse below.
  if (type !== undefined && !JSON_TYPE.test(String(type))) throw nonsense(status, 'the answer is not JSON');
  if (OTHER_CHARSET.test(String(type ?? ''))) throw nonsense(status, 'the answer is not in UTF-8');
  const text = decode(status, inflate(status, headers['content-encoding'], bytes));
  if (depthOf(text, MAX_DEPTH) > MAX_DEPTH) throw nonsense(status, 'the answer is nested too deep');
  // No text under this length can hold so many.
  const long = text.length > 2 * MAX_CONTAINERS;
  if (long && openersIn(text, MAX_CONTAINERS + 1) > MAX_CONTAINERS) {
    throw nonsense(status, 'the answer holds too many objects');
  }
  let body: unknown;
  try {
    const options = { protoAction: 'remove', constructorAction: 'remove' } as const;
    body = secureJson.parse(text, holdsLongNumber(text) ? exactNumbers : null, options);
  } catch {
    throw nonsense(status, 'the answer is not well-formed JSON');
  }
  return { status, body, mayHoldCardData: CARD_DATA_HINT.test(text) };
}

function inflate(status: number, header: unknown, bytes: Buffer): Buffer {
  const encoding = String(header ?? '')
    .trim()
    .toLowerCase();
  if (encoding === '' || encoding === 'identity') return bytes;
  const limit = { maxOutputLength: MAX_ANSWER_BYTES };
  try {
    if (encoding === 'gzip' || encoding === 'x-gzip') return gunzipSync(bytes, limit);
    if (encoding === 'deflate') return inflateSync(bytes, limit);
    if (encoding === 'br') return brotliDecompressSync(bytes, limit);
  } catch {
    throw nonsense(status, 'the answer’s compression is broken or too strong');
  }
  throw nonsense(status, 'the answer has an encoding that was not asked for');
}

function decode(status: number, bytes: Buffer): string {
  try {
    return utf8.decode(bytes);
  } catch {
    throw nonsense(status, 'the answer is not in UTF-8');
  }
}

/** The status inside a body such as `{ "success": false, "statusCode": 404 }`; of two the one that tells of a failure. */
function innerStatus(body: unknown): number | null {
  if (!isObject(body)) return null;
  const codes = [body['statusCode'], body['status']].filter(isStatus);
  return codes.find(isFailure) ?? codes[0] ?? null;
}

function saysFailed(body: unknown): boolean {
  return isObject(body) && body['success'] === false;
}

function isObject(body: unknown): body is Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null && !Array.isArray(body);
}

function isStatus(code: unknown): code is number {
  return typeof code === 'number' && Number.isInteger(code) && code >= 200 && code <= 599;
}

function isFailure(status: number | null): status is number {
  return status !== null && status >= 400;
}

function nonsense(status: number, message: string): UpstreamError {
  return new UpstreamError('bad_answer', message, { sent: true, status });
}
