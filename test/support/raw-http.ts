import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { TEST_KEY, type TestAnswer } from './gateway.js';

const PATIENCE_MS = 8000;

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

/** Sends bytes exactly as they are and reads one answer, also when the gateway closes while they are being sent. */
export async function sendRaw(url: string, request: string | Buffer): Promise<TestAnswer> {
  const socket = await openSocket(url);
  const answer = readAnswer(socket);
  socket.write(typeof request === 'string' ? Buffer.from(request, 'latin1') : request);
  try {
    return await answer;
  } finally {
    socket.destroy();
  }
}

/** Reads one answer with a `Content-Length`, or all that comes until the gateway closes. */
export async function readAnswer(socket: Socket): Promise<TestAnswer> {
  let received: Buffer = Buffer.alloc(0);
  const whole = new Promise<void>((resolve) => {
    socket.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk]);
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
  const json = /json/.test(headers.get('content-type') ?? '');
  return { status: Number(statusLine.split(' ')[1]), headers, text, body: json ? JSON.parse(text) : null };
}
