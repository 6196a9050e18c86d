import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import type { SampleBody, SampleRequest } from './record-examples-samples.js';

/** What came back. */
export interface Exchange {
  readonly status: number;
  /** Parsed when it is JSON. */
  readonly body: unknown;
  /** Id of the write, if it was one. */
  readonly operationId: string;
}

const PATIENCE_MS = 20_000;
const NEEDS_ESCAPE = /[^\w.~:-]/g;

/** Sends a request over a connection of its own. */
export async function exchange(url: string, sample: SampleRequest): Promise<Exchange> {
  const { type, bytes } = await encode(sample.body);
  const { hostname, port } = new URL(url);
  const outgoing = request({
    hostname,
    port,
    method: sample.method,
    path: pathOf(sample),
    headers: { ...(type && { 'content-type': type, 'content-length': bytes.length }), ...sample.headers },
    setHost: !sample.withoutHost,
    agent: false,
    timeout: PATIENCE_MS,
  });
  outgoing.once('timeout', () => outgoing.destroy(new Error(`no answer to ${sample.method} ${sample.path}`)));
  if (sample.stalls) outgoing.write(bytes.subarray(0, bytes.length / 2));
  else outgoing.end(bytes);
  const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
  // A server that answers before it has read everything may close while the rest is still being sent.
  outgoing.on('error', () => undefined);
  const chunks = (await incoming.toArray()) as Buffer[];
  outgoing.destroy();
  const text = Buffer.concat(chunks).toString('utf8');
  const isJson = /json/.test(incoming.headers['content-type'] ?? '');
  const operationId = String(incoming.headers['operation-id'] ?? '');
  return { status: incoming.statusCode ?? 0, operationId, body: isJson ? JSON.parse(text) : text };
}

function pathOf({ path, pathParameters, query }: SampleRequest): string {
  const escape = (value: string) => value.replace(NEEDS_ESCAPE, encodeURIComponent);
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => escape(pathParameters[name] ?? ''));
  const search = new URLSearchParams(query).toString();
  return search ? `${filled}?${search}` : filled;
}

async function encode(body: SampleBody | null): Promise<{ type: string | null; bytes: Buffer }> {
  if (body === null) return { type: null, bytes: Buffer.alloc(0) };
  if (body.kind === 'json') return { type: 'application/json', bytes: Buffer.from(JSON.stringify(body.value)) };
  if (body.kind === 'text') return { type: 'text/plain', bytes: Buffer.from(body.text) };
  const form = new FormData();
  for (const [name, value] of Object.entries(body.fields)) form.append(name, value);
  for (const [name, file] of Object.entries(body.files)) form.append(name, new Blob([new Uint8Array(file)]), 'sample');
  const encoded = new Response(form);
  return { type: encoded.headers.get('content-type'), bytes: Buffer.from(await encoded.arrayBuffer()) };
}
