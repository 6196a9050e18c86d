import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestGateway } from '../support/gateway.js';
import { openSocket, rawRequest } from '../support/raw-http.js';
import { AWAY, BACK, RedisServer, describeWithRedis, eventually } from '../support/redis-server.js';
import { Replicas, createCustomer, dataKey, failuresOf, originOf, readKept, storeOf } from '../support/replicas.js';
import { READ } from '../support/wire-records.js';

const KEYS = dataKey('only');
/** What a read may lose. */
const LOST_MS = 50;

describeWithRedis('a Redis that fails', () => {
  let redis: RedisServer;
  let replicas: Replicas;
  let gateway: TestGateway;
  beforeEach(async () => {
    redis = await RedisServer.start();
    replicas = await Replicas.start(redis);
    gateway = await replicas.add(KEYS);
    await warmUp();
  });
  afterEach(async () => {
    redis.thaw();
    await replicas.stop();
    await redis.kill();
  });

  async function warmUp(): Promise<void> {
    await gateway.call(READ.cartevo);
    await eventually(async () => originOf(await readKept(gateway, READ.cartevo)) === 'cache');
  }
  // The first of them says that it was there.
  const messages = () =>
    gateway
      .logs()
      .flatMap(({ msg }) => (msg === AWAY || msg === BACK ? [msg] : []))
      .slice(1);

  async function timed(count: number): Promise<number[]> {
    const times: number[] = [];
    for (let index = 0; index < count; index++) {
      const before = performance.now();
      const answer = await readKept(gateway, READ.cartevo);
      times.push(performance.now() - before);
      expect([answer.status, originOf(answer)]).toEqual([200, 'live']);
    }
    return times;
  }

  test('by being killed costs reads nothing, and is told once; coming back is told once as well', async () => {
    await redis.kill();
    await pause(20);
    const times = await timed(20);
    expect(median(times)).toBeLessThan(LOST_MS);
    expect(messages()).toEqual([AWAY]);
    expect(failuresOf(gateway)).toBeGreaterThan(0);
    expect((await createCustomer(gateway)).status).toBe(201);
    await redis.run();
    await eventually(() => messages().length === 2, 8000);
    expect(messages()).toEqual([AWAY, BACK]);
    await warmUp();
    expect(messages()).toEqual([AWAY, BACK]);
  }, 30_000);

  test('by standing still costs a few reads a moment each, and the others nothing', async () => {
    redis.freeze();
    const times = await timed(30);
    expect(median(times)).toBeLessThan(LOST_MS);
    expect(failuresOf(gateway)).toBeGreaterThan(0);
    expect(times.slice(5).filter((time) => time > LOST_MS).length).toBeLessThan(5);
    expect(messages()).toEqual([AWAY]);
    redis.thaw();
    await eventually(() => messages().length === 2, 8000);
    await warmUp();
  }, 30_000);

  test('in the middle of 200 reads at once fails none of them', async () => {
    const reads = Array.from({ length: 200 }, async (_, index) => {
      await pause(index);
      if (index === 60) redis.freeze();
      if (index === 120) await redis.kill();
      return (await readKept(gateway, `/v1/cartevo/customers?limit=${1 + (index % 100)}`)).status;
    });
    expect(new Set(await Promise.all(reads))).toEqual(new Set([200]));
    expect(messages()).toEqual([AWAY]);
  }, 30_000);

  test('hears of a change that it missed before anybody is answered from it', async () => {
    redis.freeze();
    await timed(3);
    const before = performance.now();
    expect((await createCustomer(gateway)).status).toBe(201);
    expect(performance.now() - before).toBeLessThan(500);
    redis.thaw();
    await eventually(() => messages().length === 2, 8000);
    // It has kept its memory: the answer from before the change is still there.
    expect(originOf(await readKept(gateway, READ.cartevo))).toBe('live');
    const other = await replicas.add(KEYS);
    expect(originOf(await readKept(other, '/v1/cartevo/customers?limit=5'))).toBe('live');
  }, 30_000);

  test('is told once of the changes that it missed, before it counts as back', async () => {
    await redis.kill();
    expect((await createCustomer(gateway)).status).toBe(201);
    await redis.run();
    await eventually(() => messages().length === 2, 8000);
    // Every delivery makes stamps of its own.
    const told = await stamps();
    expect(told.length).toBeGreaterThanOrEqual(2);
    const paths = Array.from({ length: 20 }, (_, index) => `/v1/cartevo/customers?limit=${1 + index}`);
    await Promise.all(paths.map((path) => readKept(gateway, path)));
    expect(await stamps()).toEqual(told);
  }, 30_000);

  test('for a moment is told once of what it missed, however many reads come together', async () => {
    const store = storeOf(gateway);
    const before = await sets();
    redis.freeze();
    await store.invalidate(['one', 'other']);
    redis.thaw();
    // All of them before anything of Redis is heard.
    await Promise.all(Array.from({ length: 20 }, (_, index) => store.find({ key: `${index}`, subject: 'one' })));
    expect(messages()).toEqual([]);
    // Two for the changes, and one more of each that was on its way when they were given up.
    expect((await sets()) - before).toBeLessThanOrEqual(4);
  }, 30_000);

  const stamps = async () =>
    (await redis.dump())
      .filter(({ name }) => name.startsWith('gateway:stamp:'))
      .map(({ name, value }) => `${name} ${value.toString()}`)
      .sort();
  const sets = async () =>
    Number(/cmdstat_set:calls=(\d+)/.exec(await redis.ask((client) => client.info('commandstats')))?.[1] ?? 0);

  test.each(['max-age=60', 'max-age=0'])(
    'is no reason to ask for a caller who hung up meanwhile (%s)',
    async (accepted) => {
      const before = replicas.calls;
      redis.freeze();
      const socket = await openSocket(gateway.url);
      socket.write(rawRequest(`GET ${READ.cartevo}`, [['Cache-Control', accepted]]));
      await eventually(() => gateway.lifecycle.active === 1);
      socket.destroy();
      await eventually(() => gateway.logs().some(({ httpStatus }) => httpStatus === 499));
      // Longer than both the store and the provider would take.
      await pause(300);
      expect(replicas.calls).toBe(before);
    },
    30_000,
  );

  test('from the start on is no reason not to start', async () => {
    await redis.kill();
    const late = await replicas.add(KEYS);
    expect(originOf(await readKept(late, READ.cartevo))).toBe('live');
    await redis.run();
    await eventually(async () => originOf(await readKept(late, READ.cartevo)) === 'cache', 8000);
  }, 30_000);
});

function median(times: readonly number[]): number {
  return times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)] ?? 0;
}
