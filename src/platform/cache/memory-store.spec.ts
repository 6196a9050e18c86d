import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { KeptAnswer } from './kept-answer.js';
import { MemoryStore } from './memory-store.js';

const KIB = 1024;
const answer = (data: string): KeptAnswer => ({ data, warnings: '[]', rest: '', entityTag: '', asOf: Date.now() });
const place = (key: string, subject = key) => ({ key, subject });

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore({ bytes: 64 * KIB, lifeMs: 60_000 });
});
afterEach(() => store.close());

const keep = (key: string, data = '{}', subject = key) => store.keep(place(key, subject), store.begin(), answer(data));
const find = (key: string, subject = key) => store.find(place(key, subject)).answer?.data;

describe('what is kept', () => {
  it('is found under its own key only', () => {
    keep('a', '1');
    expect([find('a'), find('b')]).toEqual(['1', undefined]);
  });

  it('is replaced by what was read later, whatever comes in later', () => {
    const [early, late] = [store.begin(), store.begin()];
    store.keep(place('a'), late, answer('new'));
    store.keep(place('a'), early, answer('old'));
    expect(find('a')).toBe('new');
  });

  it('is bounded in bytes, also in texts of more than a byte a character; what was kept first goes first', () => {
    for (let number = 0; number < 200; number++) {
      keep(`latin ${number}`, 'x'.repeat(KIB));
      expect(find(`latin ${number}`)).toBeDefined();
    }
    expect(find('latin 0')).toBeUndefined();
    expect(store.bytes).toBeLessThanOrEqual(64 * KIB);
    const fitting = store.size;
    for (let number = 0; number < 200; number++) keep(`han ${number}`, '样'.repeat(KIB));
    expect(store.bytes).toBeLessThanOrEqual(64 * KIB);
    expect(store.size).toBeLessThan(fitting);
    keep('too large', 'x'.repeat(65 * KIB));
    expect(find('too large')).toBeUndefined();
  });

  it('takes no more place however often the same is read, and counts as read last', async () => {
    const own = new MemoryStore({ bytes: 64 * KIB, lifeMs: 60_000 });
    own.keep(place('a'), own.begin(), answer('1'));
    const { bytes } = own;
    for (let read = 0; read < 1000; read++) own.keep(place('polled'), own.begin(), answer('x'.repeat(KIB)));
    expect([own.bytes - bytes < 2 * KIB, own.find(place('a')).answer?.data]).toEqual([true, '1']);
    own.invalidate(['polled']);
    own.keep(place('polled'), own.begin(), { ...answer('x'.repeat(KIB)), asOf: 7 });
    expect(own.find(place('polled')).answer?.asOf).toBe(7);
    own.close();
  });

  it('is gone after its life, also when it was read again meanwhile, and out of memory soon after', async () => {
    const short = new MemoryStore({ bytes: 64 * KIB, lifeMs: 40 });
    short.keep(place('a'), short.begin(), answer('1'));
    await pause(10);
    short.keep(place('a'), short.begin(), answer('1'));
    expect(short.find(place('a')).answer).not.toBeNull();
    await pause(120);
    expect([short.size, short.find(place('a')).answer]).toEqual([0, null]);
    short.close();
  });

  it('is not kept by a store that is closed', () => {
    keep('a');
    store.close();
    expect(store.size).toBe(0);
  });
});

describe('a change', () => {
  it('makes what is kept about its subject unusable, and nothing else', () => {
    keep('a', '1', 'one');
    keep('b', '2', 'other');
    store.invalidate(['one']);
    expect([find('a', 'one'), find('b', 'other')]).toEqual([undefined, '2']);
  });

  it('also makes unusable what a read brings that had begun before', () => {
    const begin = store.begin();
    store.invalidate(['one']);
    store.keep(place('a', 'one'), begin, answer('old'));
    expect(find('a', 'one')).toBeUndefined();
    keep('a', 'new', 'one');
    expect(find('a', 'one')).toBe('new');
  });

  it('does so too when there were more changes than can be remembered', () => {
    keep('a', '1', 'one');
    const begin = store.begin();
    store.invalidate(['one']);
    store.invalidate(Array.from({ length: 20_000 }, (_, number) => `subject ${number}`));
    expect(find('a', 'one')).toBeUndefined();
    store.keep(place('a', 'one'), begin, answer('old'));
    expect(find('a', 'one')).toBeUndefined();
    keep('a', 'new', 'one');
    expect(find('a', 'one')).toBe('new');
  });
});
