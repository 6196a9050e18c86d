import { createServer as createTlsServer } from 'node:https';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '../support/certificate.js';
import { TEST_KEY, startTestGateway, type TestGateway } from '../support/gateway.js';
import { LIVE, addressOf, end, launch } from '../support/gateway-process.js';
import { asJson, newCustomerJson } from '../support/new-customer.js';
import { checkedFetch } from '../support/openapi/checked-answers.js';
import { expectProblem, type ExpectedProblem } from '../support/problem.js';
import { startStub, stubEnvironment } from '../support/stub-provider.js';
import { READ } from '../support/wire-records.js';

jest.setTimeout(30_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function gatewayAt(baseUrl: string, more: Record<string, string> = {}): Promise<TestGateway> {
  const environment = { ...stubEnvironment({ cartevo: baseUrl }), CARTEVO_TIMEOUT_MS: '8000', ...more };
  const gateway = await startTestGateway(environment);
  cleanUp.push(() => gateway.stop());
  return gateway;
}

async function portOf(server: Server | ReturnType<typeof createTlsServer>): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => server.close());
  return (server.address() as AddressInfo).port;
}

function temporaryFile(content: string): string {
  const directory = mkdtempSync(join(tmpdir(), 'gateway-ca-'));
  cleanUp.push(() => rmSync(directory, { recursive: true }));
  writeFileSync(join(directory, 'ca.pem'), content);
  return join(directory, 'ca.pem');
}

const read = (gateway: TestGateway) => gateway.call(READ.cartevo);
const create = (gateway: TestGateway) => gateway.call('/v1/cartevo/customers', asJson(newCustomerJson()));

/** Nothing was sent, so a create can be repeated as safely as a read. */
async function expectNotSent(gateway: TestGateway, expected: ExpectedProblem): Promise<void> {
  for (const send of [read, create]) {
    expectProblem(await send(gateway), {
      origin: 'provider',
      outcome: 'not_sent',
      provider: { name: 'cartevo', httpStatus: null },
      ...expected,
    });
  }
}

const unavailable = { status: 503, code: 'provider_unavailable', safe: true, afterSeconds: 5 } as const;
const tlsFailed = { status: 502, code: 'provider_tls_failed', safe: false, afterSeconds: null } as const;

describe('nothing is sent when', () => {
  test('the connection is refused', async () => {
    const stub = await startStub();
    await stub.close();
    await expectNotSent(await gatewayAt(stub.url), unavailable);
  });

  test('the host name does not exist', async () => {
    await expectNotSent(await gatewayAt('https://api.provider.invalid'), unavailable);
  });

  test('the server speaks no TLS', async () => {
    const stub = await startStub();
    cleanUp.push(() => stub.close());
    await expectNotSent(await gatewayAt(stub.url.replace('http:', 'https:')), tlsFailed);
    expect(stub.calls).toEqual([]);
  });

  const past = new Date(Date.now() - 86_400_000);
  test.each([
    ['signed by itself', { host: 'localhost' }, {}],
    ['expired', { host: 'localhost', notBefore: new Date(0), notAfter: past }, {}],
    ['for another host', { host: 'other.example.com' }, {}],
    [
      'offered with TLS 1.1 only',
      { host: 'localhost' },
      { maxVersion: 'TLSv1.1', minVersion: 'TLSv1', ciphers: 'ALL:@SECLEVEL=0' },
    ],
  ] as const)('the certificate is %s', async (name, options, tls) => {
    let requests = 0;
    const certificate = selfSigned(options);
    const server = createTlsServer({ ...certificate, ...tls }, (_request, response) => {
      requests++;
      response.end();
    });
    const port = await portOf(server);
    // All but the first are trusted, so that the named fault is the only one.
    const file = temporaryFile(certificate.cert);
    const trusted: Record<string, string> = name === 'signed by itself' ? {} : { CARTEVO_CA_FILE: file };
    await expectNotSent(await gatewayAt(`https://localhost:${port}`, trusted), tlsFailed);
    expect(requests).toBe(0);
  });
});

/** A provider without records, behind TLS; its base address. */
async function emptyProvider(certificate: ReturnType<typeof selfSigned>): Promise<string> {
  const server = createTlsServer(
    certificate,
    (_request, response) => void response.writeHead(404, { 'content-type': 'application/json' }).end('{}'),
  );
  return `https://localhost:${await portOf(server)}`;
}

test('a certificate of the configured authority is trusted', async () => {
  const certificate = selfSigned({ host: 'localhost' });
  const file = temporaryFile(certificate.cert);
  const gateway = await gatewayAt(await emptyProvider(certificate), { CARTEVO_CA_FILE: file });
  expectProblem(await read(gateway), { status: 404, code: 'resource_not_found' });
});

test('so is, beside it, one of an authority that Node is told to trust', async () => {
  const configured = selfSigned({ host: 'localhost', name: 'configured' });
  const extra = selfSigned({ host: 'localhost', name: 'extra' });
  const gateway = launch({
    ...LIVE,
    ...stubEnvironment({ cartevo: await emptyProvider(configured), spherepay: await emptyProvider(extra) }),
    CARTEVO_CA_FILE: temporaryFile(configured.cert),
    SPHEREPAY_CA_FILE: temporaryFile(configured.cert),
    NODE_EXTRA_CA_CERTS: temporaryFile(extra.cert),
  });
  cleanUp.push(() => end(gateway));
  const url = await addressOf(gateway);
  const headers = { authorization: `Bearer ${TEST_KEY}` };
  for (const provider of ['cartevo', 'spherepay'] as const) {
    const answer = await checkedFetch(url + READ[provider], { headers });
    expect([provider, await answer.json()]).toMatchObject([provider, { code: 'resource_not_found' }]);
  }
});

test('a server that never finishes the handshake is provider_timeout', async () => {
  const port = await portOf(createServer((socket) => void socket.on('error', () => undefined)));
  const gateway = await gatewayAt(`https://localhost:${port}`, { CARTEVO_TIMEOUT_MS: '500' });
  expectProblem(await read(gateway), {
    status: 504,
    code: 'provider_timeout',
    origin: 'provider',
    outcome: 'not_sent',
  });
});
