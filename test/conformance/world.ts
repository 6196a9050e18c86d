import { randomUUID } from 'node:crypto';
import type { ListMeta, Meta } from '../../src/canonical/response.js';
import type { ProblemDocument } from '../../src/platform/problem/problem.js';
import type { SimulatedCall, Simulator } from '../../src/platform/simulation/simulator-server.js';
import type { ProviderRegistration } from '../../src/providers/provider.js';
import { TEST_KEY, keyEntry, startTestGateway, type TestGateway } from '../support/gateway.js';
import { rawRequest, sendRaw } from '../support/raw-http.js';

/** Deadline of the gateway on which providers that never answer are tried. */
export const SHORT_DEADLINE_MS = 750;
/** A key that may read, but nothing sensitive. */
const PLAIN_KEY = 'plain-key';
const EVERY_SCOPE = 'customers:read customers:write cards:read cards:write sensitive:read admin';

export interface Question {
  /** Fault that the simulator is asked to force. */
  readonly scenario?: string;
  /** Sent as JSON, or as the form that it is. */
  readonly body?: object;
  /** POST with a body and GET without, unless said. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ask the gateway whose deadline is short. */
  readonly hasty?: boolean;
  /** Ask with a key that may not read sensitive values. */
  readonly plainKey?: boolean;
}

/** What came back, and what the gateway asked of the provider's simulator meanwhile. */
export interface Exchange<Data = unknown> {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: { readonly data: Data; readonly meta: Meta & Partial<ListMeta> };
  readonly problem: ProblemDocument;
  readonly requestId: string;
  readonly upstream: readonly SimulatedCall[];
}

/** Two sandbox gateways over the same registrations, one of them in a hurry, and how to ask them. */
export class World {
  private roomy: TestGateway | null = null;
  private hasty: TestGateway | null = null;
  private asked = 0;

  constructor(readonly registered: readonly ProviderRegistration[]) {}

  async start(): Promise<void> {
    const keys = [keyEntry('all', TEST_KEY, EVERY_SCOPE), keyEntry('plain', PLAIN_KEY, 'customers:read cards:read')];
    const environment = { GATEWAY_MODE: 'sandbox', GATEWAY_API_KEYS: keys.join(',') };
    const short = this.registered.flatMap(({ settings }) =>
      settings.filter(({ name }) => name.endsWith('_TIMEOUT_MS')).map(({ name }) => [name, `${SHORT_DEADLINE_MS}`]),
    );
    const options = { registered: this.registered };
    this.roomy = await startTestGateway(environment, options);
    this.hasty = await startTestGateway({ ...environment, ...Object.fromEntries(short) }, options);
  }

  async stop(): Promise<void> {
    await this.roomy?.stop();
    await this.hasty?.stop();
  }

  get gateway(): TestGateway {
    return started(this.roomy);
  }

  simulator(provider: string): Simulator {
    return simulatorOf(this.gateway, provider);
  }

  /** Asks a route of a provider; `path` starts below `/v1/<provider>`. */
  async ask<Data = unknown>(provider: string, path: string, question: Question = {}): Promise<Exchange<Data>> {
    const gateway = question.hasty ? started(this.hasty) : this.gateway;
    const requestId = this.nextId();
    const { body: sent, method = sent ? 'POST' : 'GET' } = question;
    const isForm = sent instanceof FormData;
    const headers = {
      'x-request-id': requestId,
      ...(method !== 'GET' && { 'idempotency-key': randomUUID() }),
      ...(question.scenario && { 'x-sandbox-scenario': question.scenario }),
      ...(sent && !isForm && { 'content-type': 'application/json' }),
      ...question.headers,
    };
    const answer = await gateway.call(`/v1/${provider}${path}`, {
      headers,
      method,
      ...(sent && { body: isForm ? sent : JSON.stringify(sent) }),
      ...(question.plainKey && { key: PLAIN_KEY }),
    });
    const body = answer.body as Exchange<Data>['body'] & ProblemDocument;
    return { ...answer, body, problem: body, requestId, upstream: callsOf(gateway, provider, requestId) };
  }

  /** Asks with a path that is sent exactly as given; `fetch` would tidy it up. */
  async askRaw(provider: string, path: string): Promise<{ status: number; code: string; upstream: number }> {
    const requestId = this.nextId();
    const { status, text } = await sendRaw(
      this.gateway.url,
      rawRequest(`GET /v1/${provider}${path}`, [['X-Request-Id', requestId]]),
    );
    const { code } = JSON.parse(text) as ProblemDocument;
    return { status, code, upstream: callsOf(this.gateway, provider, requestId).length };
  }

  private nextId(): string {
    this.asked += 1;
    return `conformance-${this.asked}`;
  }
}

function started(gateway: TestGateway | null): TestGateway {
  if (!gateway) throw new Error('the gateways are not started');
  return gateway;
}

function simulatorOf(gateway: TestGateway, provider: string): Simulator {
  const simulator = gateway.simulators.find((candidate) => candidate.provider === provider);
  if (!simulator) throw new Error(`no simulator of ${provider}`);
  return simulator;
}

/** The request id is sent upstream, so it tells which calls were made for one question. */
function callsOf(gateway: TestGateway, provider: string, requestId: string): SimulatedCall[] {
  return simulatorOf(gateway, provider).calls.filter(({ headers }) => headers['x-request-id'] === requestId);
}
