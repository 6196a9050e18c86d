import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { RedisConnection as ConnectionClass } from '../../src/platform/redis/redis-connection.js';
import { loadModule } from '../support/gateway.js';
import { RedisServer, describeWithRedis, eventually } from '../support/redis-server.js';

const { RedisConnection } = await loadModule<{ RedisConnection: typeof ConnectionClass }>(
  'platform/redis/redis-connection.js',
);

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const AWAY = 'Redis does not answer; this process goes on by itself';
const BACK = 'Redis answers';
const PATIENCE_MS = 50;

async function startRedis(): Promise<RedisServer> {
  const redis = await RedisServer.start();
  cleanUp.push(() => redis.kill());
  return redis;
}

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
    const redis = await startRedis();
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
});
