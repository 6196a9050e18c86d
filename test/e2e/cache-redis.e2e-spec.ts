import { expect, test } from '@jest/globals';
import { Buffer } from 'node:buffer';
import {
  CARD_FORMS,
  PERSONAL,
  SECRETS,
  SENSITIVE,
  canariesIn,
  canaryCard,
  canaryCartevoCustomer,
} from '../support/canaries.js';
import { describeWithRedis, eventually } from '../support/redis-server.js';
import { SharedRedis, createCustomer, dataKey, originOf, readKept } from '../support/replicas.js';
import { json } from '../support/stub-provider.js';
import { IDS, READ, enveloped, healthy } from '../support/wire-records.js';

const [OLD, NEW] = [dataKey('2025'), dataKey('2026')];
const LIST = '/v1/cartevo/customers?limit=5';

describeWithRedis('answers kept in a real Redis', () => {
  const shared = new SharedRedis();

  test('are those of every replica', async () => {
    const [one, other] = [await shared.replicas.add(OLD), await shared.replicas.add(OLD)];
    const live = await one.call(READ.cartevo);
    await shared.kept(1);
    const answer = await readKept(other, READ.cartevo);
    expect([originOf(answer), shared.replicas.calls]).toEqual(['cache', 1]);
    expect(answer.body.data).toEqual(live.body.data);
    expect(answer.headers.get('etag')).toBe(live.headers.get('etag'));
    expect(answer.body.meta.sources[0].asOf).toBe(live.body.meta.sources[0].asOf);
    const again = await readKept(other, READ.cartevo, { 'if-none-match': live.headers.get('etag') });
    expect([again.status, again.text]).toEqual([304, '']);
  });

  test('have an end to their life, and so has all that goes with them', async () => {
    const gateway = await shared.replicas.add(OLD, { GATEWAY_CACHE_SECONDS: '7' });
    await gateway.call(READ.cartevo);
    await createCustomer(gateway);
    await gateway.call(READ.cartevo);
    await shared.kept(1);
    const names = (await shared.redis.dump()).map(({ name }) => name);
    const lives = await shared.redis.ask((client) => Promise.all(names.map((name) => client.pttl(name))));
    for (const [index, life] of lives.entries()) {
      expect(life).toBeGreaterThan(0);
      expect(life).toBeLessThanOrEqual(names[index]?.startsWith('gateway:answer:') ? 7000 : 607_000);
    }
  });

  test('show nothing of anybody: neither in their names nor in their values', async () => {
    const gateway = await shared.replicas.add(OLD);
    const record = canaryCartevoCustomer();
    shared.replicas.cartevo.handle((call, response, request) => {
      if (call.url.includes('/cards')) return json(response, 200, enveloped([canaryCard()]));
      return healthy('cartevo', record)(call, response, request);
    });
    const answer = await gateway.call(READ.cartevo);
    for (const path of [`${READ.cartevo}/cards`, LIST, `${READ.cartevo}?explain=true`]) await gateway.call(path);
    // The search for canaries finds them where they are.
    expect(canariesIn(answer.text, PERSONAL).length).toBeGreaterThan(5);
    await shared.kept(4);
    expect((await readKept(gateway, READ.cartevo)).body.data).toEqual(answer.body.data);
    const everything = (await shared.redis.dump())
      .map(({ name, value }) => `${name} ${value.toString('latin1')}`)
      .join('\n');
    expect(canariesIn(everything, PERSONAL, SENSITIVE, SECRETS, CARD_FORMS, IDS)).toEqual([]);
    expect(everything).not.toMatch(/cartevo|customer|data|"id"/i);
    expect(canariesIn(gateway.rawLog(), PERSONAL, SENSITIVE)).toEqual([]);
  });

  test('never include one with sensitive values', async () => {
    const gateway = await shared.replicas.add(OLD);
    const path = `${READ.cartevo}?include=sensitive`;
    expect((await gateway.call(path)).status).toBe(200);
    expect(originOf(await readKept(gateway, path))).toBe('live');
    expect(await shared.redis.dump()).toEqual([]);
    // An ordinary one, so that there was time for the others to be kept.
    await gateway.call(READ.cartevo);
    await shared.kept(1);
    expect(await shared.redis.answers()).toHaveLength(1);
    expect(originOf(await readKept(gateway, path))).toBe('live');
  });

  test('that somebody has changed, moved or made up are not there', async () => {
    const gateway = await shared.replicas.add(OLD);
    for (const path of [READ.cartevo, `${READ.cartevo}/cards`]) await gateway.call(path);
    await shared.kept(2);
    const [one, other] = (await shared.redis.answers()) as [
      { name: string; value: Buffer },
      { name: string; value: Buffer },
    ];
    const put = (name: string, value: Buffer) => shared.redis.ask((client) => client.set(name, value));
    const flipped = Buffer.from(one.value);
    flipped[flipped.length - 1] = (flipped.at(-1) ?? 0) ^ 1;
    for (const value of [flipped, other.value, Buffer.from('{"data":{}}'), Buffer.alloc(0)]) {
      await put(one.name, value);
      await put(other.name, value === other.value ? one.value : value);
      for (const path of [READ.cartevo, `${READ.cartevo}/cards`]) {
        const answer = await readKept(gateway, path, { 'cache-control': 'max-age=60, no-store' });
        expect([answer.status, originOf(answer)]).toEqual([200, 'live']);
      }
    }
  });

  test('survive a new key in front; a key that was taken out reads nothing', async () => {
    const before = await shared.replicas.add(OLD);
    await before.call(READ.cartevo);
    await shared.kept(1);
    const both = await shared.replicas.add(`${NEW},${OLD}`);
    expect(originOf(await readKept(both, READ.cartevo))).toBe('cache');
    await both.call(LIST);
    await shared.kept(2);
    const after = await shared.replicas.add(NEW);
    expect(originOf(await readKept(after, READ.cartevo))).toBe('live');
    // What the new key wrote cannot be read by the old one alone, and that is no error.
    expect(originOf(await readKept(before, LIST))).toBe('live');
    const foreign = await shared.replicas.add(dataKey('2025'));
    expect(originOf(await readKept(foreign, READ.cartevo))).toBe('live');
  });

  test('are unusable on every replica once one of them has written', async () => {
    const [one, other] = [await shared.replicas.add(OLD), await shared.replicas.add(OLD)];
    for (const path of [READ.cartevo, LIST, `${READ.cartevo}/cards`]) await one.call(path);
    await shared.kept(3);
    for (const path of [READ.cartevo, LIST]) expect(originOf(await readKept(other, path))).toBe('cache');
    expect((await createCustomer(one)).status).toBe(201);
    for (const path of [READ.cartevo, LIST, `${READ.cartevo}/cards`]) {
      expect(originOf(await readKept(other, path))).toBe('live');
    }
  });

  test('are unusable across an exchange of keys as well', async () => {
    const [before, both, after] = [
      await shared.replicas.add(OLD),
      await shared.replicas.add(`${NEW},${OLD}`),
      await shared.replicas.add(NEW),
    ];
    for (const [reader, writer] of [
      [before, both],
      [both, before],
      [both, after],
      [after, both],
    ] as const) {
      await reader.call(LIST);
      await eventually(async () => originOf(await readKept(reader, LIST)) === 'cache');
      expect((await createCustomer(writer)).status).toBe(201);
      expect(originOf(await readKept(reader, LIST))).toBe('live');
    }
  });
});
