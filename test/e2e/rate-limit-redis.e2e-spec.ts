import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, jest, test } from '@jest/globals';
import type { RateLimiter as RateLimiterClass } from '../../src/platform/overload/rate-limiter.js';
import type { RedisConnection as ConnectionClass } from '../../src/platform/redis/redis-connection.js';
import { loadModule, type TestGateway } from '../support/gateway.js';
import { AWAY, BACK, describeWithRedis, eventually, startRedis } from '../support/redis-server.js';
import { scrape } from '../support/metrics.js';
import { dataKey } from '../support/replicas.js';
import { SlowLink } from '../support/slow-link.js';
import { startStubbedGateway } from '../support/stubbed-gateway.js';
import { parseList } from '../support/structured-fields.js';
import { READ, healthy } from '../support/wire-records.js';

const { RateLimiter } = await loadModule<{ RateLimiter: typeof RateLimiterClass }>('platform/overload/rate-limiter.js');
const { RedisConnection } = await loadModule<{ RedisConnection: typeof ConnectionClass }>(
  'platform/redis/redis-connection.js',
);

jest.setTimeout(60_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

const APART = 'Redis does not answer the rate limit in time; this process counts by itself';
const TOGETHER = 'Redis answers the rate limit in time; replicas count together';

async function gatewayAt(url: string, limit: string): Promise<TestGateway> {
  const stubbed = await startStubbedGateway({
    REDIS_URL: url,
    GATEWAY_DATA_KEYS: dataKey('test'),
    GATEWAY_RATE_LIMIT: limit,
    METRICS_PORT: '0',
  });
  cleanUp.push(() => stubbed.stop());
  stubbed.stubs.spherepay.handle(healthy('spherepay'));
  return stubbed.gateway;
}

const linesOf = (gateway: TestGateway) =>
  gateway.logs().flatMap(({ msg }) => (msg === AWAY || msg === BACK ? [msg] : []));
const read = (gateway: TestGateway) => gateway.call(READ.spherepay);

async function statuses(gateway: TestGateway, count: number): Promise<number[]> {
  const answers: number[] = [];
  for (let index = 0; index < count; index++) answers.push((await read(gateway)).status);
  return answers;
}

async function remaining(gateway: TestGateway): Promise<number | undefined> {
  const { headers } = await read(gateway);
  return parseList(headers.get('ratelimit') ?? '')[0]?.parameters['r'];
}

/** Waits until the gateway has said as many lines about Redis, the last one this. */
async function says(gateway: TestGateway, line: string, lines: number): Promise<void> {
  await eventually(() => linesOf(gateway).length >= lines, 10_000);
  expect(linesOf(gateway)).toHaveLength(lines);
  expect(linesOf(gateway).at(-1)).toBe(line);
}

describeWithRedis('with Redis', () => {
  test('two gateways share one limit, to the boundary', async () => {
    const redis = await startRedis(cleanUp);
    const gateways = [await gatewayAt(redis.url, '10/60'), await gatewayAt(redis.url, '10/60')];
    for (const gateway of gateways) await says(gateway, BACK, 1);
    const answers = await Promise.all(gateways.flatMap((gateway) => Array.from({ length: 8 }, () => read(gateway))));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(10);
    expect(answers.filter(({ status }) => status === 429)).toHaveLength(6);
    const left = answers.map(({ headers }) => parseList(headers.get('ratelimit') ?? '')[0]?.parameters['r'] ?? -1);
    expect(left.sort((one, other) => other - one)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0, 0, 0, 0, 0, 0, 0]);
  });

  test('a window ends there as well', async () => {
    const redis = await startRedis(cleanUp);
    const gateway = await gatewayAt(redis.url, '2/2');
    await says(gateway, BACK, 1);
    expect(await statuses(gateway, 3)).toEqual([200, 200, 429]);
    await pause(2100);
    expect(await statuses(gateway, 3)).toEqual([200, 200, 429]);
  });

  test('a caller who floods is refused without asking Redis each time', async () => {
    const redis = await startRedis(cleanUp);
    const gateway = await gatewayAt(redis.url, '5/60');
    await says(gateway, BACK, 1);
    await statuses(gateway, 6);
    const commands = () => redis.ask((client) => client.info('commandstats'));
    const counted = async () => Number(/cmdstat_evalsha:calls=(\d+)/.exec(await commands())?.[1]);
    const before = await counted();
    expect(before).toBeGreaterThan(0);
    expect(new Set(await statuses(gateway, 100))).toEqual(new Set([429]));
    expect(await counted()).toBe(before);
  });

  test('killed in the middle, each gateway counts by itself; back again, they count together', async () => {
    const redis = await startRedis(cleanUp);
    const gateways = [await gatewayAt(redis.url, '20/600'), await gatewayAt(redis.url, '20/600')] as const;
    for (const gateway of gateways) await says(gateway, BACK, 1);
    expect(await remaining(gateways[0])).toBe(19);
    expect(await remaining(gateways[1])).toBe(18);
    await redis.kill();
    for (const gateway of gateways) {
      expect(await remaining(gateway)).toBe(19);
      expect(await statuses(gateway, 25)).toEqual([...Array<number>(19).fill(200), ...Array<number>(6).fill(429)]);
      await says(gateway, AWAY, 2);
    }
    await redis.run();
    for (const gateway of gateways) await says(gateway, BACK, 3);
    expect(await remaining(gateways[0])).toBe(19);
    expect(await remaining(gateways[1])).toBe(18);
  });

  test('that is not there at the start, the gateway starts, and shares as soon as it can', async () => {
    const redis = await startRedis(cleanUp);
    await redis.kill();
    const gateway = await gatewayAt(redis.url, '20/600');
    await says(gateway, AWAY, 1);
    expect(await statuses(gateway, 5)).toEqual([200, 200, 200, 200, 200]);
    await pause(1500);
    await redis.run();
    await says(gateway, BACK, 2);
    expect(await remaining(gateway)).toBe(19);
  });

  test('that refuses the password, the gateway goes on, and the password is in no line', async () => {
    const redis = await startRedis(cleanUp);
    await redis.ask((client) => client.config('SET', 'requirepass', 'the-right-one'));
    const gateway = await gatewayAt(redis.url.replace('//', '//:canary-password@'), '5/60');
    await says(gateway, AWAY, 1);
    expect(await statuses(gateway, 6)).toEqual([200, 200, 200, 200, 200, 429]);
    expect(gateway.rawLog()).not.toContain('canary-password');
  });

  test('frozen, costs requests a few milliseconds for a tenth of a second, and the others nothing', async () => {
    const redis = await startRedis(cleanUp);
    const lines: string[] = [];
    const logger = { warn: (line: string) => lines.push(line), info: (line: string) => lines.push(line) };
    const connection = await RedisConnection.make(redis.url, logger as never);
    cleanUp.push(() => connection.close());
    connection.start();
    await eventually(() => connection.isUp);
    const limiter = new RateLimiter({ count: 1000, seconds: 600 }, connection, logger as never);
    for (let index = 0; index < 20; index++) await limiter.take('caller');
    redis.freeze();
    const timed = async () => {
      const started = performance.now();
      const { exceeded } = await limiter.take('caller');
      expect(exceeded).toBe(false);
      return performance.now() - started;
    };
    const waited: number[] = [];
    while (connection.isUp) waited.push(await timed());
    const others: number[] = [];
    for (let index = 0; index < 50; index++) others.push(await timed());
    const median = (times: number[]) => times.sort((one, other) => one - other)[times.length >> 1];
    expect(waited.length).toBeLessThanOrEqual(30);
    // The median, since the machine may be busy with other things.
    expect(median(waited)).toBeLessThan(6);
    expect(median(others)).toBeLessThan(1);
    expect(await limiter.take('caller')).toMatchObject({ remaining: 1000 - waited.length - others.length - 1 });
    redis.thaw();
    await eventually(() => connection.isUp);
    expect(await limiter.take('caller')).toMatchObject({ exceeded: false });
    expect(lines).toEqual([BACK, AWAY, BACK]);
  });

  test('gone or frozen, a request is counted by the process itself, and costs no 5 ms more', async () => {
    const redis = await startRedis(cleanUp);
    const gateway = await gatewayAt(redis.url, '100000/600');
    await says(gateway, BACK, 1);
    const median = async (path: string, lasts: () => boolean = () => true) => {
      const times: number[] = [];
      while (times.length < 150 && lasts()) {
        const started = performance.now();
        expect((await gateway.call(path)).status).toBe(200);
        times.push(performance.now() - started);
      }
      return { times: times.length, ms: times.sort((one, other) => one - other)[times.length >> 1] ?? NaN };
    };
    // Asks nothing but the rate limit of Redis; a read also asks for what is kept, with a patience of its own.
    const CATALOGUE = '/v1/providers/spherepay';
    const counted = async (reason: string) =>
      (await scrape(gateway.metricsPort)).value('gateway_rate_limit_local_total', { reason }) ?? 0;
    await median(CATALOGUE);
    const well = { request: await median(CATALOGUE), read: await median(READ.spherepay) };
    redis.freeze();
    const unnoticed = { request: await median(CATALOGUE, () => linesOf(gateway).length < 2) };
    await says(gateway, AWAY, 2);
    const frozen = { request: await median(CATALOGUE), read: await median(READ.spherepay) };
    expect(await counted('unanswered')).toBeGreaterThan(0);
    expect(await counted('away')).toBeGreaterThanOrEqual(300);
    redis.thaw();
    await says(gateway, BACK, 3);
    await redis.kill();
    await median(CATALOGUE, () => linesOf(gateway).length < 4);
    const gone = { request: await median(CATALOGUE), read: await median(READ.spherepay) };
    const told = Object.entries({ well, unnoticed, frozen, gone }).map(([state, of]) => {
      return `${state} ${Object.entries(of)
        .map(([what, { times, ms }]) => `${what} ${ms.toFixed(2)} (${times})`)
        .join(' ')}`;
    });
    process.stderr.write(`median in ms with a Redis that is ${told.join(', ')}\n`);
    for (const state of [frozen, gone]) {
      expect(state.request.ms - well.request.ms).toBeLessThan(5);
      expect(state.read.ms - well.read.ms).toBeLessThan(5);
    }
    // The patience is 4 ms; a timer and a busy machine add to it.
    expect(unnoticed.request.ms - well.request.ms).toBeLessThan(8);
  });

  test('frozen under load, no request fails, and none is slow for long', async () => {
    const redis = await startRedis(cleanUp);
    const gateway = await gatewayAt(redis.url, '100000/600');
    await says(gateway, BACK, 1);
    await statuses(gateway, 20);
    redis.freeze();
    for (let round = 0; round < 50 && linesOf(gateway).length < 2; round++) {
      const answers = await Promise.all(Array.from({ length: 50 }, () => read(gateway)));
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    }
    await says(gateway, AWAY, 2);
    redis.thaw();
    await says(gateway, BACK, 3);
  });

  test('that is always a little too slow, it is said once that callers are counted apart, and once that it is over', async () => {
    const redis = await startRedis(cleanUp);
    const link = await SlowLink.start(redis.port);
    cleanUp.push(() => link.close());
    const gateway = await gatewayAt(`redis://127.0.0.1:${link.port}`, '100000/600');
    await says(gateway, BACK, 1);
    const told = () => gateway.logs().flatMap(({ msg }) => (msg === APART || msg === TOGETHER ? [msg] : []));
    const alone = async (reason: string) =>
      (await scrape(gateway.metricsPort)).value('gateway_rate_limit_local_total', { reason });
    const readUntil = (lines: number) =>
      eventually(async () => {
        expect((await read(gateway)).status).toBe(200);
        return told().length >= lines;
      }, 10_000);
    await statuses(gateway, 20);
    expect([told(), await alone('away')]).toEqual([[], expect.any(Number)]);
    const before = (await alone('unanswered')) ?? NaN;
    // Fast enough for the store, whose reads show that it is there.
    link.delayMs = 15;
    await readUntil(1);
    await statuses(gateway, 20);
    expect((await alone('unanswered')) ?? NaN).toBeGreaterThan(before + 25);
    link.delayMs = 0;
    await readUntil(2);
    await statuses(gateway, 20);
    expect(told()).toEqual([APART, TOGETHER]);
    expect(linesOf(gateway)).toEqual([BACK]);
    // The connection says itself that Redis is away.
    const away = (await alone('away')) ?? NaN;
    await redis.kill();
    await statuses(gateway, 5);
    await says(gateway, AWAY, 2);
    await statuses(gateway, 20);
    expect((await alone('away')) ?? NaN).toBeGreaterThanOrEqual(away + 20);
    expect(told()).toEqual([APART, TOGETHER]);
  });

  test('a busy event loop is not taken for a slow Redis', async () => {
    const redis = await startRedis(cleanUp);
    const gateway = await gatewayAt(redis.url, '100000/600');
    await says(gateway, BACK, 1);
    for (let round = 0; round < 20; round++) {
      const answers = Promise.all(Array.from({ length: 10 }, () => read(gateway)));
      for (let slice = 0; slice < 10; slice++) {
        const busyUntil = performance.now() + 15;
        while (performance.now() < busyUntil);
        await pause(1);
      }
      await answers;
    }
    expect(linesOf(gateway)).toEqual([BACK]);
  });
});
