import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CANARY_RECORDS, CARD_FORMS, PERSONAL, SECRETS, SENSITIVE, canariesIn } from '../support/canaries.js';
import { keyEntry } from '../support/gateway.js';
import { LIVE, addressOf, builtMain, end, exitOf, launch, type GatewayProcess } from '../support/gateway-process.js';
import { checkedFetch } from '../support/openapi/checked-answers.js';
import { json, startStub, stubEnvironment, type StubProvider } from '../support/stub-provider.js';
import { IDS, READ, enveloped, healthy } from '../support/wire-records.js';

jest.setTimeout(60_000);

const TRACE = '0af7651916cd43dd8448eb211c80319c';
const PARENT = 'b7ad6b7169203331';
const SERVER = 2;
const CLIENT = 3;
const FAILED = 2;

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly traceState?: string;
  readonly name: string;
  readonly kind: number;
  readonly status: { readonly code?: number };
  readonly attributes: Readonly<Record<string, string | number>>;
  readonly resource: Readonly<Record<string, string | number>>;
}

/** Takes OTLP in JSON over HTTP, as a collector does. */
class Collector {
  readonly received: string[] = [];
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      this.received.push(`${request.url}\n${Buffer.concat(chunks).toString('utf8')}`);
      response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
  });

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  spans(): Span[] {
    return this.received.flatMap((text) => {
      const [path, body = ''] = text.split('\n');
      if (path !== '/v1/traces') throw new Error(`the collector was called at ${path}`);
      return toSpans(JSON.parse(body) as Exported);
    });
  }
}

type Attributes = readonly { readonly key: string; readonly value: Readonly<Record<string, string | number>> }[];
type RawSpan = Omit<Span, 'attributes' | 'resource'> & { readonly attributes: Attributes };
interface Exported {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: Attributes };
    readonly scopeSpans: readonly { readonly spans: readonly RawSpan[] }[];
  }[];
}

function toSpans({ resourceSpans }: Exported): Span[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({ ...span, attributes: plain(span.attributes), resource: plain(resource.attributes) })),
    ),
  );
}

function plain(attributes: Attributes): Record<string, string | number> {
  return Object.fromEntries(
    attributes.map(({ key, value }) => {
      const [[kind, content] = ['', '']] = Object.entries(value);
      return [key, kind === 'intValue' ? Number(content) : content];
    }),
  );
}

let collector: Collector;
let endpoint: string;
let stub: StubProvider;
let gateway: GatewayProcess | null = null;
beforeAll(() => void builtMain());
beforeEach(async () => {
  collector = new Collector();
  endpoint = await collector.start();
  stub = await startStub();
});
afterEach(async () => {
  if (gateway) await end(gateway);
  gateway = null;
  collector.close();
  await stub.close();
});

async function start(environment: Record<string, string> = {}): Promise<string> {
  const scopes = 'customers:read customers:write cards:read sensitive:read';
  gateway = launch({
    ...LIVE,
    ...stubEnvironment({ cartevo: stub.url, spherepay: stub.url, partner: stub.url }),
    GATEWAY_API_KEYS: keyEntry('tracing', SECRETS.callerKey, scopes),
    GATEWAY_LOG_LEVEL: 'trace',
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
    ...environment,
  });
  return addressOf(gateway);
}

const ask = (url: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
  checkedFetch(url, { ...init, headers: { authorization: `Bearer ${SECRETS.callerKey}`, ...headers } });

/** Stops the gateway, which sends what it has, and returns every span. */
async function spansAtTheEnd(): Promise<Span[]> {
  gateway?.child.kill('SIGTERM');
  expect(await exitOf(gateway as GatewayProcess)).toEqual({ code: 0, signal: null });
  return collector.spans();
}

const logLines = () =>
  (gateway?.stdout() ?? '')
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('a traced read', () => {
  test('is a server span below the caller’s and a client span below that, which the provider is told', async () => {
    stub.handle(healthy('spherepay'));
    const url = await start();
    const headers = {
      traceparent: `00-${TRACE}-${PARENT}-01`,
      tracestate: 'vendor=abc,other=1',
      'x-request-id': 'req-1',
    };
    expect((await ask(url + READ.spherepay, headers)).status).toBe(200);
    const spans = await spansAtTheEnd();
    const server = spans.find(({ kind }) => kind === SERVER);
    const client = spans.find(({ kind }) => kind === CLIENT);
    expect(spans).toHaveLength(2);

    expect(server).toMatchObject({ traceId: TRACE, parentSpanId: PARENT, name: 'GET /v1/spherepay/customers/:id' });
    expect(server?.attributes).toEqual({
      'gateway.request_id': 'req-1',
      'http.request.method': 'GET',
      'http.route': '/v1/spherepay/customers/:id',
      'http.response.status_code': 200,
    });
    expect(client).toMatchObject({ traceId: TRACE, parentSpanId: server?.spanId, name: 'GET spherepay getCustomer' });
    expect(client?.attributes).toEqual({
      'gateway.request_id': 'req-1',
      'gateway.provider': 'spherepay',
      'gateway.operation': 'getCustomer',
      'gateway.call_kind': 'read',
      'gateway.attempt': 1,
      'http.request.method': 'GET',
      'http.response.status_code': 200,
    });
    expect(client?.resource['service.name']).toBe('unified-customer-gateway');

    // One id finds log line, trace and provider call.
    const [call] = stub.calls;
    expect(call?.headers['traceparent']).toBe(`00-${TRACE}-${client?.spanId}-01`);
    expect(call?.headers['tracestate']).toBe('vendor=abc,other=1');
    expect(call?.headers['x-request-id']).toBe('req-1');
    const line = logLines().find(({ requestId, route }) => requestId === 'req-1' && route !== undefined);
    expect(line).toMatchObject({ traceId: TRACE, spanId: server?.spanId });
  });

  test('without a trace of the caller begins one', async () => {
    stub.handle(healthy('spherepay'));
    const url = await start({ OTEL_SERVICE_NAME: 'another-name' });
    await ask(url + READ.spherepay, { traceparent: 'nonsense', tracestate: 'vendor=abc' });
    const spans = await spansAtTheEnd();
    expect(new Set(spans.map(({ traceId }) => traceId)).size).toBe(1);
    expect(spans.find(({ kind }) => kind === SERVER)?.parentSpanId ?? '').toBe('');
    expect(spans[0]?.resource['service.name']).toBe('another-name');
    expect(stub.calls[0]?.headers['traceparent']).toContain(spans[0]?.traceId);
    expect(stub.calls[0]?.headers['tracestate']).toBeUndefined();
  });

  test('that the caller or the sampler leaves out is exported by nobody, and the provider is told so', async () => {
    stub.handle(healthy('spherepay'));
    const url = await start();
    await ask(url + READ.spherepay, { traceparent: `00-${TRACE}-${PARENT}-00` });
    expect(await spansAtTheEnd()).toEqual([]);
    expect(stub.calls[0]?.headers['traceparent']).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-00$`));
  });
});

test('every attempt is a span of its own, and so is the exchange for a token', async () => {
  let calls = 0;
  stub.handle((call, response, request) => {
    if (call.url.endsWith('/auth/token')) return json(response, 200, { access_token: 'a-token', expires_in: 3600 });
    return ++calls === 1 ? json(response, 503, {}) : healthy('cartevo')(call, response, request);
  });
  const credentials = { CARTEVO_ACCESS_TOKEN: '', CARTEVO_CLIENT_ID: 'id', CARTEVO_CLIENT_KEY: 'key' };
  const url = await start({ ...credentials, GATEWAY_RETRY_PAUSE_MS: '0' });
  expect((await ask(url + READ.cartevo)).status).toBe(200);
  const spans = await spansAtTheEnd();
  const server = spans.find(({ kind }) => kind === SERVER);
  const clients = spans.filter(({ kind }) => kind === CLIENT);
  expect(clients.every(({ parentSpanId }) => parentSpanId === server?.spanId)).toBe(true);
  const seen = clients.map(({ name, attributes }) => [
    name,
    attributes['gateway.call_kind'],
    attributes['gateway.attempt'],
    attributes['http.response.status_code'],
  ]);
  expect(seen).toEqual([
    ['POST cartevo auth', 'auth', 1, 200],
    ['GET cartevo getCustomer', 'read', 1, 503],
    ['GET cartevo getCustomer', 'read', 2, 200],
  ]);
  const told = stub.calls.map(({ headers }) => headers['traceparent']);
  expect(told).toEqual(clients.map(({ traceId, spanId }) => `00-${traceId}-${spanId}-01`));
});

test('failures are named by their kind, and only what failed on our side is an error of the server span', async () => {
  const url = await start({ GATEWAY_RETRY_ATTEMPTS: '1' });
  stub.handle((_call, response) => json(response, 404, { message: PERSONAL.email }));
  await ask(url + READ.spherepay);
  stub.handle((_call, response) => void response.socket?.resetAndDestroy());
  await ask(url + READ.partner);
  const spans = await spansAtTheEnd();
  const shown = (kind: number, name: string) => {
    const { attributes, status } = spans.find((span) => span.kind === kind && span.name.includes(name)) as Span;
    return [attributes['error.type'], attributes['http.response.status_code'], status.code === FAILED];
  };
  expect(shown(CLIENT, 'spherepay')).toEqual(['404', 404, true]);
  expect(shown(SERVER, 'spherepay')).toEqual(['resource_not_found', 404, false]);
  expect(shown(CLIENT, 'partner')).toEqual(['connection_lost', undefined, true]);
  expect(shown(SERVER, 'partner')).toEqual(['provider_connection_lost', 502, true]);
});

test('nothing of a person, a secret or an address is exported', async () => {
  const url = await start();
  for (const provider of ['cartevo', 'spherepay', 'partner'] as const) {
    stub.handle(healthy(provider, CANARY_RECORDS[provider]()));
    expect((await ask(`${url}${READ[provider]}?include=sensitive`)).status).toBe(200);
    stub.handle((_call, response) => json(response, 500, { message: JSON.stringify(CANARY_RECORDS[provider]()) }));
    await ask(url + READ[provider]);
  }
  await ask(`${url}/v1/partner/customers?externalId=${PERSONAL.familyName}`);
  await ask(`${url}/v1/nowhere/${PERSONAL.familyName}?email=${PERSONAL.email}`, { 'x-request-id': PERSONAL.email });
  stub.handle((_call, response) => json(response, 200, enveloped([])));
  await ask(`${url}${READ.cartevo}/cards`);
  const spans = await spansAtTheEnd();
  const everything = collector.received.join('\n');
  expect(spans.length).toBeGreaterThan(14);
  expect(canariesIn(everything, PERSONAL, SENSITIVE, SECRETS, CARD_FORMS)).toEqual([]);
  for (const id of Object.values(IDS)) expect(everything).not.toContain(id);
  for (const address of [stub.url, url, new URL(url).host]) expect(everything).not.toContain(address);
});

describe('tracing is off', () => {
  test.each([
    ['without the variables', { OTEL_EXPORTER_OTLP_ENDPOINT: '' }],
    ['with the exporter none', { OTEL_TRACES_EXPORTER: 'none' }],
    ['when the SDK is disabled', { OTEL_SDK_DISABLED: 'true', OTEL_TRACES_EXPORTER: 'otlp' }],
  ])('%s', async (_name, environment) => {
    stub.handle(healthy('spherepay'));
    const url = await start(environment);
    await ask(url + READ.spherepay, { traceparent: `00-${TRACE}-${PARENT}-01`, tracestate: 'vendor=abc' });
    gateway?.child.kill('SIGTERM');
    await exitOf(gateway as GatewayProcess);
    expect(collector.received).toEqual([]);
    expect(stub.calls[0]?.headers['traceparent']).toBe(`00-${TRACE}-${PARENT}-01`);
    expect(stub.calls[0]?.headers['tracestate']).toBe('vendor=abc');
    expect(logLines().filter((line) => 'traceId' in line)).toEqual([]);
  });
});

test('a collector that is down neither fails a request nor holds up the stop', async () => {
  stub.handle(healthy('spherepay'));
  const impatient = { OTEL_BSP_SCHEDULE_DELAY: '50', OTEL_EXPORTER_OTLP_TIMEOUT: '200' };
  const url = await start({ OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9', ...impatient });
  expect((await ask(url + READ.spherepay)).status).toBe(200);
  const patience = performance.now() + 10_000;
  while (!gateway?.stdout().includes('traces could not be sent') && performance.now() < patience) await pause(50);
  expect(gateway?.stdout()).toContain('traces could not be sent');
  const started = performance.now();
  gateway?.child.kill('SIGTERM');
  expect(await exitOf(gateway as GatewayProcess)).toEqual({ code: 0, signal: null });
  expect(performance.now() - started).toBeLessThan(5000);
});
