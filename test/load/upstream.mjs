// All three providers, each on a port of its own and under control: POST /behave says how it answers, GET /seen what it
// got. Ports come from the environment: `PORTS=cartevo,spherepay,partner`.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const fixture = (name) => JSON.parse(readFileSync(new URL(`../contract/fixtures/${name}.wire.json`, import.meta.url)));
const cartevo = fixture('000-cartevo-customer');
const spherePay = fixture('004-spherepay-customer');
const partner = fixture('001-partner-customer');
const LIST = 50;

/** A record as text in two halves, between which the id comes. */
function halves(record) {
  return JSON.stringify(record).split('id-mark');
}
const records = {
  cartevo: halves({ ...cartevo, data: { ...cartevo.data, id: 'id-mark' } }),
  spherepay: halves({ ...spherePay, id: 'id-mark' }),
  partner: halves({ ...partner, customer_id: 'id-mark' }),
};
const listed = Array.from({ length: LIST }, (_, index) => ({
  ...cartevo.data,
  id: `4d4dad81-7899-4612-a9f6-${index.toString(16).padStart(12, '0')}`,
}));
const list = JSON.stringify({ ...cartevo, data: listed, pagination: { page: 1, limit: LIST, total: LIST } });

function serve(name, port) {
  let behaviour = { kind: 'answer' };
  const seen = { calls: 0, inFlight: 0, most: 0, bytes: 0 };
  const answer = (request) => {
    const { pathname: path, searchParams } = new URL(request.url, 'http://provider');
    if (name === 'cartevo' && path.endsWith('/customers') && request.method === 'GET') return list;
    const [before, after] = records[name];
    const id =
      request.method === 'POST'
        ? '4d4dad81-7899-4612-a9f6-133ce56a4507'
        : (searchParams.get('customer_id') ?? path.slice(path.lastIndexOf('/') + 1));
    return before + id + after;
  };
  const respond = (request, response) => {
    const { kind, status = request.method === 'POST' ? 201 : 200, delayMs = 0 } = behaviour;
    if (kind === 'hang') return;
    const body = kind === 'status' ? '{"message":"no"}' : answer(request);
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const send = () => response.writeHead(status, headers).end(body);
    if (delayMs > 0) setTimeout(send, delayMs);
    else send();
  };
  const control = async (request, response) => {
    if (request.method === 'POST') {
      behaviour = JSON.parse(Buffer.concat(await request.toArray()).toString());
      Object.assign(seen, { calls: 0, most: 0, bytes: 0 });
    }
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(seen));
  };
  const server = createServer((request, response) => {
    if (request.url === '/behave' || request.url === '/seen') return void control(request, response);
    seen.calls++;
    seen.most = Math.max(seen.most, ++seen.inFlight);
    response.once('close', () => seen.inFlight--);
    request.on('data', (chunk) => (seen.bytes += chunk.length));
    request.once('end', () => respond(request, response));
  });
  server.keepAliveTimeout = 120_000;
  server.listen(port, '127.0.0.1', 4096);
}

const ports = process.env.PORTS.split(',').map(Number);
['cartevo', 'spherepay', 'partner'].forEach((name, index) => serve(name, ports[index]));
