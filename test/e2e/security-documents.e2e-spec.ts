import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SECRETS, canariesIn } from '../support/canaries.js';
import { TEST_KEY } from '../support/gateway.js';
import { LIVE, addressOf, end, launch, type GatewayProcess } from '../support/gateway-process.js';
import { BACK, FRONT, jpeg, newCustomer, toForm, toMultipart } from '../support/new-customer.js';
import { openSocket, rawRequest } from '../support/raw-http.js';
import { startStub, stubEnvironment, type StubProvider } from '../support/stub-provider.js';
import { healthy } from '../support/wire-records.js';
import { checkedFetch } from '../support/openapi/checked-answers.js';

// Scorecard S07. The process may not write any file at all: Node itself ends it if it tries.
const READ_ONLY_FLAGS = ['--permission', '--allow-fs-read=*', '--allow-net', '--allow-worker'];

let stub: StubProvider;
let gateway: GatewayProcess;
let url: string;
let directory: string;
beforeAll(async () => {
  stub = await startStub(healthy('cartevo'));
  directory = mkdtempSync(join(tmpdir(), 'gateway-documents-'));
  for (const name of ['cwd', 'tmp', 'home']) mkdirSync(join(directory, name));
  const environment = {
    ...LIVE,
    ...stubEnvironment({ cartevo: stub.url }),
    GATEWAY_LOG_LEVEL: 'trace',
    TMPDIR: join(directory, 'tmp'),
    HOME: join(directory, 'home'),
  };
  gateway = launch(environment, { cwd: join(directory, 'cwd'), flags: READ_ONLY_FLAGS });
  url = await addressOf(gateway);
});
afterAll(async () => {
  await end(gateway);
  await stub.close();
  rmSync(directory, { recursive: true });
});

const { documentBytes } = SECRETS;
const form = (size: number, changes: Record<string, unknown> = {}) => {
  const files = [FRONT, BACK].map((name) => ({
    name,
    bytes: jpeg(size, documentBytes),
    filename: `${documentBytes}.jpg`,
  }));
  return toForm(newCustomer(changes), files);
};
const post = (body: FormData) =>
  checkedFetch(`${url}/v1/cartevo/customers`, {
    method: 'POST',
    headers: { authorization: `Bearer ${TEST_KEY}` },
    body,
  });

test('document bytes are sent to the provider, and never to a disk or a log', async () => {
  expect((await post(form(5_000_000))).status).toBe(201);
  expect(stub.calls.some(({ body }) => body.includes(documentBytes))).toBe(true);
  expect((await post(form(5_000_000, { email: 'x' }))).status).toBe(422);
  expect((await post(form(11_000_000))).status).toBe(413);
  stub.handle((_call, response) => void response.socket?.resetAndDestroy());
  expect((await post(form(1_000_000))).status).toBe(502);
  const { contentType, bytes } = await toMultipart(form(2_000_000));
  const headers = [
    ['Content-Type', contentType],
    ['Content-Length', `${bytes.length}`],
  ] as const;
  const socket = await openSocket(url);
  socket.write(rawRequest('POST /v1/cartevo/customers', headers, bytes.subarray(0, 1_000_000)));
  setTimeout(() => socket.resetAndDestroy(), 100);
  await new Promise((resolve) => setTimeout(resolve, 300));

  expect(gateway.child.exitCode).toBeNull();
  const written = readdirSync(directory, { recursive: true }).sort();
  expect(written).toEqual(['cwd', 'home', 'tmp']);
  expect(canariesIn(gateway.stdout() + gateway.stderr(), { documentBytes })).toEqual([]);
  expect(gateway.stdout().split('\n').length).toBeGreaterThan(5);
});
