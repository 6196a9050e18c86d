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
    writeRefusal: (...what) => {
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

describe('a write that would be in vain', () => {
  it('is refused as the operation that its route names', async () => {
    serverWith([
      ['POST', '/cards', { ...keyed, writes: 'issueCard' }],
      ['DELETE', '/cards/:id', { ...keyed, writes: 'endCard' }],
      ['GET', '/cards', { ...keyed, writes: null }],
    ]);
    expect(await call('POST', '/cards')).toBe(503);
    expect(await call('DELETE', '/cards/1')).toBe(503);
    expect(await call('GET', '/cards')).toBe(200);
    expect(asked).toEqual([
      ['somebody', 'issueCard'],
      ['somebody', 'endCard'],
    ]);
  });

  it.each([
    ['POST', null],
    ['GET', 'issueCard'],
  ])('cannot be missed: a route for %s that writes by %s is not accepted', (method, writes) => {
    expect(() => serverWith([[method, '/cards', { ...keyed, writes }]])).toThrow('must name an operation');
  });
});
