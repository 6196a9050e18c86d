// Answers every request with one recorded customer of SpherePay, under the id that was asked for.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const file = new URL('../contract/fixtures/004-spherepay-customer.wire.json', import.meta.url);
const [before, after] = JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), id: '\u0001' }).split('\\u0001');

const server = createServer((request, response) => {
  const body = before + request.url.slice(request.url.lastIndexOf('/') + 1) + after;
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }).end(body);
});
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1', () => process.send?.(server.address().port));
