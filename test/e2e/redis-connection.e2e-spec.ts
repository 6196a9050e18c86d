import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { RedisConnection as ConnectionClass } from '../../src/platform/redis/redis-connection.js';
import { loadModule } from '../support/gateway.js';
import { AWAY, BACK, describeWithRedis, eventually, startRedis } from '../support/redis-server.js';
import { SlowLink } from '../support/slow-link.js';

const { RedisConnection } = await loadModule<{ RedisConnection: typeof ConnectionClass }>(
  'platform/redis/redis-connection.js',
);

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const REFUSED = 'Redis refuses a command: OOM';
const LATE = 'Redis has answered too late 20 times; what it was asked went on without it';
const PATIENCE_MS = 50;

/** A connection that has begun, and what it says. */
async function connectTo(url: string, prepare?: () => Promise<void>) {
  const lines: string[] = [];
  const logger = { warn: (line: string) => lines.push(line), info: (line: string) => lines.push(line) };
  const connection = await RedisConnection.make(url, logger as never);
  cleanUp.push(() => connection.close());
  if (prepare) connection.beforeReturn(prepare);
  connection.start();
  const ping = () => connection.ask(() => connection.client.ping(), PATIENCE_MS);
  return { connection, lines, ping };
}

describeWithRedis('the connection to Redis', () => {
  test('leaves and returns also after a probe that failed late, beside one that succeeded', async () => {
    const redis = await startRedis(cleanUp);
    const preparing = [() => new Promise<void>(() => undefined)];
    const { connection, lines, ping } = await connectTo(redis.url, () => preparing.shift()?.() ?? Promise.resolve());
    await eventually(() => preparing.length === 0);
    await redis.ask((client) => client.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes'));
    await eventually(() => connection.isUp);
    // The first probe fails after a second, and would probe again after one more.
    await pause(2500);
    await redis.kill();
    await eventually(async () => (await ping()) === null && !connection.isUp);
    expect(lines).toEqual([BACK, AWAY]);
    await redis.run();
    await eventually(() => connection.isUp);
    expect(lines).toEqual([BACK, AWAY, BACK]);
  });

  test('takes a refusal for an answer, and says so once until a command succeeds, and not all the time', async () => {
    const redis = await startRedis(cleanUp);
    const { connection, lines, ping } = await connectTo(redis.url);
    await eventually(() => connection.isUp);
    const write = () => connection.ask(() => connection.client.set('canary-name', 'canary-value'), PATIENCE_MS);
    const refuse = async (milliseconds: number) => {
      const end = performance.now() + milliseconds;
      while (performance.now() < end) {
        expect(await write()).toBeNull();
        expect(connection.isUp).toBe(true);
        await pause(10);
      }
    };
    await redis.ask((client) => client.config('SET', 'maxmemory', '1'));
    await refuse(500);
    expect(lines).toEqual([BACK, REFUSED]);
    expect(await ping()).toBe('PONG');
    await refuse(100);
    expect(lines).toEqual([BACK, REFUSED]);
    await pause(5000);
    await refuse(300);
    expect(lines).toEqual([BACK, REFUSED, REFUSED]);
    await pause(5000);
    await refuse(100);
    expect(lines).toEqual([BACK, REFUSED, REFUSED]);
    await redis.ask((client) => client.config('SET', 'maxmemory', '0'));
    expect(await write()).toBe('OK');
  });

  test('does not leave a Redis that answers late each time', async () => {
    const redis = await startRedis(cleanUp);
    const link = await SlowLink.start(redis.port);
    cleanUp.push(() => link.close());
    const { connection, lines, ping } = await connectTo(`redis://127.0.0.1:${link.port}`);
    await eventually(() => connection.isUp);
    link.delayMs = 70;
    // A test process that stands still for a moment reads an answer before it looks at its clock: not all are late then.
    const late = async (rounds: number, betweenMs: number) => {
      const answers: unknown[] = [];
      for (let round = 0; round < rounds; round++) {
        answers.push(await ping());
        await pause(betweenMs);
      }
      return answers.filter((answer) => answer === null).length;
    };
    expect(await late(5, 150)).toBeGreaterThanOrEqual(3);
    expect([connection.isUp, lines]).toEqual([true, [BACK]]);
    expect(await late(26, 60)).toBeGreaterThanOrEqual(18);
    expect([connection.isUp, lines]).toEqual([true, [BACK, LATE]]);
  });

  test('leaves a frozen Redis also when only one command has asked it', async () => {
    const redis = await startRedis(cleanUp);
    const { connection, lines, ping } = await connectTo(redis.url);
    await eventually(() => connection.isUp);
    redis.freeze();
    expect(await ping()).toBeNull();
    await eventually(() => !connection.isUp);
    expect(lines).toEqual([BACK, AWAY]);
    redis.thaw();
    await eventually(() => connection.isUp);
  });

  test('does not count an idle time as silence', async () => {
    const redis = await startRedis(cleanUp);
    const { connection, lines } = await connectTo(redis.url);
    await eventually(() => connection.isUp);
    const fail = () => connection.ask(() => Promise.reject(new Error('not sent')), PATIENCE_MS);
    expect(await fail()).toBeNull();
    await pause(2200);
    expect(await fail()).toBeNull();
    expect([connection.isUp, lines]).toEqual([true, [BACK]]);
    await pause(150);
    await fail();
    expect([connection.isUp, lines]).toEqual([false, [BACK, AWAY]]);
  });
});
