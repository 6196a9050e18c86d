import { expect, it } from '@jest/globals';
import { resolver } from '../../../test/faults/kit/places.js';
import { toPool } from './provider-http.module.js';

it('the first connections to a provider are made side by side, also over TLS', async () => {
  const { lookup, asked } = resolver({ delayMs: 60_000 });
  const limits = { attemptTimeoutMs: 1000, concurrency: 8, queue: 0 };
  const baseUrl = new URL('https://provider.test');
  const pool = toPool({ baseUrl, ca: null, limits, timeoutMs: 1000, uploadTimeoutMs: 1000 }, lookup as never);
  const requests = Array.from({ length: 8 }, () => pool.request({ method: 'GET', path: '/' }).catch(() => undefined));
  expect([asked(), pool.stats.queued]).toEqual([8, 0]);
  await pool.destroy();
  await Promise.all(requests);
});
