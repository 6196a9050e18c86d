import { STATUS_CODES } from 'node:http';
import { Refusal, jsonReply } from '../../platform/simulation/simulated-exchange.js';
import type {
  SimulatedReply,
  SimulatedRequest,
  SimulatorDefinition,
} from '../../platform/simulation/simulated-exchange.js';
import { chooseRecord, showRecord } from '../../platform/simulation/simulated-records.js';
import type { RecordVariants, WireRecord } from '../../platform/simulation/simulated-records.js';
import { startSimulatorServer } from '../../platform/simulation/simulator-server.js';
import type { StartSimulator } from '../../platform/simulation/simulator-server.js';
import { readCreate, readUpload } from './partner.simulator-create.js';
import { PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200 } from './partner.simulator-data.js';
import { PartnerSimulatorStore } from './partner.simulator-store.js';

const API_KEY = 'sandbox-partner-api-key';
const API_SECRET = 'sandbox-partner-api-secret';
const NOT_FOUND = { code: 'CUSTOMER_NOT_FOUND', message: 'Customer not found' };

/** The partner's own words, each under the general word for the decision too. */
const STATUSES: Readonly<Record<string, string>> = {
  processing: 'Processing',
  pending: 'Processing',
  succeeded: 'Succeeded',
  approved: 'Succeeded',
  failed: 'Failed',
  rejected: 'Failed',
  suspended: 'Suspended',
};

const CUSTOMER_VARIANTS: RecordVariants = {
  idKey: 'customer_id',
  newEnumValue: (record) => ({ ...record, status: 'UnderReview' }),
  cardNumberLeak: (record, cardNumber) => {
    const usage = record['account_usage'] as WireRecord;
    return { ...record, account_usage: { ...usage, goods_service_description: `Paid with ${cardNumber}` } };
  },
  kyc: (record, decision) => ({ ...record, status: STATUSES[decision] }),
};

/** Starts a stand-in for the partner API; what its documents leave open is the least surprising guess. */
export const startPartnerSimulator: StartSimulator = (options = {}) => {
  const store = new PartnerSimulatorStore(options.now ?? (() => new Date()));
  /** Customers that were made under the scenario by which they cannot be read afterwards. */
  const unreadable = new Set<string>();
  const definition: SimulatorDefinition = {
    provider: 'partner',
    basePath: '',
    routes: [
      { method: 'GET', path: '/api/customers/detail', handle: (request) => getCustomer(store, unreadable, request) },
      {
        method: 'POST',
        path: '/api/customers/create',
        handle: (request) => createCustomer(store, unreadable, request),
      },
      { method: 'POST', path: '/api/files/upload', handle: (request) => uploadFile(store, request) },
    ],
    scenarios: { kyc: Object.keys(STATUSES), 'create-without-id': 'none', 'upload-refused': 'none' },
    error,
    unauthorized: () => error(401, 'Invalid API key or secret'),
    isAuthorized: ({ headers }) => headers['x-api-key'] === API_KEY && headers['x-api-secret'] === API_SECRET,
    environment: (baseUrl) => ({
      PARTNER_BASE_URL: baseUrl,
      PARTNER_API_KEY: API_KEY,
      PARTNER_API_SECRET: API_SECRET,
    }),
    books: () => store.books(),
    reset: () => {
      store.reset();
      unreadable.clear();
    },
  };
  return startSimulatorServer(definition, options);
};

function error(status: number, message: string | readonly string[]): SimulatedReply {
  const code = (STATUS_CODES[status] ?? 'Error').toUpperCase().replaceAll(' ', '_');
  return jsonReply(status, { code, message });
}

function getCustomer(
  store: PartnerSimulatorStore,
  unreadable: ReadonlySet<string>,
  { query, scenario }: SimulatedRequest,
): SimulatedReply {
  const id = query.get('customer_id');
  const externalId = query.get('partner_customer_id');
  if (!id && !externalId) throw new Refusal(400, 'customer_id or partner_customer_id is required');
  if (externalId === PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200) return jsonReply(200, NOT_FOUND);
  const customers = store.customers();
  const found = customers.find(
    (customer) => (!id || customer.customer_id === id) && (!externalId || customer.partner_customer_id === externalId),
  );
  if (found === undefined) return jsonReply(404, NOT_FOUND);
  if (scenario?.name === 'read-after-write-failed' && unreadable.has(found.customer_id)) {
    throw new Refusal(500, 'Internal server error');
  }
  return jsonReply(200, showRecord(chooseRecord(found, customers, scenario), scenario, CUSTOMER_VARIANTS));
}

/** The answer echoes what was sent, by default with what the partner has added. */
function createCustomer(
  store: PartnerSimulatorStore,
  unreadable: Set<string>,
  request: SimulatedRequest,
): SimulatedReply {
  const { scenario } = request;
  const sent = readCreate(request, (id) => store.hasFile(id));
  const created = store.addCustomer(sent);
  if (scenario?.name === 'read-after-write-failed') unreadable.add(created.customer_id);
  if (scenario?.name === 'create-without-id') return jsonReply(200, sent);
  return jsonReply(200, showRecord(created, scenario, CUSTOMER_VARIANTS));
}

async function uploadFile(store: PartnerSimulatorStore, request: SimulatedRequest): Promise<SimulatedReply> {
  const fileType = await readUpload(request);
  if (request.scenario?.name === 'upload-refused') throw new Refusal(415, 'Unsupported file type');
  return jsonReply(200, { file_id: store.addFile(fileType) });
}
