// Bare Fastify that answers a constant of `SIZE` bytes: as fast as an answer from memory can be.
import { fastify } from 'fastify';

const constant = JSON.stringify({ data: '' });
const body = constant.replace('""', `"${'x'.repeat(Number(process.env.SIZE) - constant.length)}"`);

const server = fastify();
server.get('/v1/spherepay/customers/:id', (_request, reply) => {
  reply.type('application/json; charset=utf-8').send(body);
});
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
