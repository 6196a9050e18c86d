// The three providers of the soak, full of personal data, of whose answers one in ten goes wrong.
// `PORTS=cartevo,spherepay,partner`; GET /seen says what was asked and what was done wrong.
import { createServer } from 'node:http';
import { SECRETS, canaryCartevoCustomer, canaryPartnerCustomer, canarySpherePayCustomer } from '../support/canaries.ts';
import { cartevoCard, enveloped } from '../support/wire-records.ts';
import { pick, send } from './faults.mjs';

const FAULT_SHARE = 0.1;
const LIST = 20;
const CREATED = '4d4dad81-7899-4612-a9f6-133ce56a4507';
const token = () => JSON.stringify({ access_token: `${SECRETS.cartevoToken}-${Date.now()}`, expires_in: 30 });
const range = (map) => Array.from({ length: LIST }, (_, index) => map(index.toString(16).padStart(12, '0')));

/** The right answer to a request, as text. */
const ANSWERS = {
  cartevo({ method, path, id }) {
    const customer = (name) => canaryCartevoCustomer({ id: name });
    if (method === 'POST') return enveloped(customer(CREATED));
    if (path.endsWith('/cards')) return enveloped([cartevoCard({ customer_id: path.split('/').at(-2) })]);
    if (path.endsWith('/customers')) return enveloped(range((end) => customer(`4d4dad81-7899-4612-a9f6-${end}`)));
    return enveloped(customer(id));
  },
  spherepay({ path, id }) {
    if (path.endsWith('/customer'))
      return { customers: range((end) => ({ ...canarySpherePayCustomer(), id: `customer_${end.padStart(32, '0')}` })) };
    return { ...canarySpherePayCustomer(), id };
  },
  partner({ query }) {
    return { ...canaryPartnerCustomer(), customer_id: query.get('customer_id') };
  },
};

const seen = { calls: 0, faults: {} };

function serve(name, port) {
  const server = createServer(async (request, response) => {
    response.on('error', () => undefined);
    request.on('error', () => undefined).resume();
    const { pathname: path, searchParams: query } = new URL(request.url, 'http://provider');
    if (path === '/seen') return send(response, JSON.stringify(seen));
    await new Promise((resolve) => request.once('close', resolve).once('end', resolve));
    seen.calls++;
    const { method } = request;
    const body = path.endsWith('/auth/token')
      ? token()
      : JSON.stringify(ANSWERS[name]({ method, path, query, id: path.split('/').at(-1) }));
    if (Math.random() >= FAULT_SHARE) return send(response, body, method === 'POST' ? 201 : 200);
    const [fault, , act] = pick();
    seen.faults[fault] = (seen.faults[fault] ?? 0) + 1;
    await act({ request, response, body });
  });
  // Shorter than the time that is given to settle, so that idle connections are gone by then.
  server.keepAliveTimeout = 5000;
  server.listen(port, '127.0.0.1', 4096);
}

const ports = process.env.PORTS.split(',').map(Number);
Object.keys(ANSWERS).forEach((name, index) => serve(name, ports[index]));
