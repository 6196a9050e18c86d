import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Outcome } from './scenarios.js';

const MOST_BODY_BYTES = 64 * 1024 * 1024;

/** The whole body, or null when it is larger than any simulator takes. */
export async function readBody(incoming: IncomingMessage): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size <= MOST_BODY_BYTES) chunks.push(chunk);
  }
  return size > MOST_BODY_BYTES ? null : Buffer.concat(chunks);
}

/** Sends an outcome; a connection that is to hang is left alone. */
export function deliver(outcome: Outcome, response: ServerResponse): void {
  if (outcome === 'hang') return;
  if (outcome === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  const length = Buffer.byteLength(outcome.payload);
  response.writeHead(outcome.status, { ...outcome.headers, 'content-length': length }).end(outcome.payload);
}
