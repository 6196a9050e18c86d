import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../../canonical/errors.js';
import { Batches } from '../collections/batches.js';
import type { GatewayLogger } from '../logging/logger.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { problemHeaders, toProblem } from './problem.js';

const REFUSALS_PER_TURN = 20;
const LONGEST_LINGER_MS = 1000;
const TOO_SLOW = 'ERR_HTTP_REQUEST_TIMEOUT';
const REFUSAL_BY_CODE: Readonly<Record<string, { status: number; detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The request line and headers are longer than 16 KiB.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The chunk extensions are too long.' },
  [TOO_SLOW]: { status: 408, detail: 'The request did not arrive in time.' },
};
const NOT_HTTP = { status: 400, detail: 'The request is not correct HTTP/1.1.' };

/** A socket of Node's HTTP server, which knows the answer that is under way on it. */
type HttpSocket = Socket & { readonly _httpMessage?: ServerResponse | null };
type ParserFault = Error & { readonly code?: string };

/**
 * Answers what never reaches a route: bad syntax, too long headers, too slow senders, `CONNECT`, an expectation that
 * nobody meets. There is no reply object then, so the answer is written by hand.
 */
export class ParserRefusals {
  /** Node finds all that are too slow at once, and thousands of answers in one turn would hold up everybody else. */
  private readonly tooSlow = new Batches(REFUSALS_PER_TURN);

  constructor(
    private readonly logger: GatewayLogger,
    private readonly standingHeaders: Readonly<Record<string, string>>,
    private readonly metrics: GatewayMetrics,
  ) {}

  /** Node's `clientError`. */
  onClientError(fault: ParserFault, socket: HttpSocket): void {
    if (fault.code !== TOO_SLOW) {
      this.end(fault, socket);
      return;
    }
    // What still comes until its turn must not become a request that is carried out, and then refused.
    socket.pause();
    this.tooSlow.add(() => this.end(fault, socket));
  }

  /** Node's `checkExpectation`: any `Expect` but `100-continue`. */
  onExpectation(request: IncomingMessage): void {
    this.refuse(
      request.socket,
      new GatewayError('malformed_request', { status: 417, detail: 'The expectation cannot be met.' }),
    );
  }

  /** Node's `connect`: this is no proxy. */
  onConnect(_request: IncomingMessage, socket: Socket): void {
    this.refuse(socket, new GatewayError('method_not_allowed', { headers: { Allow: 'GET, HEAD, POST' } }));
  }

  private end(fault: ParserFault, socket: HttpSocket): void {
    // Who has said nothing at all expects no answer, and thousands of them would fill the log.
    if (fault.code === 'ECONNRESET' || !socket.writable || socket.bytesRead === 0) {
      socket.destroy();
      return;
    }
    const running = socket._httpMessage;
    if (running && fault.code === 'HPE_INVALID_EOF_STATE' && !running.req.complete) {
      // The sender left in the middle of the body: whoever reads it must hear of it now, not when time is up.
      socket.destroy();
      return;
    }
    if (running?.req.complete && !running.writableFinished) {
      // The noise came behind a request that is being carried out: its answer must not be mixed up with a refusal.
      running.once('finish', () => socket.destroySoon());
      return;
    }
    const { status, detail } = REFUSAL_BY_CODE[fault.code ?? ''] ?? NOT_HTTP;
    this.refuse(socket, new GatewayError('malformed_request', { status, detail }));
  }

  private refuse(socket: Socket, error: GatewayError): void {
    this.metrics.requestRefused('not_http');
    const requestId = randomUUID();
    const body = JSON.stringify(toProblem(error, requestId, '/'));
    const headers = {
      ...problemHeaders(error),
      'X-Request-Id': requestId,
      'Content-Length': `${Buffer.byteLength(body)}`,
      Connection: 'close',
      ...this.standingHeaders,
    };
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    // Whoever does not close in turn, or was paused, would stay for ever.
    const linger = setTimeout(() => socket.destroy(), LONGEST_LINGER_MS).unref();
    socket.once('close', () => clearTimeout(linger));
    socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`);
    this.logger.info({ requestId, route: null, httpStatus: error.status, errorCode: error.code }, 'request refused');
  }
}
