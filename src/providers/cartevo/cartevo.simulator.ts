import { STATUS_CODES } from 'node:http';
import { Refusal, jsonReply, readJsonObject } from '../../platform/simulation/simulated-exchange.js';
import type {
  SimulatedReply,
  SimulatedRequest,
  SimulatedRoute,
  SimulatorDefinition,
} from '../../platform/simulation/simulated-exchange.js';
import { startSimulatorServer } from '../../platform/simulation/simulator-server.js';
import type { StartSimulator } from '../../platform/simulation/simulator-server.js';
import { cardRoutes } from './cartevo.simulator-card-routes.js';
import { CartevoSimulatorDesk } from './cartevo.simulator-desk.js';
import { envelope, paged } from './cartevo.simulator-replies.js';
import { CartevoSimulatorStore } from './cartevo.simulator-store.js';
import { showCard, showCustomer, showSummary, toOlderServer } from './cartevo.simulator-views.js';

/** Accepted in place of an exchanged token, for `CARTEVO_ACCESS_TOKEN`. */
export const CARTEVO_SIMULATOR_ACCESS_TOKEN = 'sandbox-cartevo-static-token';
const CLIENT_ID = 'client_sandbox';
const CLIENT_KEY = 'sandbox-cartevo-client-key';

/** Starts a stand-in for Cartevo, as its documents and its server of 2025-10 describe it. */
export const startCartevoSimulator: StartSimulator = (options = {}) => {
  const now = options.now ?? (() => new Date());
  const store = new CartevoSimulatorStore(now);
  const definition: SimulatorDefinition = {
    provider: 'cartevo',
    basePath: '/api/v1',
    routes: [...routesOver(store), ...cardRoutes(store, new CartevoSimulatorDesk(store, now))],
    scenarios: {
      kyc: ['pending', 'approved', 'rejected'],
      'card-state': ['pending', 'active', 'frozen', 'suspended', 'terminated', 'failed'],
      'country-unsupported': 'none',
      'list-meta': 'none',
      unpaginated: 'none',
      'older-server': 'none',
      'token-rejected': 'none',
      'token-expires': 'number',
    },
    error,
    unauthorized,
    isAuthorized: ({ headers, scenario }) => {
      // Refused credentials take the tokens issued for them along: a client that cached one is not spared.
      if (scenario?.name === 'token-rejected') return false;
      const token = /^Bearer (?<token>\S+)$/i.exec(headers.authorization ?? '')?.groups?.['token'];
      return token === CARTEVO_SIMULATOR_ACCESS_TOKEN || (token !== undefined && store.isTokenValid(token));
    },
    environment: (baseUrl) => ({
      CARTEVO_BASE_URL: baseUrl,
      CARTEVO_CLIENT_ID: CLIENT_ID,
      CARTEVO_CLIENT_KEY: CLIENT_KEY,
    }),
    books: () => store.till.books,
    reset: () => store.reset(),
  };
  return startSimulatorServer(definition, options);
};

function routesOver(store: CartevoSimulatorStore): SimulatedRoute[] {
  const create = (request: SimulatedRequest, enrolAtOnce: boolean): Promise<SimulatedReply> =>
    createCustomer(store, request, enrolAtOnce);
  return [
    { method: 'POST', path: '/auth/token', open: true, handle: (request) => issueToken(store, request) },
    { method: 'GET', path: '/customers', handle: (request) => listCustomers(store, request) },
    { method: 'GET', path: '/customers/:id', handle: (request) => getCustomer(store, request) },
    { method: 'GET', path: '/customers/:id/cards', handle: (request) => listCards(store, request) },
    // Only the literal text counts as yes.
    {
      method: 'POST',
      path: '/customers',
      handle: (request) => create(request, request.query.get('enroll') === 'true'),
    },
    { method: 'POST', path: '/customers/enroll', handle: (request) => create(request, true) },
  ];
}

function error(status: number, message: string | readonly string[]): SimulatedReply {
  return jsonReply(status, { success: false, statusCode: status, message, error: STATUS_CODES[status] });
}

function unauthorized(): SimulatedReply {
  return error(401, 'Invalid or expired access token');
}

/** The one answer outside the envelope. */
function issueToken(store: CartevoSimulatorStore, request: SimulatedRequest): SimulatedReply {
  const { client_id, client_key } = readJsonObject(request);
  const { name, argument } = request.scenario ?? {};
  if (name === 'token-rejected' || client_id !== CLIENT_ID || client_key !== CLIENT_KEY) {
    throw new Refusal(401, 'Invalid client credentials');
  }
  const lifetime = name === 'token-expires' ? Number(argument) : 3600;
  return jsonReply(200, { access_token: store.issueToken(lifetime), token_type: 'Bearer', expires_in: lifetime });
}

function listCustomers(store: CartevoSimulatorStore, request: SimulatedRequest): SimulatedReply {
  const { scenario } = request;
  const customers = store.customers();
  if (scenario?.name === 'older-server') {
    return jsonReply(200, { data: customers.filter(({ record }) => record['is_active']).map(toOlderServer) });
  }
  const summaries = customers.map(({ record }) => showSummary(record, scenario));
  return paged(summaries, request, { first: 1, limit: 10 });
}

function getCustomer(store: CartevoSimulatorStore, { params, scenario }: SimulatedRequest): SimulatedReply {
  const customer = store.customer(params['id'] ?? '', scenario);
  if (customer === null) throw new Refusal(404, 'Customer not found');
  if (scenario?.name === 'older-server') return jsonReply(200, { data: toOlderServer(customer) });
  return envelope(200, showCustomer(customer.record, scenario));
}

function listCards(store: CartevoSimulatorStore, { params, query, scenario }: SimulatedRequest): SimulatedReply {
  const cards = store.cards(params['id'] ?? '', query.get('sync') === 'true', scenario);
  const shown = cards.map((card) => showCard(card, scenario));
  // The older server never looked at the customer, so that any id gave an empty list.
  if (scenario?.name === 'older-server') return jsonReply(200, { data: shown });
  if (shown.length === 0) throw new Refusal(404, 'No cards found for this customer');
  return envelope(200, shown);
}

async function createCustomer(
  store: CartevoSimulatorStore,
  request: SimulatedRequest,
  enrolAtOnce: boolean,
): Promise<SimulatedReply> {
  const customer = await store.create(request, enrolAtOnce);
  // Undocumented there, so that a read is the only way to see it.
  const record = { ...customer.record, kyc_status: undefined };
  const { scenario } = request;
  const reply =
    scenario?.name === 'older-server'
      ? jsonReply(201, { id: customer.record.id, email: customer.record['email'], is_active: true })
      : envelope(201, scenario?.name === 'kyc' ? record : showCustomer(record, scenario));
  return { ...reply, recordId: customer.record.id };
}
