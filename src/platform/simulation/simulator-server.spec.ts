import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Refusal, jsonReply, readJsonObject } from './simulated-exchange.js';
import type { SimulatorDefinition } from './simulated-exchange.js';
import { startSimulatorServer } from './simulator-server.js';
import type { Simulator } from './simulator-server.js';

const stored = new Map<string, unknown>();
const definition: SimulatorDefinition = {
  provider: 'demo',
  basePath: '/v9',
  routes: [
    { method: 'POST', path: '/token', open: true, handle: () => jsonReply(200, { token: 'demo' }) },
    {
      method: 'GET',
      path: '/things/:id',
      handle: ({ params, query }) => {
        const id = params['id'] ?? '';
        if (id === 'missing') throw new Refusal(404, 'No such thing');
        if (id === 'broken') throw new TypeError('not a refusal');
        return jsonReply(200, { id, colour: query.get('colour'), stored: stored.get(id) ?? null });
      },
    },
    {
      method: 'POST',
      path: '/things',
      handle: (request) => {
        const { id } = readJsonObject(request);
        stored.set(String(id), true);
        return { ...jsonReply(201, { id }), recordId: String(id) };
      },
    },
  ],
  scenarios: { special: 'none' },
  error: (status, message) => jsonReply(status, { failed: status, message }),
  unauthorized: () => jsonReply(403, { failed: 403, message: 'Who?' }),
  isAuthorized: ({ headers }) => headers.authorization === 'Bearer demo',
  environment: (baseUrl) => ({ DEMO_BASE_URL: baseUrl }),
  reset: () => stored.clear(),
};

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulatorServer(definition, { now: () => new Date('2026-06-01T12:00:00Z') });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

function call(path: string, scenario = '', init: RequestInit = {}): Promise<Response> {
  const headers = { authorization: 'Bearer demo', 'x-api-secret': 'hush', 'x-sandbox-scenario': scenario };
  return fetch(`${simulator.baseUrl}${path}`, { redirect: 'manual', ...init, headers });
}

function write(id: string, scenario = ''): Promise<Response> {
  return call('/things', scenario, { method: 'POST', body: JSON.stringify({ id }) });
}

describe('simulator server', () => {
  it('listens on the loopback interface and says how to reach it', () => {
    expect(simulator.baseUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/v9$/);
    expect(simulator.environment).toEqual({ DEMO_BASE_URL: simulator.baseUrl });
    expect(simulator.provider).toBe('demo');
  });

  it('matches routes by method and path and decodes parameters', async () => {
    const response = await call('/things/a%20b?colour=red');
    expect(await response.json()).toEqual({ id: 'a b', colour: 'red', stored: null });
    for (const [path, method] of [
      ['/nothing', 'GET'],
      ['/things/', 'GET'],
      ['/things/a', 'DELETE'],
    ] as const) {
      const missing = await call(path, '', { method });
      expect(missing.status).toBe(404);
      expect(await missing.json()).toMatchObject({ failed: 404, message: `Cannot ${method} /v9${path}` });
    }
  });

  it('writes refusals, bad JSON and its own faults in the error style', async () => {
    expect(await (await call('/things/missing')).json()).toEqual({ failed: 404, message: 'No such thing' });
    expect((await call('/things/broken')).status).toBe(500);
    for (const body of ['{', '[]', 'null']) {
      expect((await call('/things', '', { method: 'POST', body })).status).toBe(400);
    }
  });

  it('asks for credentials, except on open routes', async () => {
    const anonymous = await fetch(`${simulator.baseUrl}/things/a`);
    expect(anonymous.status).toBe(403);
    expect((await fetch(`${simulator.baseUrl}/token`, { method: 'POST' })).status).toBe(200);
  });

  it('logs calls without credentials, the last 1000 of them', async () => {
    await call('/things/a?colour=red', 'special');
    expect(simulator.calls).toHaveLength(1);
    expect(simulator.calls[0]).toMatchObject({
      method: 'GET',
      path: '/v9/things/a?colour=red',
      headers: { authorization: '[redacted]', 'x-api-secret': '[redacted]', 'x-sandbox-scenario': 'special' },
      at: '2026-06-01T12:00:00.000Z',
    });
    for (let index = 0; index < 1001; index += 1) await (await call(`/things/${index}`)).text();
    expect(simulator.calls).toHaveLength(1000);
    expect(simulator.calls[0]?.path).toBe('/v9/things/1');
    simulator.reset();
    expect(simulator.calls).toEqual([]);
  });
});

describe('transport scenarios', () => {
  it.each([
    ['server-error', 500, 'text/html'],
    ['bad-gateway', 502, 'text/html'],
    ['html', 200, 'text/html'],
    ['unavailable', 503, 'application/json'],
    ['rate-limited', 429, 'application/json'],
    ['unauthorized', 403, 'application/json'],
    ['redirect', 302, 'application/json'],
  ])('%s answers %i before anything is stored', async (scenario, status, contentType) => {
    const response = await write('a', scenario);
    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toContain(contentType);
    expect(stored.size).toBe(0);
  });

  it('rate-limited carries Retry-After', async () => {
    expect((await call('/things/a', 'rate-limited')).headers.get('retry-after')).toBe('1');
    expect((await call('/things/a', 'rate-limited:17')).headers.get('retry-after')).toBe('17');
  });

  it('redirect points at another host whose calls would be seen', async () => {
    const location = (await call('/things/a', 'redirect')).headers.get('location');
    expect(location).toMatch(/^http:\/\/localhost:\d+\/must-never-be-called$/);
    await fetch(String(location).replace('localhost', '127.0.0.1'));
    expect(simulator.calls.at(-1)?.path).toBe('/must-never-be-called');
  });

  it('latency delays the answer', async () => {
    const started = performance.now();
    expect((await call('/things/a', 'latency:120')).status).toBe(200);
    expect(performance.now() - started).toBeGreaterThanOrEqual(115);
  });

  it('timeout never answers, and closing does not wait for it', async () => {
    const waiting = call('/things/a', 'timeout', { signal: AbortSignal.timeout(150) });
    await expect(waiting).rejects.toMatchObject({ name: 'TimeoutError' });
    const other = await startSimulatorServer(definition);
    const hanging = fetch(`${other.baseUrl}/things/a`, { headers: { 'x-sandbox-scenario': 'timeout' } });
    hanging.catch(() => undefined);
    while (other.calls.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await other.close();
    await expect(hanging).rejects.toThrow('fetch failed');
  });

  it('connection-reset drops the connection before the work, connection-reset-after-write after it', async () => {
    await expect(write('a', 'connection-reset')).rejects.toThrow('fetch failed');
    expect(stored.size).toBe(0);
    await expect(write('a', 'connection-reset-after-write')).rejects.toThrow('fetch failed');
    expect(stored.size).toBe(1);
    expect((await call('/things/a', 'connection-reset-after-write')).status).toBe(200);
  });

  it('server-error-after-write does the work and then answers 500; reads and refusals are not affected', async () => {
    const scenario = 'server-error-after-write';
    expect((await write('a', scenario)).status).toBe(500);
    expect(stored.size).toBe(1);
    expect((await call('/things/a', scenario)).status).toBe(200);
    expect((await call('/things', scenario, { method: 'POST', body: '[' })).status).toBe(400);
  });

  it('late-after-write does the work at once and answers after so many seconds', async () => {
    const started = performance.now();
    const writing = write('a', 'late-after-write:1');
    while (stored.size === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(performance.now() - started).toBeLessThan(900);
    expect((await call('/things/a', 'late-after-write:1')).status).toBe(200);
    expect(performance.now() - started).toBeLessThan(900);
    expect((await writing).status).toBe(201);
    expect(performance.now() - started).toBeGreaterThanOrEqual(995);
  });

  it('keeps books of what was really done, if the provider has any', () => {
    expect(simulator.books).toEqual([]);
  });

  it('damages answers while the HTTP around them stays whole', async () => {
    const cut = await (await call('/things/a', 'truncated-json')).text();
    expect(cut.length).toBeGreaterThan(5);
    expect(() => JSON.parse(cut)).toThrow(SyntaxError);
    const empty = await call('/things/a', 'empty-body');
    expect([empty.status, await empty.text()]).toEqual([200, '']);
    const oversized = await (await call('/things/a', 'oversized')).text();
    expect(oversized.length).toBeGreaterThan(2 * 1024 * 1024);
    expect(JSON.parse(oversized)).toMatchObject({ id: 'a' });
  });

  it('leaves refusals undamaged', async () => {
    const response = await call('/things/missing', 'truncated-json');
    expect([response.status, await response.json()]).toEqual([404, { failed: 404, message: 'No such thing' }]);
  });

  it('read-after-write-failed fails the reads of that record that carry it as well', async () => {
    const scenario = 'read-after-write-failed';
    expect((await write('a', scenario)).status).toBe(201);
    expect((await call('/things/b', scenario)).status).toBe(200);
    expect((await call('/things/a', scenario)).status).toBe(500);
    expect((await call('/things/a', scenario)).status).toBe(500);
    expect(await (await call('/things/a')).json()).toMatchObject({ stored: true });
  });

  it('applies to one method only when asked to', async () => {
    expect((await write('a', 'server-error;method=GET')).status).toBe(201);
    expect((await call('/things/a', 'server-error;method=GET')).status).toBe(500);
    expect((await call('/things/a', 'server-error;method=POST')).status).toBe(200);
  });

  it('refuses a scenario that it does not know, and never bothers open routes', async () => {
    const typo = await call('/things/a', 'tiemout');
    expect(typo.status).toBe(400);
    expect(await typo.json()).toMatchObject({ message: expect.stringMatching(/^Unknown scenario.*timeout.*special$/) });
    expect((await call('/token', 'server-error', { method: 'POST' })).status).toBe(200);
    expect((await call('/token', 'tiemout', { method: 'POST' })).status).toBe(200);
  });
});
