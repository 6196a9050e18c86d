import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { jpeg, newCustomer, toForm, toMultipart, FRONT, BACK } from '../support/new-customer.js';
import { openSocket, rawRequest, readAnswer } from '../support/raw-http.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy } from '../support/wire-records.js';
import { requireDocumented } from '../support/openapi/checked-answers.js';

const FIVE_MIB = 5 * 1024 * 1024;

let stubbed: StubbedGateway;
beforeAll(async () => {
  // Each takes its size and one more file while it is put together, so there is room for two and no more: what an aborted one keeps would be missed at once.
  stubbed = await startStubbedGateway({ UPLOAD_MEMORY_MIB: '45' });
  stubbed.stubs.cartevo.handle(healthy('cartevo'));
});
afterAll(() => stubbed.stop());

async function upload() {
  const files = [FRONT, BACK].map((name) => ({ name, bytes: jpeg(FIVE_MIB) }));
  const { contentType, bytes } = await toMultipart(toForm(newCustomer(), files));
  const headers = [
    ['Content-Type', contentType],
    ['Content-Length', `${bytes.length}`],
  ] as const;
  return rawRequest('POST /v1/cartevo/customers', headers, bytes);
}

const post = () => {
  const files = [FRONT, BACK].map((name) => ({ name, bytes: jpeg(FIVE_MIB) }));
  return stubbed.gateway.call('/v1/cartevo/customers', { method: 'POST', body: toForm(newCustomer(), files) });
};

test('uploads aborted at 50 % send nothing, and their share of the budget is given back', async () => {
  const request = await upload();
  for (let round = 0; round < 6; round++) {
    const socket = await openSocket(stubbed.gateway.url);
    socket.write(request.subarray(0, request.length / 2));
    await pause(50);
    if (round % 2 === 0) socket.destroy();
    else socket.resetAndDestroy();
  }
  await pause(100);
  expect(stubbed.calls()).toEqual([]);
  // Twice the budget's worth at once: whoever waited for memory that was lost would be sent away with 503.
  const answers = await Promise.all([post(), post(), post()]);
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
}, 60_000);

test('uploads aborted while they wait for memory give their place back', async () => {
  const request = await upload();
  const holders = await Promise.all([0, 1].map(() => openSocket(stubbed.gateway.url)));
  // Two senders that stop half-way hold the whole budget.
  for (const socket of holders) socket.write(request.subarray(0, request.length / 2));
  await pause(100);
  const waiting = await openSocket(stubbed.gateway.url);
  waiting.write(request.subarray(0, 4096));
  await pause(100);
  waiting.destroy();
  for (const socket of holders) socket.destroy();
  await pause(50);
  expect((await post()).status).toBe(201);
});

test('other requests are served while uploads hold all memory', async () => {
  const request = await upload();
  const holders = await Promise.all([0, 1].map(() => openSocket(stubbed.gateway.url)));
  for (const socket of holders) socket.write(request.subarray(0, request.length / 2));
  await pause(100);
  const started = performance.now();
  expect((await stubbed.gateway.call(READ.cartevo)).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(3000);
  const answers = holders.map((socket) => readAnswer(socket));
  for (const socket of holders) socket.write(request.subarray(request.length / 2));
  expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([201, 201]);
  const asked = { method: 'POST', target: '/v1/cartevo/customers' };
  for (const answer of answers) requireDocumented(stubbed.gateway.url, asked, await answer);
  for (const socket of holders) socket.destroy();
});

test('an abort is one log line with status 499', async () => {
  const before = stubbed.gateway.logs().length;
  const request = await upload();
  const socket = await openSocket(stubbed.gateway.url);
  socket.write(request.subarray(0, 100_000));
  await pause(50);
  socket.destroy();
  await pause(150);
  const lines = stubbed.gateway.logs().slice(before);
  expect(lines).toEqual([expect.objectContaining({ httpStatus: 499, route: '/v1/cartevo/customers' })]);
});
