// Fastify over undici, with the gateway’s own mapper.
import { fastify } from 'fastify';
import { readCustomer } from './mapped-read.mjs';

const server = fastify();
server.get('/v1/spherepay/customers/:id', (request) => readCustomer(request.params.id));
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
