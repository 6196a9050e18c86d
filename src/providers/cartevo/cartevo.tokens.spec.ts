import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { callContext, realHttp, type RealHttp } from '../../../test/support/real-http.js';
import { json, startStub, type StubCall, type StubProvider } from '../../../test/support/stub-provider.js';
import type { UpstreamError } from '../../platform/http/upstream-error.js';
import { CartevoClient } from './cartevo.client.js';
import { CartevoTokens } from './cartevo.tokens.js';

let stub: StubProvider;
let real: RealHttp;
let clock: number;
let tokens: CartevoTokens;
const contexts: ReturnType<typeof callContext>[] = [];

beforeEach(async () => {
  stub = await startStub();
  real = realHttp(`${stub.url}/api/v1`);
  clock = 1_000_000;
  tokens = tokensWith();
});
afterEach(async () => {
  for (const { deadline } of contexts.splice(0)) deadline.clear();
  await real.close();
  await stub.close();
});

function tokensWith(timeoutMs = 2000): CartevoTokens {
  return new CartevoTokens(real.http, { kind: 'client', id: 'client_1', key: 'k1' }, timeoutMs, () => clock);
}

function call(milliseconds?: number) {
  const context = callContext(milliseconds);
  contexts.push(context);
  return context;
}

/** Answers every exchange with `token-1`, `token-2`, … of the given life. */
function issue(expires_in: unknown = 3600): void {
  let count = 0;
  stub.handle((_call, response) =>
    json(response, 200, { access_token: `token-${++count}`, token_type: 'Bearer', expires_in }),
  );
}

const exchanges = () => stub.calls.filter(({ url }) => url === '/api/v1/auth/token').length;
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => null,
    (error: unknown) => error as UpstreamError,
  );

describe('the token exchange', () => {
  it('sends id and key as JSON, without an Authorization header', async () => {
    issue();
    expect(await tokens.current(call())).toBe('token-1');
    const [exchange] = stub.calls as [StubCall];
    expect([exchange.method, exchange.url]).toEqual(['POST', '/api/v1/auth/token']);
    expect(JSON.parse(String(exchange.body))).toEqual({ client_id: 'client_1', client_key: 'k1' });
    expect(exchange.headers.authorization).toBeUndefined();
    expect(exchange.headers['content-type']).toBe('application/json');
  });

  it('happens once for a hundred callers who wait', async () => {
    stub.handle(async (_call, response) => {
      await sleep(30);
      json(response, 200, { access_token: 'shared', expires_in: 3600 });
    });
    const all = await Promise.all(Array.from({ length: 100 }, () => tokens.current(call())));
    expect(new Set(all)).toEqual(new Set(['shared']));
    expect(exchanges()).toBe(1);
  });

  it('happens once for a hundred callers whose token was refused', async () => {
    issue();
    const token = await tokens.current(call());
    const all = await Promise.all(Array.from({ length: 100 }, () => tokens.replace(token, call())));
    expect(new Set(all)).toEqual(new Set(['token-2']));
    expect(exchanges()).toBe(2);
  });

  it('does not keep a caller beyond the caller’s own deadline, and goes on for the others', async () => {
    stub.handle(async (_call, response) => {
      await sleep(150);
      json(response, 200, { access_token: 'late', expires_in: 3600 });
    });
    const hurried = failure(tokens.current(call(40)));
    const patient = tokens.current(call(3000));
    expect(await hurried).toMatchObject({ failure: 'deadline', sent: false });
    expect(await patient).toBe('late');
    expect(exchanges()).toBe(1);
  });

  it('has a deadline of its own', async () => {
    stub.handle(() => undefined);
    expect(await failure(tokensWith(60).current(call(3000)))).toMatchObject({ failure: 'deadline', sent: false });
  });
});

describe('the life of a token', () => {
  it('is used until 80 % are over, then renewed in the background while the old one serves', async () => {
    issue(1000);
    expect(await tokens.current(call())).toBe('token-1');
    clock += 799_000;
    expect(await tokens.current(call())).toBe('token-1');
    expect(exchanges()).toBe(1);
    clock += 2000;
    expect(await Promise.all([tokens.current(call()), tokens.current(call())])).toEqual(['token-1', 'token-1']);
    while ((await tokens.current(call())) !== 'token-2') await sleep(5);
    expect(exchanges()).toBe(2);
  });

  it('ends at its expiry: then callers wait for a new one', async () => {
    issue(1000);
    await tokens.current(call());
    clock += 1_000_001;
    expect(await tokens.current(call())).toBe('token-2');
  });

  it('goes on to the real end when the renewal fails, with at most one attempt a second', async () => {
    issue(1000);
    await tokens.current(call());
    stub.handle((_call, response) => json(response, 500, {}));
    clock += 850_000;
    for (let attempt = 0; attempt < 5; attempt++) {
      expect(await tokens.current(call())).toBe('token-1');
      await sleep(20);
    }
    expect(exchanges()).toBe(2);
    clock += 1001;
    expect(await tokens.current(call())).toBe('token-1');
    while (exchanges() < 3) await sleep(5);
  });

  it.each([
    [60, 60],
    [86_400, 86_400],
    ['3600', 300],
    [0, 300],
    [-5, 300],
    [null, 300],
    [undefined, 300],
    [{}, 300],
    [true, 300],
  ])('is taken as received: expires_in %p lasts %i seconds', async (expiresIn, seconds) => {
    const said = expiresIn === undefined ? {} : { expires_in: expiresIn };
    stub.handle((_call, response) => json(response, 200, { access_token: 'token-1', ...said }));
    await tokens.current(call());
    clock += seconds * 800 - 1;
    await tokens.current(call());
    await sleep(10);
    expect(exchanges()).toBe(1);
    clock += seconds * 200 + 2;
    await tokens.current(call());
    expect(exchanges()).toBe(2);
  });
});

describe('a failed exchange', () => {
  it('is told to all who wait, and not repeated for a second', async () => {
    stub.handle((_call, response) => json(response, 503, {}));
    const errors = await Promise.all(Array.from({ length: 20 }, () => failure(tokens.current(call()))));
    for (const error of errors) expect(error).toMatchObject({ failure: 'status', status: 503, sent: false });
    clock += 999;
    expect(await failure(tokens.current(call()))).toMatchObject({ status: 503 });
    expect(exchanges()).toBe(1);
    issue();
    clock += 2;
    expect(await tokens.current(call())).toBe('token-1');
    expect(exchanges()).toBe(2);
  });

  it.each([400, 401, 403])('with %i means that our credentials are wrong', async (status) => {
    stub.handle((_call, response) => json(response, status, { message: 'no' }));
    expect(await failure(tokens.current(call()))).toMatchObject({
      failure: 'credentials_refused',
      status,
      sent: false,
    });
  });

  it.each([404, 405, 409, 422])('with %i says nothing about the record that was asked for', async (status) => {
    stub.handle((_call, response) => json(response, status, { message: 'not found' }));
    expect(await failure(tokens.current(call()))).toMatchObject({ failure: 'exchange_failed', status, sent: false });
  });

  it('with 429 means that we are limited, and says for how long', async () => {
    stub.handle((_call, response) => json(response, 429, {}, { 'retry-after': '7' }));
    expect(await failure(tokens.current(call()))).toMatchObject({ status: 429, retryAfter: '7', sent: false });
  });

  it.each([
    [{}],
    [{ access_token: '' }],
    [{ access_token: 5 }],
    [{ access_token: 'a\r\nb' }],
    [{ access_token: 'é' }],
    [[]],
    [null],
  ])('with the body %p gave no token', async (body) => {
    stub.handle((_call, response) => json(response, 200, JSON.stringify(body)));
    expect(await failure(tokens.current(call()))).toMatchObject({ failure: 'bad_answer', sent: false });
  });
});

describe('a call with a token', () => {
  /** Accepts only the tokens in the list; everything else is 401. */
  function accept(...accepted: string[]): void {
    let count = 0;
    stub.handle(({ url, headers }, response) => {
      if (url.endsWith('/auth/token'))
        return json(response, 200, { access_token: `token-${++count}`, expires_in: 3600 });
      if (accepted.includes(headers.authorization ?? '')) return json(response, 200, { data: { id: 'x' } });
      json(response, 401, { message: 'expired' });
    });
  }
  const read = () => new CartevoClient(real.http, tokens).getCustomer('x', call());

  it('that is refused is made once more with a new token', async () => {
    accept('Bearer token-2');
    expect((await read()).body).toEqual({ data: { id: 'x' } });
    expect(stub.calls.map(({ headers, url }) => headers.authorization ?? url)).toEqual([
      '/api/v1/auth/token',
      'Bearer token-1',
      '/api/v1/auth/token',
      'Bearer token-2',
    ]);
  });

  it('that is refused a second time fails, without a loop', async () => {
    accept();
    expect(await failure(read())).toMatchObject({ failure: 'status', status: 401 });
    expect(stub.calls).toHaveLength(4);
  });

  it('of a hundred callers costs one exchange when all of them are refused', async () => {
    accept('Bearer token-2');
    await tokens.current(call());
    await Promise.all(Array.from({ length: 100 }, read));
    expect(exchanges()).toBe(2);
  });

  it('with a static token is never repeated and never exchanged', async () => {
    accept();
    const fixed = new CartevoTokens(real.http, { kind: 'token', token: 'static' }, 1000);
    const client = new CartevoClient(real.http, fixed);
    expect(await failure(client.getCustomer('x', call()))).toMatchObject({ status: 401 });
    expect(stub.calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer static']);
  });

  it('replays a form byte for byte', async () => {
    accept('Bearer token-2');
    const body = [Buffer.from('--x\r\n'), Buffer.alloc(100_000, 7), Buffer.from('--x--\r\n')];
    const headers = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '100012' };
    await new CartevoClient(real.http, tokens).createCustomer({ headers, body }, false, call());
    const sent = stub.calls.filter(({ method, url }) => method === 'POST' && url === '/api/v1/customers');
    expect(sent).toHaveLength(2);
    for (const one of sent) expect(one.body.equals(Buffer.concat(body))).toBe(true);
  });
});
