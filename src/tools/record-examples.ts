import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ErrorCode } from '../canonical/error-catalogue.js';
import { SUCCESS, type RecordedExamples } from '../openapi/examples.js';
import { codesOf, operationsIn, responsesOf, type DocumentedOperation } from '../openapi/operations.js';
import type { ProviderRegistration } from '../providers/provider.js';
import { DOCUMENTED_KEY } from '../openapi/shared-parts.js';
import { ATTEMPTS, KEY, KEY_HEADER, type Attempt } from './record-examples-attempts.js';
import { exchange } from './record-examples-exchange.js';
import { RecordingGateways } from './record-examples-gateways.js';
import { settled } from './record-examples-settled.js';
import { sampleRequests, switchesOf, type SampleRequest } from './record-examples-samples.js';

/** An answer that is wanted: a success, or one error code with its status. */
interface Wanted {
  readonly status: number;
  readonly name: typeof SUCCESS | ErrorCode;
}

/**
 * Records an answer for every response that the document names, from gateways that really run in the sandbox. The text
 * is the same every time, so that a record that went stale shows.
 */
export async function recordExamples(registered: readonly ProviderRegistration[]): Promise<string> {
  const gateways = new RecordingGateways(registered);
  try {
    const { url } = await gateways.get('sandbox');
    const { body } = await exchange(url, get('/openapi.json'));
    const document = body as OpenAPIObject;
    const recorder = new Recorder(document, gateways, registered);
    const recorded: Record<string, Record<string, Record<string, unknown>>> = {};
    for (const operation of operationsIn(document)) recorded[operation.name] = await recorder.record(operation);
    return `${JSON.stringify(recorded satisfies RecordedExamples, null, 1)}\n`;
  } finally {
    await gateways.stop();
  }
}

class Recorder {
  private readonly startedAt = new Date();
  private readonly file = readFileSync(
    join(import.meta.dirname, '..', 'openapi', 'sandbox-assets', 'sample-document.png'),
  );
  private surprise: Promise<void> | null = null;

  constructor(
    private readonly document: OpenAPIObject,
    private readonly gateways: RecordingGateways,
    private readonly registered: readonly ProviderRegistration[],
  ) {}

  async record(operation: DocumentedOperation): Promise<Record<string, Record<string, unknown>>> {
    const recorded: Record<string, Record<string, unknown>> = {};
    const samples = sampleRequests(this.document, operation, this.file);
    for (const [status, response] of responsesOf(operation.operation)) {
      const answers = status < 400 ? await this.successes(status, operation, samples) : {};
      for (const name of status < 400 ? [] : codesOf(response)) {
        const answer = await this.provoke({ status, name }, ATTEMPTS[name] ?? [], samples);
        if (answer !== null) answers[name] = answer;
      }
      if (Object.keys(answers).length > 0) recorded[status] = answers;
    }
    return recorded;
  }

  /** The plain answer, and that to each switch that changes it. */
  private async successes(status: number, { operation, path }: DocumentedOperation, samples: readonly SampleRequest[]) {
    const wanted = { status, name: SUCCESS } as const;
    const ofProvider = this.registered.some(({ name }) => path.startsWith(`/v1/${name}/`));
    if (!ofProvider) await (this.surprise ??= this.surpriseProviders());
    const at = ofProvider ? 'sandbox' : 'surprised';
    const plain = path.includes('{operationId}')
      ? await this.writeOf(samples[0] as SampleRequest)
      : await this.provoke(wanted, [{ at }], samples);
    const answers: Record<string, unknown> = plain === null ? {} : { [SUCCESS]: plain };
    for (const [name, value] of switchesOf(operation)) {
      const change = (request: SampleRequest) => [{ ...request, query: { ...request.query, [name]: value } }];
      const answer = await this.provoke(wanted, [{ at, change }], samples);
      if (answer !== null && !isDeepStrictEqual(answer, plain))
        answers[plain === null ? SUCCESS : `${name}=${value}`] = answer;
    }
    return answers;
  }

  /** What is told of a write, which has to be made for that; under the id of the document. */
  private async writeOf(sample: SampleRequest): Promise<unknown> {
    const [write] = operationsIn(this.document).filter(
      ({ method, path }) => method === 'POST' && path.endsWith('/customers'),
    );
    const [request] = write
      ? sampleRequests(this.document, write, this.file).filter(({ body }) => body?.kind === 'json')
      : [];
    if (!request) return null;
    const { operationId = '' } = await this.ask({}, request);
    const { body } = await this.ask({}, { ...sample, pathParameters: { operationId } });
    return JSON.parse(JSON.stringify(body).replaceAll(operationId, sample.pathParameters['operationId'] ?? ''));
  }

  /** Gives the gateway that is asked about its providers something to tell: each has sent what nobody expects, once. */
  private async surpriseProviders(): Promise<void> {
    const change = (request: SampleRequest) => [
      { ...request, headers: { ...request.headers, 'x-sandbox-scenario': 'extra-fields' } },
    ];
    for (const operation of operationsIn(this.document).filter(({ method }) => method === 'GET')) {
      const samples = sampleRequests(this.document, operation, this.file);
      await this.provoke({ status: 200, name: SUCCESS }, [{ at: 'surprised', change }], samples);
    }
  }

  /** The first answer that is what is wanted, or null. */
  private async provoke(
    { status, name }: Wanted,
    attempts: readonly Attempt[],
    samples: readonly SampleRequest[],
  ): Promise<unknown> {
    for (const attempt of attempts.filter((one) => one.status === undefined || one.status === status)) {
      const requests = samples.flatMap(attempt.change ?? ((sample) => [sample]));
      const together = attempt.together ? await Promise.all(requests.map((request) => this.ask(attempt, request))) : [];
      for (const [index, request] of requests.entries()) {
        const answer = together[index] ?? (await this.ask(attempt, request));
        const code = (answer.body as { code?: unknown } | null)?.code ?? SUCCESS;
        if (answer.status === status && code === name) return answer.body;
      }
    }
    return null;
  }

  private async ask({ at = 'sandbox' }: Attempt, request: SampleRequest) {
    const segments = [...request.path.split('/'), ...Object.values(request.pathParameters)];
    const provider = this.registered.find(({ name }) => segments.includes(name))?.name;
    const gateway = await this.gateways.get(at, provider);
    for (const simulator of gateway.simulators) simulator.reset();
    const headers: Record<string, string> = { authorization: `Bearer ${KEY}`, ...request.headers };
    // The one of the document would be the same for all.
    if (headers[KEY_HEADER] === DOCUMENTED_KEY) headers[KEY_HEADER] = randomUUID();
    const { status, body, operationId } = await exchange(gateway.url, {
      ...request,
      headers: { ...REQUEST_ID, ...withoutEmpty(headers) },
    });
    return { status, operationId, body: settled(body, this.startedAt) };
  }
}

const REQUEST_ID = { 'x-request-id': '0b1f6c1e-3f0a-4c55-9d0e-6a2f6f9d1c77' };

function withoutEmpty(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

function get(path: string): SampleRequest {
  return { method: 'GET', path, pathParameters: {}, query: {}, headers: {}, body: null };
}
