import { createServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { AdapterStage, failureOf } from '../../../test/support/adapter-stage.js';
import { callContext, type RealHttp } from '../../../test/support/real-http.js';
import { json, type StubProvider } from '../../../test/support/stub-provider.js';

const stage = new AdapterStage();

const open = (connections = 128): RealHttp => stage.open(undefined, { connections });

function request(
  real: RealHttp,
  milliseconds: number,
  limit: { attemptTimeoutMs?: number; giveUp?: () => boolean } = {},
) {
  return real.request({ url: '/x', deadline: stage.within(milliseconds), ...limit });
}

describe('the deadline', () => {
  it.each([
    ['nothing is answered', () => undefined],
    [
      'a body drips',
      (response: Parameters<Parameters<StubProvider['handle']>[0]>[1]) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write('x'), 20);
        response.on('close', () => clearInterval(timer));
      },
    ],
  ])('ends a call also while %s, and closes its socket', async (_name, answer) => {
    let closed = false;
    stage.stub.handle((_call, response) => {
      response.on('close', () => (closed = true));
      answer(response);
    });
    const startedAt = performance.now();
    expect(await failureOf(request(open(), 150))).toMatchObject({ failure: 'deadline', sent: true });
    const took = performance.now() - startedAt;
    expect(took).toBeGreaterThan(120);
    expect(took).toBeLessThan(1500);
    while (!closed) await sleep(5);
  });

  it('that has passed already sends nothing', async () => {
    const { deadline } = callContext(1);
    await sleep(20);
    const real = open();
    expect(await failureOf(real.request({ url: '/x', deadline }))).toMatchObject({
      failure: 'deadline',
      sent: false,
    });
    expect(stage.stub.calls).toHaveLength(0);
  });

  it('that has passed while the event loop was busy, so that nobody has heard of it yet, sends nothing', async () => {
    const { deadline } = callContext(3);
    const busyUntil = performance.now() + 10;
    while (performance.now() < busyUntil);
    expect(await failureOf(open().request({ url: '/x', deadline }))).toMatchObject({
      failure: 'deadline',
      sent: false,
    });
    expect(stage.stub.calls).toHaveLength(0);
  });

  it('leaves no timer of an attempt behind that it has ended before it began', async () => {
    const { deadline } = callContext(1);
    await sleep(20);
    let asked = false;
    const giveUp = () => (asked = true);
    await failureOf(open().request({ url: '/x', deadline, attemptTimeoutMs: 20, giveUp }));
    await sleep(60);
    expect(asked).toBe(false);
  });

  it('of a call that waits for a connection says that nothing was sent', async () => {
    stage.stub.handle(() => undefined);
    const real = open(1);
    const first = failureOf(request(real, 200));
    expect(await failureOf(request(real, 100))).toMatchObject({ failure: 'deadline', sent: false });
    expect(await first).toMatchObject({ failure: 'deadline', sent: true });
    expect(stage.stub.calls).toHaveLength(1);
  });
});

describe('how long the provider was silent', () => {
  const endOf = async (data?: unknown) =>
    failureOf(open().request({ url: '/x', deadline: stage.within(300), method: 'POST', data }));

  it('is counted from the end of the request', async () => {
    stage.stub.handle(() => undefined);
    const { silentMs } = (await endOf('body')) ?? {};
    expect(silentMs).toBeGreaterThan(100);
    expect(silentMs).toBeLessThan(1500);
  });

  it('is nothing once an answer has begun', async () => {
    stage.stub.handle((_call, response) => void response.writeHead(200).write('x'));
    expect(await endOf('body')).toMatchObject({ failure: 'deadline', silentMs: 0 });
  });

  it('is nothing while the request is being sent, however slowly it is taken', async () => {
    const server = createServer((socket) => void socket.on('error', () => undefined).pause());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const real = stage.open(`http://127.0.0.1:${port}`);
    const body = [Buffer.alloc(32 * 1_048_576), Buffer.from('end')];
    const error = await failureOf(real.request({ url: '/x', method: 'POST', deadline: stage.within(300), data: body }));
    expect(error).toMatchObject({ failure: 'deadline', sent: true, silentMs: 0 });
    server.close();
  });
});

describe('the time of an attempt', () => {
  const slow = (afterMs: number) =>
    stage.stub.handle((_call, response) => void setTimeout(() => json(response, 200, { ok: true }), afterMs));

  it('ends it when it is given up', async () => {
    slow(300);
    const error = await failureOf(request(open(), 2000, { attemptTimeoutMs: 50, giveUp: () => true }));
    expect(error).toMatchObject({ failure: 'attempt_timeout', sent: true });
  });

  it('changes nothing when it is not', async () => {
    slow(200);
    let asked = 0;
    const limit = { attemptTimeoutMs: 50, giveUp: () => ++asked < 0 };
    expect((await request(open(), 2000, limit)).status).toBe(200);
    expect(asked).toBe(1);
  });

  it('is not asked about after the answer', async () => {
    let asked = 0;
    await request(open(), 2000, { attemptTimeoutMs: 200, giveUp: () => ++asked > 0 });
    await sleep(250);
    expect(asked).toBe(0);
  });
});
