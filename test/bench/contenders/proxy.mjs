// `@fastify/http-proxy`: passes the provider’s answer on as it came, without mapping.
import proxy from '@fastify/http-proxy';
import { fastify } from 'fastify';

const server = fastify();
await server.register(proxy, {
  upstream: process.env.UPSTREAM,
  prefix: '/v1/spherepay/customers',
  rewritePrefix: '/v2/customer',
  undici: { connections: 128, pipelining: 1 },
});
await server.listen({ port: Number(process.env.PORT), host: '127.0.0.1' });
