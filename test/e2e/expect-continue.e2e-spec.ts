import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { ErrorCode } from '../../src/canonical/error-catalogue.js';
import { REFUSAL, fullGateway } from '../support/full-gateway.js';
import type { TestAnswer } from '../support/gateway.js';
import { asJson, newCustomer, newCustomerJson, toForm, toMultipart } from '../support/new-customer.js';
import { requireDocumented } from '../support/openapi/checked-answers.js';
import { expectProblem } from '../support/problem.js';
import { openSocket, rawRequest, readAnswer } from '../support/raw-http.js';
import { startStubbedGateway, type StubbedGateway } from '../support/stubbed-gateway.js';
import { READ, healthy } from '../support/wire-records.js';

const CREATE = '/v1/cartevo/customers';
const JSON_TYPE = ['Content-Type', 'application/json'] as const;
const EXPECT = ['Expect', '100-continue'] as const;

type HeaderLines = readonly (readonly [string, string])[];

jest.setTimeout(30_000);
const cleanUp: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of cleanUp.splice(0).reverse()) await step();
});

async function open(url: string): Promise<Socket> {
  const socket = await openSocket(url);
  cleanUp.push(() => socket.destroy());
  return socket;
}

/** Sends the head of a request, its body when the gateway says 100 (as often as `asked` tells), and reads the answer. */
async function announce(url: string, socket: Socket, head: Buffer, body: Buffer | string = '') {
  let asked = 0;
  const received = readAnswer(socket, () => {
    asked++;
    socket.write(body);
  });
  socket.write(head);
  const answer = await received;
  socket.removeAllListeners('data').removeAllListeners('close');
  const target = head.toString('latin1').split(' ', 2)[1] ?? '';
  requireDocumented(url, { method: 'POST', target }, answer);
  return { asked, answer };
}

const lengthOf = (length: number) => ['Content-Length', `${length}`] as const;
const withKey = (headers: HeaderLines, target = CREATE) => rawRequest(`POST ${target}`, [...headers, EXPECT]);
const withoutKey = (headers: HeaderLines) =>
  Buffer.from(
    withKey(headers)
      .toString('latin1')
      .replace(/^Authorization: .*\r\n/m, ''),
    'latin1',
  );

/** The refusal of a request whose body is not asked for: no 100 before it, and the connection ends with it. */
async function refusalOf(url: string, head: Buffer): Promise<TestAnswer> {
  const socket = await open(url);
  const closed = new Promise<void>((resolve) => socket.once('end', () => resolve()));
  const { asked, answer } = await announce(url, socket, head);
  expect(asked).toBe(0);
  expect(answer.headers.get('connection')).toBe('close');
  socket.resume();
  await closed;
  return answer;
}

describe('a sender who waits for 100 Continue', () => {
  let stubbed: StubbedGateway;
  let url: string;
  beforeEach(async () => {
    stubbed = await startStubbedGateway();
    cleanUp.push(() => stubbed.stop());
    stubbed.stubs.cartevo.handle(healthy('cartevo'));
    stubbed.stubs.spherepay.handle(healthy('spherepay'));
    url = stubbed.gateway.url;
  });

  test('hears it once before a JSON create, and the connection goes on', async () => {
    const body = Buffer.from(JSON.stringify(newCustomerJson()));
    const socket = await open(url);
    const { asked, answer } = await announce(url, socket, withKey([JSON_TYPE, lengthOf(body.length)]), body);
    expect({ asked, status: answer.status }).toEqual({ asked: 1, status: 201 });
    socket.write(rawRequest(`GET ${READ.spherepay}`));
    expect((await readAnswer(socket)).status).toBe(200);
  });

  test('hears it once before a form with files', async () => {
    const { contentType, bytes } = await toMultipart(toForm(newCustomer()));
    const head = withKey([['Content-Type', contentType], lengthOf(bytes.length)]);
    const { asked, answer } = await announce(url, await open(url), head, bytes);
    expect({ asked, status: answer.status }).toEqual({ asked: 1, status: 201 });
  });

  test('is answered as usual when it does not wait', async () => {
    const body = Buffer.from(JSON.stringify(newCustomerJson()));
    const head = withKey([JSON_TYPE, lengthOf(body.length)]);
    const { asked, answer } = await announce(url, await open(url), Buffer.concat([head, body]));
    expect({ asked, status: answer.status }).toEqual({ asked: 1, status: 201 });
  });

  test('hears only 401 without a key', async () => {
    const answer = await refusalOf(url, withoutKey([JSON_TYPE, lengthOf(90_000)]));
    expectProblem(answer, { status: 401, code: 'unauthenticated' });
  });

  test('hears only 404 where nothing is', async () => {
    const answer = await refusalOf(url, withKey([JSON_TYPE, lengthOf(90_000)], '/v1/cartevo/nothing'));
    expectProblem(answer, { status: 404, code: 'route_not_found' });
  });

  test.each<[what: string, status: number, code: ErrorCode, headers: HeaderLines]>([
    ['a JSON body that is too long', 413, 'body_too_large', [JSON_TYPE, lengthOf(102_401)]],
    [
      'a form that is too long',
      413,
      'body_too_large',
      [['Content-Type', 'multipart/form-data; boundary=x'], lengthOf(2 ** 27)],
    ],
    ['a type that is not accepted', 415, 'unsupported_media_type', [['Content-Type', 'text/plain'], lengthOf(10)]],
    [
      'another charset',
      415,
      'unsupported_media_type',
      [['Content-Type', 'application/json; charset=latin1'], lengthOf(10)],
    ],
    ['a compressed body', 415, 'unsupported_media_type', [JSON_TYPE, ['Content-Encoding', 'gzip'], lengthOf(10)]],
  ])('hears only the refusal of %s', async (_what, status, code, headers) => {
    expectProblem(await refusalOf(url, withKey(headers)), { status, code });
  });

  test('hears only 503 while the circuit of the provider is open', async () => {
    await stubbed.stubs.cartevo.close();
    const { gateway } = stubbed;
    const create = asJson(newCustomerJson());
    for (let index = 0; index < 4; index++) await gateway.call(CREATE, create);
    const answer = await refusalOf(url, withKey([JSON_TYPE, lengthOf(90_000)]));
    expect(expectProblem(answer, { status: 503, code: 'provider_unavailable' }).detail).toContain('circuit');
  });
});

test.each([8, 90_000])('a sender who waits with %d bytes hears only 503 from a full gateway', async (length) => {
  const { gateway } = await fullGateway(cleanUp);
  expectProblem(await refusalOf(gateway.url, withKey([JSON_TYPE, lengthOf(length)])), REFUSAL);
});
