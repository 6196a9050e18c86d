// A bare `node:http` server over undici that calls the gateway’s own mapper.
import { createServer } from 'node:http';
import { readCustomer } from './mapped-read.mjs';

const PREFIX = '/v1/spherepay/customers/';

const server = createServer((request, response) => {
  readCustomer(request.url.slice(PREFIX.length)).then(
    (answer) => {
      const body = JSON.stringify(answer);
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
      response.writeHead(200, headers).end(body);
    },
    () => response.writeHead(502).end(),
  );
});
server.listen(Number(process.env.PORT), '127.0.0.1');
