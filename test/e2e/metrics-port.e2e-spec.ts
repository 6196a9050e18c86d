import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { startTestGateway } from '../support/gateway.js';
import { LIVE, addressOf, builtMain, end, exitOf, launch } from '../support/gateway-process.js';
import { scrape } from '../support/metrics.js';
import { stubEnvironment } from '../support/stub-provider.js';

jest.setTimeout(60_000);

describe('the port of the metrics', () => {
  const CARTEVO = stubEnvironment({ cartevo: 'http://127.0.0.1:9' });
  let taken: Server;
  beforeAll(async () => {
    builtMain();
    taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void taken.close());
  const takenPort = () => `${(taken.address() as AddressInfo).port}`;

  test('that is taken ends a live start with 1, naming the setting', async () => {
    const gateway = launch({ ...LIVE, ...CARTEVO, METRICS_PORT: takenPort() });
    expect(await exitOf(gateway)).toEqual({ code: 1, signal: null });
    expect(gateway.stderr()).toMatch(/^METRICS_PORT: listen EADDRINUSE[^\n]*\n$/);
    expect(gateway.stdout()).not.toContain('"listening"');
  });

  test('that is taken is a warning in sandbox mode', async () => {
    const gateway = launch({
      GATEWAY_MODE: 'sandbox',
      PORT: '0',
      GATEWAY_LOG_LEVEL: 'info',
      METRICS_PORT: takenPort(),
    });
    try {
      const url = await addressOf(gateway);
      expect((await fetch(`${url}/health/live`)).status).toBe(200);
      expect(gateway.stdout()).toContain('"variable":"METRICS_PORT"');
    } finally {
      await end(gateway);
    }
  });

  test('is closed at the stop, and a wrong one is a wrong configuration', async () => {
    const gateway = await startTestGateway({ ...CARTEVO, METRICS_PORT: '0' });
    expect((await scrape(gateway.metricsPort)).samples.length).toBeGreaterThan(0);
    await gateway.stop();
    await expect(scrape(gateway.metricsPort)).rejects.toThrow();
    await expect(startTestGateway({ ...CARTEVO, METRICS_PORT: '70000' })).rejects.toThrow(
      'METRICS_PORT must be a port',
    );
  });

  test('`off` serves nothing', async () => {
    const gateway = await startTestGateway(CARTEVO);
    expect(gateway.metricsPort).toBeNull();
    await gateway.stop();
  });
});
