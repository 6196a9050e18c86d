import type { IncomingMessage, ServerResponse } from 'node:http';
import { GatewayError } from '../../canonical/errors.js';
import { PROBLEM_TYPE, toInstance, toProblem } from '../problem/problem.js';
import { toRequestId } from '../request/request-ids.js';

/** Seconds after which refused callers come back, in turn, so that they do not come together. */
const RETRY_AFTER_SECONDS = [1, 2, 3];
const INSTANCE_MARK = '/instance-mark';
const ID_MARK = 'id-mark';
const DETAIL = 'The gateway has too many requests in hand. This one was not read.';
/** A body up to this size is read and thrown away, so that the connection can go on. */
const SMALL_BODY_BYTES = 65_536;
/** A longer one is thrown away until it pauses so long, or has come for so long; a close before would lose the answer. */
const LONGEST_PAUSE_MS = 1000;
const LONGEST_LINGER_MS = 5000;

interface Template {
  readonly retryAfter: string;
  /** What stands before the instance, between instance and request id, and behind. */
  readonly parts: readonly [string, string, string];
}

/**
 * The 503 of a request that is not let in, written past Fastify. Its text is the problem document of `overloaded`, made
 * once; a refusal puts in path and request id.
 */
export class RefusalTemplate {
  private readonly templates: readonly Template[] = RETRY_AFTER_SECONDS.map(toTemplate);
  private readonly standing: readonly string[];
  private next = 0;

  constructor(standingHeaders: Readonly<Record<string, string>>) {
    this.standing = Object.entries(standingHeaders).flat();
  }

  send(request: IncomingMessage, response: ServerResponse): void {
    const { retryAfter, parts } = this.templates[this.next] as Template;
    this.next = (this.next + 1) % this.templates.length;
    const id = toRequestId(request.headers['x-request-id']);
    // As text, which Node writes together with the head.
    const body = parts[0] + toInstance(request.url ?? '/') + parts[1] + id + parts[2];
    const unread = bodyIsLong(request);
    const headers = [
      'Content-Type',
      PROBLEM_TYPE,
      'Cache-Control',
      'no-store',
      'Retry-After',
      retryAfter,
      'X-Request-Id',
      id,
      'Content-Length',
      `${Buffer.byteLength(body)}`,
      ...this.standing,
    ];
    if (!unread) {
      response.writeHead(503, headers).end(body);
      return;
    }
    response.writeHead(503, [...headers, 'Connection', 'close']).write(body);
    closeGently(request, response);
  }
}

/** The answer is out; what still comes is thrown away until the sender has noticed, then the connection is closed. */
function closeGently(request: IncomingMessage, response: ServerResponse): void {
  const end = () => response.end();
  const pause = setTimeout(end, LONGEST_PAUSE_MS).unref();
  const linger = setTimeout(end, LONGEST_LINGER_MS).unref();
  response.once('close', () => {
    clearTimeout(pause);
    clearTimeout(linger);
  });
  request.once('end', end).on('error', end);
  request.on('data', () => pause.refresh());
}

function bodyIsLong({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > SMALL_BODY_BYTES;
}

function toTemplate(seconds: number): Template {
  const error = new GatewayError('overloaded', { detail: DETAIL, retryAfterSeconds: seconds });
  const text = JSON.stringify(toProblem(error, ID_MARK, INSTANCE_MARK));
  const [before = '', rest = ''] = text.split(INSTANCE_MARK);
  const [between = '', behind = ''] = rest.split(ID_MARK);
  return { retryAfter: `${seconds}`, parts: [before, between, behind] };
}
