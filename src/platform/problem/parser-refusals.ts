import { randomUUID } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { GatewayError } from '../../canonical/errors.js';
import { problemHeaders, toProblem } from './problem.js';

const STATUS_BY_CODE: Readonly<Record<string, { status: number; detail: string }>> = {
  HPE_HEADER_OVERFLOW: { status: 431, detail: 'The request line and headers are longer than 16 KiB.' },
  HPE_CHUNK_EXTENSIONS_OVERFLOW: { status: 413, detail: 'The chunk extensions are too long.' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, detail: 'The request did not arrive in time.' },
};
const NOT_HTTP = { status: 400, detail: 'The request is not correct HTTP/1.1.' };

/**
 * Answers what Node's parser refuses (bad syntax, too long headers, too slow senders), which never reaches a route.
 * The answer is written by hand, since there is no reply object yet.
 */
export function refuseOnSocket(
  parserError: Error & { code?: string },
  socket: Socket,
  extraHeaders: Readonly<Record<string, string>>,
): void {
  if (parserError.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const { status, detail } = STATUS_BY_CODE[parserError.code ?? ''] ?? NOT_HTTP;
  const error = new GatewayError('malformed_request', { status, detail });
  const requestId = randomUUID();
  const body = JSON.stringify(toProblem(error, requestId, '/'));
  const headers = {
    ...problemHeaders(error),
    'X-Request-Id': requestId,
    'Content-Length': `${Buffer.byteLength(body)}`,
    Connection: 'close',
    ...extraHeaders,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\n${lines.join('')}\r\n${body}`);
}
