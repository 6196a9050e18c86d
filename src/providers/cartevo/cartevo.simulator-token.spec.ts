import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import { CARTEVO_SIMULATOR_ACCESS_TOKEN, startCartevoSimulator } from './cartevo.simulator.js';

type Wire = Record<string, unknown>;

let simulator: Simulator;
let clock = Date.parse('2026-06-01T12:00:00Z');

beforeAll(async () => {
  simulator = await startCartevoSimulator({ now: () => new Date(clock) });
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

function list(bearer: string, scenario = ''): Promise<Response> {
  const headers = { authorization: `Bearer ${bearer}`, 'x-sandbox-scenario': scenario };
  return fetch(`${simulator.baseUrl}/customers`, { headers });
}

function requestToken(changes: Wire = {}, scenario = ''): Promise<Response> {
  const { CARTEVO_CLIENT_ID: client_id, CARTEVO_CLIENT_KEY: client_key } = simulator.environment;
  const body = JSON.stringify({ client_id, client_key, ...changes });
  const headers = { 'x-sandbox-scenario': scenario };
  return fetch(`${simulator.baseUrl}/auth/token`, { method: 'POST', body, headers });
}

async function token(scenario = ''): Promise<string> {
  return ((await (await requestToken({}, scenario)).json()) as { access_token: string }).access_token;
}

describe('Cartevo token', () => {
  it('comes bare, works, and expires after an hour', async () => {
    const answer = (await (await requestToken()).json()) as Wire;
    expect(answer).toEqual({ access_token: expect.any(String), token_type: 'Bearer', expires_in: 3600 });
    expect((await list(String(answer['access_token']))).status).toBe(200);
    clock += 3_600_000;
    expect((await list(String(answer['access_token']))).status).toBe(401);
  });

  it('is refused for bad client credentials', async () => {
    for (const changes of [{ client_key: 'wrong' }, { client_id: 'wrong' }, { client_key: undefined }]) {
      const response = await requestToken(changes);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ success: false, statusCode: 401, error: 'Unauthorized' });
    }
  });

  it('is revoked by a reset and does not come back with the next one issued', async () => {
    const old = await token();
    simulator.reset();
    await token();
    expect((await list(old)).status).toBe(401);
  });

  it('plays its own scenarios and no other', async () => {
    expect((await requestToken({}, 'token-rejected')).status).toBe(401);
    expect((await list(await token(), 'token-rejected')).status).toBe(401);
    expect((await requestToken({}, 'server-error')).status).toBe(200);
    const brief = await token('token-expires:2');
    expect((await list(brief)).status).toBe(200);
    clock += 2000;
    expect((await list(brief)).status).toBe(401);
  });

  it('can be the fixed one', async () => {
    expect((await list(CARTEVO_SIMULATOR_ACCESS_TOKEN)).status).toBe(200);
    clock += 86_400_000;
    expect((await list(CARTEVO_SIMULATOR_ACCESS_TOKEN)).status).toBe(200);
  });

  it('is needed everywhere else', async () => {
    for (const path of ['/customers', '/customers/x', '/customers/x/cards']) {
      const response = await fetch(`${simulator.baseUrl}${path}`, { headers: { authorization: 'Bearer wrong' } });
      expect([response.status, await response.json()]).toMatchObject([
        401,
        { success: false, statusCode: 401, message: expect.any(String), error: 'Unauthorized' },
      ]);
    }
  });
});
