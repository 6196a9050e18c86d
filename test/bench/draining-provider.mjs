// Cartevo as a sink: takes uploads, counts those that came whole, and answers creates and reads; also SpherePay’s reads.
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const fixture = (name) => JSON.parse(readFileSync(new URL(`../contract/fixtures/${name}.wire.json`, import.meta.url)));
const cartevo = fixture('000-cartevo-customer');
const spherePay = fixture('004-spherepay-customer');
const TWO_FILES = 2 * 10 * 1_048_576;
let whole = 0;

function answer(request) {
  const id = request.url.slice(request.url.lastIndexOf('/') + 1).split('?')[0];
  if (request.url === '/drained') return { whole };
  if (request.url.startsWith('/v2/')) return { ...spherePay, id };
  return { ...cartevo, data: { ...cartevo.data, id: request.method === 'POST' ? randomUUID() : id } };
}

const server = createServer((request, response) => {
  let size = 0;
  request.on('data', (chunk) => (size += chunk.length));
  request.on('end', () => {
    if (size > TWO_FILES && size === Number(request.headers['content-length'])) whole++;
    const status = request.method === 'POST' ? 201 : 200;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(answer(request)));
  });
});
server.listen(Number(process.env.PORT), '127.0.0.1');
