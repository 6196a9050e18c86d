import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { callContext, realHttp, type RealHttp } from '../../../test/support/real-http.js';
import { json, startStub, type StubProvider } from '../../../test/support/stub-provider.js';
import type { CallContext } from './call-context.js';
import type { UpstreamRequest } from './provider-http.js';

let stub: StubProvider;
let real: RealHttp;
let context: ReturnType<typeof callContext>;

beforeEach(async () => {
  stub = await startStub((_call, response) => json(response, 200, { ok: true }));
  real = realHttp(`${stub.url}/api/v1/`);
  context = callContext();
});
afterEach(async () => {
  context.deadline.clear();
  await real.close();
  await stub.close();
});

const send = (request: Partial<UpstreamRequest>, more: Partial<CallContext> = {}) =>
  real.http.send({ method: 'GET', path: ['customers', 'x'], ...request }, { ...context, ...more });

describe('the address of a call', () => {
  it.each([
    [['customers', 'a b'], undefined, '/api/v1/customers/a%20b'],
    [['customers', '<string>'], undefined, '/api/v1/customers/%3Cstring%3E'],
    [['customers', '..%2f..%2fcards'], undefined, '/api/v1/customers/..%252f..%252fcards'],
    [['customers', 'x?y#z'], undefined, '/api/v1/customers/x%3Fy%23z'],
    [['customers', 'a/b\\c'], undefined, '/api/v1/customers/a%2Fb%5Cc'],
    [['customers', '...'], undefined, '/api/v1/customers/...'],
    [['customers'], { page: '1', text: 'a&b=c d' }, '/api/v1/customers?page=1&text=a%26b%3Dc+d'],
  ])('%p with query %p is %s', async (path, query, url) => {
    await send({ path, ...(query && { query }) });
    expect(stub.calls.map((call) => call.url)).toEqual([url]);
  });

  it.each([[['customers', '..']], [['customers', '.']], [['customers', '']], [['..', 'admin']]])(
    'never climbs: %p is a fault of ours and nothing is sent',
    async (path) => {
      await expect(send({ path })).rejects.toThrow('a path segment must name something');
      expect(stub.calls).toHaveLength(0);
    },
  );
});

describe('the headers of a call', () => {
  it('ask for JSON that is not compressed, and carry the id of the request', async () => {
    await send({});
    expect(stub.calls[0]?.headers).toMatchObject({
      accept: 'application/json',
      'accept-encoding': 'identity',
      'user-agent': 'unified-customer-gateway',
      'x-request-id': 'test-request',
    });
    expect(stub.calls[0]?.headers).not.toHaveProperty('traceparent');
    expect(stub.calls[0]?.headers).not.toHaveProperty('x-sandbox-scenario');
  });

  it('continue a trace, ask for a scenario, and add what the call brings', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
    await send({ headers: { authorization: 'Bearer t' } }, { traceparent, scenario: 'status:404' });
    expect(stub.calls[0]?.headers).toMatchObject({
      traceparent,
      'x-sandbox-scenario': 'status:404',
      authorization: 'Bearer t',
    });
  });
});

it('an answer is read strictly', async () => {
  expect(await send({})).toEqual({ status: 200, body: { ok: true }, mayHoldCardData: false });
  stub.handle((_call, response) => json(response, 200, '{"truncated":'));
  await expect(send({})).rejects.toMatchObject({ failure: 'bad_answer', status: 200 });
  stub.handle((_call, response) => void response.writeHead(301, { location: 'http://169.254.169.254/' }).end());
  await expect(send({})).rejects.toMatchObject({ failure: 'redirect' });
});
