import { visit } from 'jsonc-parser';
import type { FastifyInstance, FastifyReply, FastifyRequest, RequestPayload } from 'fastify';
import { GatewayError } from '../../canonical/errors.js';
import { depthOf } from '../http/json-depth.js';

/** Largest JSON body of a caller, in bytes. */
export const MAX_JSON_BYTES = 102_400;
// 100 KiB within this time is slower than any line that is in use.
const LONGEST_ARRIVAL_MS = 10_000;
const MAX_DEPTH = 16;
const BYTE_ORDER_MARK = 0xfe_ff;
const UTF8_CHARSET = /^\s*application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Replaces Fastify's body parsers by one strict reader of JSON; every other content type is refused. */
export function useStrictJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addHook('preParsing', (request, reply, payload, done) => {
    if (!/^application\/json/i.test(request.headers['content-type'] ?? '')) return done(null, payload);
    limitArrival(payload, reply);
    try {
      if (request.method !== 'GET') refuseOtherEncodings(request);
      done(null, payload);
    } catch (error) {
      done(error as Error);
    }
  });
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_JSON_BYTES },
    (_request, bytes, done) => {
      try {
        done(null, parseStrictly(bytes as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
}

/** What the head already says against a body; it is not read then. */
function refuseOtherEncodings(request: FastifyRequest): void {
  if (!UTF8_CHARSET.test(request.headers['content-type'] ?? '')) throw new GatewayError('unsupported_media_type');
  refuseEncodedBody(request);
}

/** Gives up on a body that comes drop by drop: its sender would hold a place among the requests in flight. */
function limitArrival(payload: RequestPayload, reply: FastifyReply): void {
  const timer = setTimeout(() => {
    // Whoever reads the body hears of it like of a broken connection; when nobody does, it has been answered.
    if (!reply.sent && payload.listenerCount('error') > 0) payload.emit('error', tooSlow());
  }, LONGEST_ARRIVAL_MS).unref();
  payload.once('end', () => clearTimeout(timer)).once('close', () => clearTimeout(timer));
}

function tooSlow(): GatewayError {
  const detail = 'The body did not arrive in time.';
  return new GatewayError('malformed_request', { status: 408, detail, headers: { Connection: 'close' } });
}

/** Compressed bodies are refused and never inflated: a small one can hold gigabytes. */
export function refuseEncodedBody(request: FastifyRequest): void {
  const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
  if (encoding !== 'identity') throw new GatewayError('unsupported_media_type');
}

/**
 * JSON of a caller: UTF-8 without byte order mark, bounded in depth, every key once and none that reaches a prototype.
 * The error says what is wrong and never quotes the input.
 */
export function parseStrictly(bytes: Buffer): unknown {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw refused('is not UTF-8');
  }
  if (text.charCodeAt(0) === BYTE_ORDER_MARK) throw refused('begins with a byte order mark');
  if (depthOf(text, MAX_DEPTH) > MAX_DEPTH) throw refused(`is nested deeper than ${MAX_DEPTH} levels`);
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw refused('is not well-formed JSON');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw refused('is not a JSON object');
  const { repeated, inherited } = inspectKeys(text);
  if (inherited) throw refused('holds a forbidden key');
  if (repeated) throw refused('holds a key twice');
  return body;
}

/** Looks for keys that come twice, and for names that every object has already, such as `constructor`. */
function inspectKeys(text: string): { repeated: boolean; inherited: boolean } {
  const open: Set<string>[] = [];
  let repeated = false;
  let inherited = false;
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key) => {
      const keys = open.at(-1);
      repeated ||= keys?.has(key) ?? false;
      inherited ||= key in Object.prototype;
      keys?.add(key);
    },
  });
  return { repeated, inherited };
}

function refused(why: string): GatewayError {
  return new GatewayError('malformed_request', {
    detail: `The body ${why}.`,
    problems: [{ pointer: '', code: 'malformed_body', detail: `the body ${why}` }],
  });
}
