import { afterEach, beforeAll, expect, jest, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { operationsIn } from '../../src/openapi/operations.js';
import { exchange } from '../../src/tools/record-examples-exchange.js';
import { sampleRequests, type SampleRequest } from '../../src/tools/record-examples-samples.js';
import { TEST_KEY, startTestGateway } from '../support/gateway.js';
import { LIVE, addressOf, builtMain, end, launch, type GatewayProcess } from '../support/gateway-process.js';
import { jpeg } from '../support/new-customer.js';

jest.setTimeout(60_000);

/** What differs from one gateway to the next: ids that are made, instants, addresses of simulators. */
const OWN = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}|\d{4}-\d\d-\d\dT[\d:.]+Z|127\.0\.0\.1:\d+/g;

let built: GatewayProcess;
beforeAll(() => void builtMain());
afterEach(() => end(built));

const documentOf = async (url: string) => (await (await fetch(`${url}/openapi.json`)).json()) as OpenAPIObject;

/** Two requests for each operation and content type: the documented one, and one with a parameter that nobody knows. */
function requestsOf(document: OpenAPIObject): SampleRequest[] {
  return operationsIn(document).flatMap((operation) =>
    sampleRequests(document, operation, Buffer.from(jpeg())).flatMap((sample) => {
      const headers = { ...sample.headers, authorization: `Bearer ${TEST_KEY}` };
      return [
        { ...sample, headers },
        { ...sample, headers, query: { ...sample.query, unknown: '1' } },
      ];
    }),
  );
}

test('the bundle serves the API document of its modules, and answers as they do', async () => {
  const gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  try {
    built = launch({ ...LIVE, GATEWAY_MODE: 'sandbox', GATEWAY_RATE_LIMIT: 'off' });
    const urls = [await addressOf(built), gateway.url];
    const [bundled, document] = await Promise.all(urls.map(documentOf));
    expect(bundled).toEqual(document);
    const statuses = new Set<number>();
    const differing: string[] = [];
    for (const request of requestsOf(document as OpenAPIObject)) {
      const answers = await Promise.all(urls.map((url) => exchange(url, request)));
      const [ours, theirs] = answers.map(({ status, body }) => ({
        status,
        body: JSON.stringify(body).replace(OWN, '…'),
      }));
      if (JSON.stringify(ours) !== JSON.stringify(theirs)) differing.push(`${request.method} ${request.path}`);
      statuses.add(ours?.status ?? 0);
    }
    expect(differing).toEqual([]);
    expect([...statuses].sort()).toEqual(expect.arrayContaining([200, 201, 400, 422]));
  } finally {
    await gateway.stop();
  }
});

test('the bundle finds the packages that only a setting asks for', async () => {
  built = launch({
    ...LIVE,
    GATEWAY_MODE: 'sandbox',
    REDIS_URL: 'redis://127.0.0.1:9',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
  });
  const ready = await fetch(`${await addressOf(built)}/health/ready`);
  expect(ready.status).toBe(200);
  const output = built.stdout() + built.stderr();
  expect(output).toContain('Redis does not answer');
  expect(output).not.toMatch(/MODULE_NOT_FOUND|Cannot find/);
});
