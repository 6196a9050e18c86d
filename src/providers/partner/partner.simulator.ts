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
import { PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200, seededCustomers } from './partner.simulator-data.js';
import type { SimulatedPartnerCustomer } from './partner.simulator-data.js';

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
  const customers = seededCustomers();
  const definition: SimulatorDefinition = {
    provider: 'partner',
    basePath: '',
    routes: [{ method: 'GET', path: '/api/customers/detail', handle: (request) => getCustomer(customers, request) }],
    scenarios: { kyc: Object.keys(STATUSES) },
    error,
    unauthorized: () => error(401, 'Invalid API key or secret'),
    isAuthorized: ({ headers }) => headers['x-api-key'] === API_KEY && headers['x-api-secret'] === API_SECRET,
    environment: (baseUrl) => ({
      PARTNER_BASE_URL: baseUrl,
      PARTNER_API_KEY: API_KEY,
      PARTNER_API_SECRET: API_SECRET,
    }),
    reset: () => undefined,
  };
  return startSimulatorServer(definition, options);
};

function error(status: number, message: string | readonly string[]): SimulatedReply {
  const code = (STATUS_CODES[status] ?? 'Error').toUpperCase().replaceAll(' ', '_');
  return jsonReply(status, { code, message: String(message) });
}

function getCustomer(
  customers: readonly SimulatedPartnerCustomer[],
  { query, scenario }: SimulatedRequest,
): SimulatedReply {
  const id = query.get('customer_id');
  const externalId = query.get('partner_customer_id');
  if (!id && !externalId) throw new Refusal(400, 'customer_id or partner_customer_id is required');
  if (externalId === PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200) return jsonReply(200, NOT_FOUND);
  const found = customers.find(
    (customer) => (!id || customer.customer_id === id) && (!externalId || customer.partner_customer_id === externalId),
  );
  if (found === undefined) return jsonReply(404, NOT_FOUND);
  return jsonReply(200, showRecord(chooseRecord(found, customers, scenario), scenario, CUSTOMER_VARIANTS));
}
