import { expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { TestGateway } from '../support/gateway.js';
import { describeWithRedis, eventually } from '../support/redis-server.js';
import { SharedRedis, createCustomer, dataKey, originOf, readKept } from '../support/replicas.js';
import { json } from '../support/stub-provider.js';
import { enveloped, healthy } from '../support/wire-records.js';

const [OLD, NEW] = [dataKey('2025'), dataKey('2026')];
const LIST = '/v1/cartevo/customers?limit=5';

describeWithRedis('answers in Redis, when reads, changes and losses cross each other,', () => {
  const shared = new SharedRedis();

  test('are not brought back by a read that had begun before the write of another replica', async () => {
    const [one, other] = [await shared.replicas.add(OLD), await shared.replicas.add(OLD)];
    const { slow, release } = await slowRead(one);
    expect((await createCustomer(other)).status).toBe(201);
    release();
    expect((await slow).body.data).toEqual([]);
    expect((await readKept(other, LIST)).body.data).toHaveLength(1);
  });

  test('that a change has made unusable stay so when Redis loses what it knew of the change', async () => {
    const gateway = await shared.replicas.add(`${NEW},${OLD}`);
    await gateway.call(LIST);
    await shared.kept(1);
    expect((await createCustomer(gateway)).status).toBe(201);
    await loseStamps();
    expect(originOf(await readKept(gateway, LIST))).toBe('live');
  });

  test.each([
    ['all', () => shared.redis.empty()],
    ['the change alone', () => loseStamps()],
  ])('are not kept by a read that began before a change when Redis loses %s', async (_what, lose) => {
    const [one, other] = [await shared.replicas.add(OLD), await shared.replicas.add(OLD)];
    const { slow, release } = await slowRead(one);
    expect((await createCustomer(other)).status).toBe(201);
    await lose();
    release();
    expect((await slow).body.data).toEqual([]);
    // Keeping is not waited for by the answer.
    await pause(100);
    expect((await readKept(other, LIST)).body.data).toHaveLength(1);
  });

  test('are not replaced by what was asked for before them, whatever comes in later', async () => {
    const [one, other] = [await shared.replicas.add(OLD), await shared.replicas.add(OLD)];
    const { slow, release } = await slowRead(one);
    await other.call(LIST);
    await shared.kept(1);
    release();
    expect((await slow).body.data).toEqual([]);
    await pause(100);
    const answer = await readKept(one, LIST);
    expect([originOf(answer), answer.body.data.length]).toEqual(['cache', 1]);
    // What is asked for later does replace them.
    shared.replicas.cartevo.handle((_call, response) => json(response, 200, enveloped([])));
    await one.call(LIST);
    await eventually(async () => (await readKept(other, LIST)).body.data.length === 0);
    expect(originOf(await readKept(other, LIST))).toBe('cache');
  });

  test('replace what somebody made up, whatever moment that claims', async () => {
    const gateway = await shared.replicas.add(OLD);
    await gateway.call(LIST);
    await shared.kept(1);
    const [{ name = '' } = {}] = await shared.redis.answers();
    await shared.redis.ask((client) => client.set(name, '9'.repeat(200)));
    expect(originOf(await readKept(gateway, LIST))).toBe('live');
    await eventually(async () => originOf(await readKept(gateway, LIST)) === 'cache');
  });

  /** A read of the list that the provider has got and answers, with nothing in it, once it is released. */
  async function slowRead(gateway: TestGateway) {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>();
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    shared.replicas.cartevo.handle(async (_call, response) => {
      arrive();
      await released;
      json(response, 200, enveloped([]));
    });
    const slow = gateway.call(LIST);
    await arrived;
    shared.replicas.cartevo.handle(healthy('cartevo'));
    return { slow, release };
  }

  async function loseStamps(): Promise<void> {
    const names = (await shared.redis.dump())
      .map(({ name }) => name)
      .filter((name) => name.startsWith('gateway:stamp:'));
    expect(names).not.toEqual([]);
    await shared.redis.ask((client) => client.del(names));
  }
});
