import type { Socket } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { GatewayLogger } from '../logging/logger.js';
import type { GatewayMetrics } from '../metrics/gateway-metrics.js';
import { ParserRefusals } from './parser-refusals.js';

it('connections that are too slow are closed twenty in a turn of the event loop, and read no more until then', async () => {
  const refusals = new ParserRefusals({} as GatewayLogger, {}, {} as GatewayMetrics);
  const did = { pause: 0, destroy: 0 };
  const silent = { writable: true, bytesRead: 0, pause: () => did.pause++, destroy: () => did.destroy++ };
  const tooSlow = Object.assign(new Error('too slow'), { code: 'ERR_HTTP_REQUEST_TIMEOUT' });
  for (let count = 0; count < 45; count++) refusals.onClientError(tooSlow, silent as unknown as Socket);
  const seen = [{ ...did }];
  for (let count = 0; count < 3; count++) {
    await turn();
    seen.push({ ...did });
  }
  expect(seen.map(({ destroy }) => destroy)).toEqual([0, 20, 40, 45]);
  expect(seen[0]?.pause).toBe(45);
});
