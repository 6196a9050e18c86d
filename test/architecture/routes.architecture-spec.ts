import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { REGISTERED_PROVIDERS } from '../../src/providers/registered.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

const DOCUMENTATION = /^\/(?:docs(?:\/|$)|openapi\.json$)/;

interface Documented {
  readonly route: string;
  readonly operationId: string | undefined;
  readonly tags: readonly string[];
}

let gateway: TestGateway;
let document: OpenAPIObject;

beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  document = (await gateway.call('/openapi.json')).body as OpenAPIObject;
});
afterAll(() => gateway.stop());

function documented(): Documented[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    (['get', 'post', 'put', 'patch', 'delete'] as const).flatMap((method) => {
      const operation = item[method];
      if (!operation) return [];
      return [
        { route: `${method.toUpperCase()} ${path}`, operationId: operation.operationId, tags: operation.tags ?? [] },
      ];
    }),
  );
}

describe('routes', () => {
  it('are those of the OpenAPI document, both ways', () => {
    const served = gateway.routes
      .list()
      .filter(({ method, path }) => method !== 'HEAD' && !DOCUMENTATION.test(path))
      .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`);
    expect(served.length).toBeGreaterThan(10);
    expect(served.sort()).toEqual(
      documented()
        .map(({ route }) => route)
        .sort(),
    );
  });

  it('each have an operation id of their own and exactly one tag', () => {
    const ids = documented().map(({ operationId }) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
    expect(documented().filter(({ tags }) => tags.length !== 1)).toEqual([]);
  });

  it('have the tag of their provider: one for each, and one for the gateway', () => {
    const declared = document.tags?.map(({ name }) => name);
    expect(declared).toEqual([...REGISTERED_PROVIDERS.map(({ title }) => title), 'Gateway']);
    for (const { name, title } of REGISTERED_PROVIDERS) {
      const own = documented().filter(({ route }) => route.includes(` /v1/${name}/`));
      expect(own.length).toBeGreaterThan(0);
      expect(own.flatMap(({ tags }) => tags)).toEqual(own.map(() => title));
    }
  });
});
