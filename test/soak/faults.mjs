// What goes wrong at the providers during the soak: each fault answers, or fails to, on a real socket.
import { setTimeout as pause } from 'node:timers/promises';

const JSON_TYPE = { 'content-type': 'application/json' };

const status =
  (code, headers = {}) =>
  ({ response }) =>
    void response.writeHead(code, { ...JSON_TYPE, ...headers }).end('{"message":"no"}');
const text =
  (type, body) =>
  ({ response }) =>
    void response.writeHead(200, { 'content-type': type }).end(body);

/** Name, weight, and what is done instead of the good answer `body`. */
export const FAULTS = [
  ['status 500', 4, status(500)],
  ['status 502', 2, status(502)],
  ['status 503', 2, status(503, { 'retry-after': '1' })],
  ['status 429', 2, status(429, { 'retry-after': '1' })],
  ['status 401', 1, status(401)],
  ['status 403', 1, status(403)],
  ['status 404', 4, status(404)],
  ['status 409', 2, status(409)],
  ['status 418', 1, status(418)],
  ['a redirect', 1, status(302, { location: 'http://127.0.0.1:9/elsewhere' })],
  ['reset at once', 4, ({ request }) => void request.socket.resetAndDestroy()],
  ['closed without an answer', 3, ({ request }) => void request.socket.destroy()],
  ['nothing ever', 0.3, () => undefined],
  ['a byte at a time', 0.3, drip],
  ['slow', 4, async ({ response, body }) => (await pause(500 + Math.random() * 500), send(response, body))],
  ['cut off in the middle', 3, cut],
  ['truncated JSON', 3, ({ response, body }) => send(response, body.slice(0, body.length / 2))],
  ['another record', 3, ({ response, body }) => send(response, body.replaceAll(/[0-9a-f](?=")/g, '0'))],
  ['empty', 2, text('application/json', '')],
  ['null', 2, text('application/json', 'null')],
  ['a list of nothing', 2, text('application/json', '[[],[]]')],
  ['a page', 2, text('text/html', '<html><body>maintenance</body></html>')],
  ['no text', 2, text('application/json', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]))],
  ['refused inside a success', 2, text('application/json', '{"success":false,"statusCode":404,"message":"no"}')],
  ['too much', 0.5, text('application/json', `{"a":"${'x'.repeat(1_200_000)}"}`)],
  [
    'another encoding',
    1,
    ({ response, body }) => response.writeHead(200, { ...JSON_TYPE, 'content-encoding': 'x' }).end(body),
  ],
];

const total = FAULTS.reduce((sum, [, weight]) => sum + weight, 0);

/** One of them, by weight. */
export function pick() {
  let left = Math.random() * total;
  return FAULTS.find(([, weight]) => (left -= weight) < 0) ?? FAULTS[0];
}

export function send(response, body, code = 200) {
  response.writeHead(code, { ...JSON_TYPE, 'content-length': Buffer.byteLength(body) }).end(body);
}

async function drip({ response, body }) {
  response.writeHead(200, JSON_TYPE);
  for (const byte of Buffer.from(body)) {
    if (response.destroyed) return;
    response.write(Buffer.from([byte]));
    await pause(300);
  }
}

function cut({ response, body }) {
  response.writeHead(200, { ...JSON_TYPE, 'content-length': Buffer.byteLength(body) });
  response.write(body.slice(0, body.length / 2), () => response.destroy());
}
