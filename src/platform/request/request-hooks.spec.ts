import { afterEach, describe, expect, it } from '@jest/globals';
import { fastify, type FastifyInstance } from 'fastify';
import { GatewayError } from '../../canonical/errors.js';
import { digestOf } from '../auth/api-keys.js';
import { Lifecycle } from '../lifecycle/lifecycle.js';
import { createLogger } from '../logging/logger.js';
import { Redaction } from '../logging/redaction.js';
import { GatewayMetrics } from '../metrics/gateway-metrics.js';
import type { Access } from './access.js';
import { addRequestHooks } from './request-hooks.js';
import { RouteTable } from './route-table.js';

const KEY = 'the-key';
const keyed = { open: false, scope: 'cards:write', provider: 'somebody' } as const;

let server: FastifyInstance;
let asked: [provider: string, operation: string][];
afterEach(() => server.close());

/** A server with the hooks alone, whose writes are all in vain. */
function serverWith(routes: readonly (readonly [method: string, path: string, access: Access])[]): void {
  server = fastify();
  asked = [];
  addRequestHooks(server, {
    standingHeaders: {},
    logger: createLogger('silent', new Redaction([])),
    metrics: new GatewayMetrics(),
    tracing: null,
    callers: new Map([[digestOf(KEY), { name: 'test', scopes: new Set(['cards:write'] as const), providers: null }]]),
    lifecycle: new Lifecycle(),
    routes: new RouteTable({ all: [], enabled: [] }),
    rateLimiter: null,
    refusal: (_request, ...what) => {
      asked.push(what);
      return new GatewayError('overloaded');
    },
  });
  for (const [method, url, access] of routes) server.route({ method, url, config: { access }, handler: () => 'done' });
}

async function call(method: string, path: string): Promise<number> {
  const address = await server.listen({ port: 0, host: '127.0.0.1' }).catch(() => server.listeningOrigin);
  return (await fetch(`${address}${path}`, { method, headers: { authorization: `Bearer ${KEY}` } })).status;
}

describe('a request that would be in vain', () => {
  it('is refused as the operation that its route names', async () => {
    serverWith([
      ['POST', '/cards', { ...keyed, operation: 'issueCard' }],
      ['GET', '/cards/:id', { ...keyed, operation: 'getCard' }],
      ['GET', '/everything', { ...keyed, provider: null, operation: null }],
    ]);
    expect(await call('POST', '/cards')).toBe(503);
    expect(await call('GET', '/cards/1')).toBe(503);
    expect(await call('GET', '/everything')).toBe(200);
    expect(asked).toEqual([
      ['somebody', 'issueCard'],
      ['somebody', 'getCard'],
    ]);
  });

  it.each(['POST', 'GET'])('cannot be missed: a route for %s of a provider names its operation', (method) => {
    expect(() => serverWith([[method, '/cards', { ...keyed, operation: null }]])).toThrow('must name the operation');
  });
});
