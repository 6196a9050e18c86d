import type { Socket } from 'node:net';
import type { Fault } from './faulty-server.js';

/** An HTTP answer without any fault; a header replaces the one that would be there. */
export interface HttpAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string | null>>;
  readonly body?: string | Buffer;
}

/** The bytes of an answer: head and body. */
export function toBytes({ status = 200, headers = {}, body = '' }: HttpAnswer): { head: string; body: Buffer } {
  const bytes = Buffer.from(body);
  const all = { 'content-type': 'application/json', 'content-length': `${bytes.length}`, ...headers };
  const lines = Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}\r\n`]));
  return { head: `HTTP/1.1 ${status} Status\r\n${lines.join('')}\r\n`, body: bytes };
}

export function send(socket: Socket, answer: HttpAnswer): void {
  const { head, body } = toBytes(answer);
  socket.write(Buffer.concat([Buffer.from(head, 'latin1'), body]));
}

/** A fault that is nothing but an odd answer. */
export function answering(answer: HttpAnswer): Fault {
  return ({ socket }) => send(socket, answer);
}

/** The fault for the first calls, then what comes after it. */
export function first(times: number, fault: Fault, then: Fault): Fault {
  return (exchange) => (exchange.call <= times ? fault : then)(exchange);
}
