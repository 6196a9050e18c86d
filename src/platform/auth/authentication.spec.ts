import type { IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { digestOf, parseApiKeys } from './api-keys.js';
import { authenticate, callerOf } from './authentication.js';

const callers = parseApiKeys(`someone:${digestOf('key')},someone:${digestOf('newer')},other:${digestOf('third')}`);
const keyed = { open: false, scope: null, provider: null, operation: null } as const;

function request(...values: readonly string[]): IncomingMessage {
  const rawHeaders = values.flatMap((value) => ['Authorization', value]);
  return { rawHeaders, headers: { authorization: values[0] } } as unknown as IncomingMessage;
}

describe('who calls', () => {
  test.each([
    ['Bearer key', 'someone'],
    ['bearer  newer ', 'someone'],
    ['Bearer third', 'other'],
    ['Bearer unknown', undefined],
    ['Basic key', undefined],
    ['key', undefined],
    ['', undefined],
  ])('%j', (authorization, name) => {
    expect(callerOf(request(authorization), callers)?.name).toBe(name);
  });

  test('is nobody when the header is missing or comes twice', () => {
    expect(callerOf(request(), callers)).toBeNull();
    expect(callerOf(request('Bearer key', 'Bearer key'), callers)).toBeNull();
  });

  test('is looked up once for a request, known or not', () => {
    let lookups = 0;
    const counting = { get: (digest: string) => (lookups++, callers.get(digest)) } as unknown as typeof callers;
    for (const key of ['Bearer key', 'Bearer unknown']) {
      const one = request(key);
      expect(callerOf(one, counting)).toBe(callerOf(one, counting));
    }
    expect(lookups).toBe(2);
  });

  test('is told what is wrong', () => {
    expect(authenticate(request(), { open: true }, callers)).toBeNull();
    expect(authenticate(request('Bearer key'), keyed, callers)?.name).toBe('someone');
    expect(() => authenticate(request('Bearer no'), keyed, callers)).toThrow(
      expect.objectContaining({ code: 'unauthenticated' }),
    );
    expect(() => authenticate(request('Bearer key', 'Bearer key'), keyed, callers)).toThrow(
      expect.objectContaining({ code: 'malformed_request' }),
    );
  });
});
