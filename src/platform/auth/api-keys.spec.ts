import { describe, expect, test } from '@jest/globals';
import { DEFAULT_SCOPES, digestOf, newKey, parseApiKeys } from './api-keys.js';

const digest = digestOf('a key');

describe('an entry of GATEWAY_API_KEYS', () => {
  test('has every scope but sensitive:read and admin when it names none', () => {
    const caller = parseApiKeys(`billing:${digest}`).get(digest);
    expect(caller).toEqual({ name: 'billing', scopes: new Set(DEFAULT_SCOPES), providers: null });
    expect(DEFAULT_SCOPES).toEqual(['customers:read', 'customers:write', 'cards:read', 'cards:write']);
  });

  test('is split at the first two colons only', () => {
    const caller = parseApiKeys(`billing:${digest}:customers:read sensitive:read`).get(digest);
    expect(caller?.scopes).toEqual(new Set(['customers:read', 'sensitive:read']));
  });

  test('limits a key to providers without taking its rights away', () => {
    const caller = parseApiKeys(`billing:${digest}:provider:cartevo provider:partner`).get(digest);
    expect(caller).toEqual({
      name: 'billing',
      scopes: new Set(DEFAULT_SCOPES),
      providers: new Set(['cartevo', 'partner']),
    });
  });

  test('may give a name twice, so that keys can be rotated', () => {
    const callers = parseApiKeys(`billing:${digest}, billing:${digestOf('another')}`);
    expect([...callers.values()].map(({ name }) => name)).toEqual(['billing', 'billing']);
  });

  test.each([
    ['without a colon', 'billing'],
    ['without a name', `:${digest}`],
    ['with a key in clear', 'billing:my-secret-key'],
    ['with a digest that is too short', `billing:${digest.slice(1)}`],
    ['with an unknown scope', `billing:${digest}:customers:delete`],
    ['that repeats a key', `billing:${digest},other:${digest}`],
    ['that is empty, between two commas', `billing:${digest},`],
  ])('is refused %s, without its value in the message', (_why, text) => {
    let message = '';
    try {
      parseApiKeys(text);
    } catch (fault) {
      message = (fault as Error).message;
    }
    expect(message).toMatch(/^entry [12] /);
    for (const secret of ['my-secret-key', digest]) expect(message).not.toContain(secret);
  });
});

test('a new key is random, long and found by its digest', () => {
  const key = newKey();
  expect(key).not.toBe(newKey());
  expect(Buffer.from(key.slice(3), 'base64url')).toHaveLength(32);
  expect(parseApiKeys(`x:${digestOf(key)}`).has(digestOf(key))).toBe(true);
});
