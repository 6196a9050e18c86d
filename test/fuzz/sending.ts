import { Agent, request as send } from 'node:http';
import type { TestAnswer } from '../support/gateway.js';
import { toAnswer } from '../support/openapi/checked-answers.js';
import type { FuzzRequest } from './requests.js';

/** Longest time that an answer may take; what a provider may take is set much lower in the fuzzed gateway. */
export const PATIENCE_MS = 5000;

/** Sends requests over connections that are kept. */
export class Sender {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 32 });

  constructor(private readonly url: string) {}

  async send({ method, target, headers, body }: Omit<FuzzRequest, 'operation' | 'expected'>): Promise<TestAnswer> {
    const { hostname, port } = new URL(this.url);
    const length = body === null ? {} : { 'Content-Length': `${body.length}` };
    const options = { hostname, port, method, path: target, agent: this.agent, timeout: PATIENCE_MS };
    const { promise, resolve, reject } = Promise.withResolvers<TestAnswer>();
    const outgoing = send({ ...options, headers: { ...latin1(headers), ...length } }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const answered = new Headers();
        for (const [name, value] of Object.entries(response.headers)) answered.set(name, String(value));
        resolve(toAnswer(response.statusCode ?? 0, answered, Buffer.concat(chunks).toString('utf8')));
      });
    });
    outgoing.on('timeout', () => outgoing.destroy(new Error(`no answer within ${PATIENCE_MS} ms`)));
    outgoing.on('error', reject);
    outgoing.end(body ?? undefined);
    return promise;
  }

  close(): void {
    this.agent.destroy();
  }
}

/** Header values as bytes: Node sends nothing else. */
function latin1(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString('latin1')]),
  );
}

/** The request as a call that can be pasted. */
export function toCurl(url: string, { method, target, headers, body }: FuzzRequest): string {
  const lines = Object.entries(headers).map(([name, value]) => `-H ${quoted(`${name}: ${value}`)}`);
  const data = body === null ? [] : [`--data-binary ${bodyOf(body)}`];
  return ['curl -i --path-as-is', `-X ${method}`, ...lines, ...data, quoted(url + target)].join(' ');
}

/** Text as it is, anything else as the output of a command. */
function bodyOf(body: Buffer): string {
  const text = body.toString('utf8');
  const plain = /^[\x20-\x7e\u00a0-\ud7ff]*$/u.test(text);
  return plain ? quoted(text) : `@<(base64 -d <<<${body.toString('base64')})`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}
