import { describe, expect, it } from '@jest/globals';
import { createServer, type Server, type Socket, type AddressInfo } from 'node:net';
import { AdapterStage, failureOf } from '../../../test/support/adapter-stage.js';
import { type RealHttp } from '../../../test/support/real-http.js';
import { json, startStub } from '../../../test/support/stub-provider.js';

const stage = new AdapterStage();

const open = (url?: string, maxBytes?: number): RealHttp => stage.open(url, { connect: { timeout: 300 } }, maxBytes);

function request(real: RealHttp, milliseconds = 3000, method: 'GET' | 'POST' = 'GET', data?: unknown) {
  return real.request({ method, url: '/x', deadline: stage.within(milliseconds), data });
}

/** A server of bare sockets: what an HTTP server would never send. */
async function sockets(
  onRequest: (socket: Socket) => void,
): Promise<{ url: string; server: Server; seen: () => number }> {
  let seen = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => {
      seen++;
      onRequest(socket);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server, seen: () => seen };
}

describe('a request', () => {
  it('gives status, headers and bytes as they came, whatever the status is', async () => {
    for (const status of [200, 404, 500]) {
      stage.stub.handle((_call, response) => json(response, status, { status }, { 'x-mark': 'm' }));
      const answer = await request(open());
      expect([answer.data.status, answer.data.headers['x-mark'], JSON.parse(String(answer.data.bytes))]).toEqual([
        status,
        'm',
        { status },
      ]);
    }
  });

  it('sends the bytes of its body as they are', async () => {
    const parts = [Buffer.from('a'), Buffer.alloc(70_000, 'b'), Buffer.from('c')];
    await request(open(), 3000, 'POST', parts);
    expect(stage.stub.calls[0]?.body.equals(Buffer.concat(parts))).toBe(true);
  });

  it('never follows a redirect', async () => {
    const other = await startStub();
    stage.stub.handle((_call, response) => void response.writeHead(302, { location: `${other.url}/stolen` }).end());
    expect((await request(open())).status).toBe(302);
    expect(other.calls).toHaveLength(0);
    await other.close();
  });

  it('takes early hints for what they are', async () => {
    stage.stub.handle((_call, response) => {
      for (let hint = 0; hint < 50; hint++) response.writeEarlyHints({ link: '</style.css>; rel=preload' });
      json(response, 200, { ok: true });
    });
    expect((await request(open())).status).toBe(200);
  });
});

describe('the size of an answer', () => {
  it.each([
    ['announced', true],
    ['not announced', false],
  ])('that is too large is cut off, %s', async (_name, announced) => {
    stage.stub.handle((_call, response) => {
      response.writeHead(200, { 'content-type': 'application/json', ...(announced && { 'content-length': '5000' }) });
      for (let part = 0; part < 5; part++) response.write('x'.repeat(1000));
      response.end();
    });
    const error = await failureOf(request(open(stage.stub.url, 2000)));
    expect(error).toMatchObject({ failure: 'too_large', sent: true, status: 200 });
  });

  it('may be exactly the limit', async () => {
    stage.stub.handle((_call, response) => void response.writeHead(200).end('x'.repeat(2000)));
    expect((await request(open(stage.stub.url, 2000))).data.bytes).toHaveLength(2000);
  });
});

describe('a connection', () => {
  it('that is refused sent nothing', async () => {
    const gone = await startStub();
    await gone.close();
    expect(await failureOf(request(open(gone.url)))).toMatchObject({ failure: 'connection_refused', sent: false });
  });

  it('to a name that does not exist sent nothing', async () => {
    expect(await failureOf(request(open('http://no-such-host.invalid')))).toMatchObject({
      failure: 'dns_failed',
      sent: false,
    });
  });

  it.each([
    ['reset before any header', (socket: Socket) => socket.resetAndDestroy()],
    ['closed without an answer', (socket: Socket) => socket.end()],
    [
      'reset in the middle of the body',
      (socket: Socket) => {
        socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () =>
          setTimeout(() => socket.resetAndDestroy(), 20),
        );
      },
    ],
    [
      'closed before the announced length',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf'),
    ],
    [
      'closed in the middle of a chunk',
      (socket: Socket) => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\nhalf'),
    ],
  ])('that is %s is lost, after the request was sent', async (_name, onRequest) => {
    const { url, server, seen } = await sockets(onRequest);
    expect(await failureOf(request(open(url), 3000, 'POST', 'body'))).toMatchObject({
      failure: 'connection_lost',
      sent: true,
    });
    expect(seen()).toBe(1);
    server.close();
  });

  it.each([
    ['nonsense', 'HELLO\r\n\r\n'],
    ['two lengths of the body', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['64 KB of headers', `HTTP/1.1 200 OK\r\nx-long: ${'x'.repeat(65_536)}\r\n\r\n`],
  ])('that speaks %s is no HTTP', async (_name, text) => {
    const { url, server } = await sockets((socket) => socket.end(text));
    expect(await failureOf(request(open(url)))).toMatchObject({ failure: 'bad_answer', sent: true });
    server.close();
  });
});
