// All three providers, each on a port of its own and under control: POST /behave says how it answers, GET /seen what it
// got. Ports come from the environment: `PORTS=cartevo,spherepay,partner`.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const fixture = (name) => JSON.parse(readFileSync(new URL(`../contract/fixtures/${name}.wire.json`, import.meta.url)));
const cartevo = fixture('000-cartevo-customer');
const spherePay = fixture('004-spherepay-customer');
const partner = fixture('001-partner-customer');
const CARDS = 50;

/** A record as text in pieces, between which the id comes. */
function pieces(record) {
  return JSON.stringify(record).split('id-mark');
}
const records = {
  cartevo: pieces({ ...cartevo, data: { ...cartevo.data, id: 'id-mark' } }),
  spherepay: pieces({ ...spherePay, id: 'id-mark' }),
  partner: pieces({ ...partner, customer_id: 'id-mark' }),
};
const card = fixture('002-cartevo-cards-a').data[0];
const listed = Array.from({ length: CARDS }, (_, index) => {
  const id = `91b3c6d6-111b-44da-9f81-${index.toString(16).padStart(12, '0')}`;
  return { ...card, id, customer_id: 'id-mark' };
});
const cards = pieces({ ...cartevo, data: listed });

function serve(name, port) {
  let behaviour = { kind: 'answer' };
  const seen = { calls: 0, inFlight: 0, most: 0, bytes: 0 };
  const answer = (request) => {
    const { pathname: path, searchParams } = new URL(request.url, 'http://provider');
    if (path.endsWith('/cards')) return cards.join(path.split('/').at(-2));
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
