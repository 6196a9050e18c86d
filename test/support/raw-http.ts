import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { TEST_KEY, type TestAnswer } from './gateway.js';
import type { Asked } from './openapi/answer-checker.js';
import { requireDocumented, toAnswer } from './openapi/checked-answers.js';

const PATIENCE_MS = 8000;
const GO_ON = Buffer.from('HTTP/1.1 100 Continue\r\n\r\n');

/** Opens a connection to the gateway. */
export async function openSocket(url: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  // What a test does not read must not make a late reset an unhandled fault.
  socket.on('error', () => undefined);
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('error', reject);
  });
  return socket;
}

/**
 * Sends bytes exactly as they are and reads one answer, also when the gateway closes while they are being sent. Throws
 * when the answer is outside the document.
 */
export async function sendRaw(url: string, request: string | Buffer): Promise<TestAnswer> {
  const socket = await openSocket(url);
  const bytes = typeof request === 'string' ? Buffer.from(request, 'latin1') : request;
  const received = readAnswer(socket);
  socket.write(bytes);
  try {
    const answer = await received;
    requireDocumented(url, askedIn(bytes), answer);
    return answer;
  } finally {
    socket.destroy();
  }
}

/**
 * Reads one answer with a `Content-Length`, or all that comes until the gateway closes. With `goOn`, an interim
 * `100 Continue` in front of it is told and left out.
 */
export async function readAnswer(socket: Socket, goOn?: () => void): Promise<TestAnswer> {
  let received: Buffer = Buffer.alloc(0);
  const whole = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
      if (goOn && received.subarray(0, GO_ON.length).equals(GO_ON)) {
        received = received.subarray(GO_ON.length);
        goOn();
      }
      if (isWhole(received)) resolve();
    });
    socket.once('close', () => resolve());
  });
  const timer = new AbortController();
  await Promise.race([whole, pause(PATIENCE_MS, undefined, { signal: timer.signal }).catch(() => undefined)]);
  timer.abort();
  return parse(received);
}

/** A request as text: header lines as they are given, then the body. */
export function rawRequest(
  line: string,
  headers: readonly (readonly [string, string])[] = [],
  body: string | Buffer = '',
): Buffer {
  const lines = [['Host', 'gateway.test'], ['Authorization', `Bearer ${TEST_KEY}`], ...headers];
  const head = `${line} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')}\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), Buffer.from(body)]);
}

/** Method and target of a request, or null when its first line is none of HTTP; a version may be missing, as in HTTP/0.9. */
function askedIn(request: Buffer): Asked | null {
  const [, method, target] = /^([A-Z]+) (\/\S*)(?: HTTP\/1\.[01])?\r\n/.exec(request.toString('latin1')) ?? [];
  return method === undefined || target === undefined ? null : { method, target };
}

function isWhole(received: Buffer): boolean {
  const end = received.indexOf('\r\n\r\n');
  const length = /^content-length: (\d+)\r?$/im.exec(received.subarray(0, Math.max(end, 0)).toString('latin1'))?.[1];
  return end >= 0 && length !== undefined && received.length >= end + 4 + Number(length);
}

function parse(received: Buffer): TestAnswer {
  const end = received.indexOf('\r\n\r\n');
  if (end < 0) throw new Error(`no HTTP answer, but ${received.length} bytes`);
  const [statusLine = '', ...lines] = received.subarray(0, end).toString('latin1').split('\r\n');
  const headers = new Headers();
  for (const line of lines) headers.append(line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim());
  const length = Number(headers.get('content-length') ?? received.length);
  const text = received.subarray(end + 4, end + 4 + length).toString('utf8');
  return toAnswer(Number(statusLine.split(' ')[1]), headers, text);
}
