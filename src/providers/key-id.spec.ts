import { describe, expect, it } from '@jest/globals';
import type { GatewayRequest } from '../platform/request/request-state.js';
import { idOfKey } from './key-id.js';

const request = (caller: string, key?: string) =>
  ({ headers: { 'idempotency-key': key }, gateway: { caller: { name: caller } } }) as unknown as GatewayRequest;

describe('the id of a key', () => {
  it('is the same for every request of a caller with the key', () => {
    const id = idOfKey(request('one', 'key-1'));
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(idOfKey(request('one', '"key-1"'))).toBe(id);
  });

  it('is another one for another caller or key, and for each request without a key', () => {
    const requests = [request('one', 'a'), request('two', 'a'), request('one', 'b'), request('one'), request('one')];
    expect(new Set(requests.map(idOfKey)).size).toBe(requests.length);
  });
});
