import { once } from 'node:events';
import { connect, type Server, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { openSocket, rawRequest, readAnswer } from '../support/raw-http.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy } from '../support/wire-records.js';

jest.setTimeout(60_000);
const HEAD = rawRequest(`GET ${READ.spherepay}`);
const CREATE = rawRequest('POST /v1/cartevo/customers', [
  ['Content-Type', 'application/json'],
  ['Content-Length', '1000'],
]);

let stubbed: StubbedGateway;
beforeAll(async () => {
  stubbed = await startStubbedGateway();
  stubbed.stubs.spherepay.handle(healthy('spherepay'));
});
afterAll(() => stubbed.stop());

interface Kept {
  readonly socket: Socket;
  received: string;
  closedAfterMs: number | null;
}

/** Opens connections and notes what comes and when each is closed. */
async function keep(count: number, first: (socket: Socket) => void): Promise<Kept[]> {
  return Promise.all(
    Array.from({ length: count }, async () => {
      const socket = await openSocket(stubbed.gateway.url);
      const started = performance.now();
      const kept: Kept = { socket, received: '', closedAfterMs: null };
      socket.setEncoding('latin1').on('data', (text: string) => (kept.received += text));
      socket.once('close', () => (kept.closedAfterMs = performance.now() - started));
      first(socket);
      return kept;
    }),
  );
}

test('idle and slow senders are closed within 15 s, while others are served as before', async () => {
  const silent = await keep(200, () => undefined);
  const slowHeads = await keep(200, (socket) => void socket.write(HEAD.subarray(0, 20)));
  // Each of them is a request in flight: fewer than may always be, however late the event loop is on a busy machine.
  const slowBodies = await keep(60, (socket) => void socket.write(CREATE));
  const dripping = setInterval(() => {
    for (const { socket } of slowHeads) if (socket.writable) socket.write('X');
    for (const { socket } of slowBodies) if (socket.writable) socket.write(' ');
  }, 1000);
  const polite = await openSocket(stubbed.gateway.url);
  const times: number[] = [];
  const all = [...silent, ...slowHeads, ...slowBodies];
  const end = performance.now() + 16_000;
  while (performance.now() < end && all.some(({ closedAfterMs }) => closedAfterMs === null)) {
    const started = performance.now();
    polite.write(HEAD);
    expect((await readAnswer(polite)).status).toBe(200);
    times.push(performance.now() - started);
    polite.removeAllListeners('data').removeAllListeners('close');
    await pause(50);
  }
  clearInterval(dripping);
  polite.destroy();
  for (const { socket } of all) socket.destroy();

  expect(all.filter(({ closedAfterMs }) => closedAfterMs === null)).toEqual([]);
  expect(Math.max(...all.map(({ closedAfterMs }) => closedAfterMs ?? Infinity))).toBeLessThan(15_000);
  expect(Math.min(...all.map(({ closedAfterMs }) => closedAfterMs ?? 0))).toBeGreaterThan(9000);
  expect(new Set(silent.map(({ received }) => received))).toEqual(new Set(['']));
  for (const { received } of [...slowHeads, ...slowBodies]) expect(received).toMatch(/^HTTP\/1\.1 408 /);
  expect(times.sort((one, other) => one - other)[times.length >> 1]).toBeLessThan(50);
  // Those that said nothing leave no line, or they could fill the log.
  const refused = stubbed.gateway.logs().filter(({ httpStatus }) => httpStatus === 408);
  expect(refused).toHaveLength(slowHeads.length + slowBodies.length);
});

test('what comes once the time is over is refused only, and who keeps the connection open loses it', async () => {
  const lastBytes = 30;
  const before = await connections();
  const { port } = new URL(stubbed.gateway.url);
  const late = await Promise.all(
    Array.from({ length: 300 }, async () => {
      const socket = connect({ port: Number(port), host: '127.0.0.1', allowHalfOpen: true });
      await once(socket, 'connect');
      const one = { socket, received: '' };
      socket.setEncoding('latin1').on('data', (text: string) => (one.received += text));
      socket.on('error', () => undefined).write(HEAD.subarray(0, -lastBytes));
      return one;
    }),
  );
  const calls = stubbed.stubs.spherepay.calls.length;
  await Promise.race(late.map(({ socket }) => once(socket, 'data')));
  // Most of them still wait for their refusal.
  for (const { socket } of late) socket.write(HEAD.subarray(-lastBytes));
  await pause(3000);
  expect(new Set(late.map(({ received }) => received.match(/^HTTP\/1\.1 \d+/gm)?.join()))).toEqual(
    new Set(['HTTP/1.1 408']),
  );
  expect(stubbed.stubs.spherepay.calls).toHaveLength(calls);
  expect(await connections()).toBeLessThanOrEqual(before);
  for (const { socket } of late) socket.destroy();
});

/** How many the gateway holds. */
async function connections(): Promise<number> {
  const server = stubbed.gateway.nest.getHttpServer() as Server;
  return promisify(server.getConnections.bind(server))();
}
