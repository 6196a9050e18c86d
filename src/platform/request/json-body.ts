import { visit } from 'jsonc-parser';
import type { FastifyInstance } from 'fastify';
import secureJson from 'secure-json-parse';
import { GatewayError } from '../../canonical/errors.js';
import { depthOf } from '../http/json-depth.js';

/** Largest JSON body of a caller, in bytes. */
export const MAX_JSON_BYTES = 102_400;
const MAX_DEPTH = 16;
const BYTE_ORDER_MARK = 0xfe_ff;
const UTF8_CHARSET = /^\s*application\/json\s*(?:;\s*charset\s*=\s*"?utf-8"?\s*)?$/i;

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Replaces Fastify's body parsers by one strict reader of JSON; every other content type is refused. */
export function useStrictJson(server: FastifyInstance): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer', bodyLimit: MAX_JSON_BYTES },
    (request, bytes, done) => {
      try {
        if (!UTF8_CHARSET.test(request.headers['content-type'] ?? '')) throw new GatewayError('unsupported_media_type');
        done(null, parseStrictly(bytes as Buffer));
      } catch (error) {
        done(error as Error);
      }
    },
  );
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
  try {
    secureJson.scan(body as Record<string, unknown>, { protoAction: 'error', constructorAction: 'error' });
  } catch {
    throw refused('holds a forbidden key');
  }
  if (hasRepeatedKey(text)) throw refused('holds a key twice');
  return body;
}

function hasRepeatedKey(text: string): boolean {
  const open: Set<string>[] = [];
  let repeated = false;
  visit(text, {
    onObjectBegin: () => void open.push(new Set()),
    onObjectEnd: () => void open.pop(),
    onObjectProperty: (key) => {
      const keys = open.at(-1);
      repeated ||= keys?.has(key) ?? false;
      keys?.add(key);
    },
  });
  return repeated;
}

function refused(why: string): GatewayError {
  return new GatewayError('malformed_request', {
    detail: `The body ${why}.`,
    problems: [{ pointer: '', code: 'malformed_body', detail: `the body ${why}` }],
  });
}
