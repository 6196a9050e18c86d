import { Refusal, jsonReply } from '../../platform/simulation/simulated-exchange.js';
import type {
  SimulatedReply,
  SimulatedRequest,
  SimulatorDefinition,
} from '../../platform/simulation/simulated-exchange.js';
import { chooseRecord, seededHex, showRecord } from '../../platform/simulation/simulated-records.js';
import type { RecordVariants, WireRecord } from '../../platform/simulation/simulated-records.js';
import { startSimulatorServer } from '../../platform/simulation/simulator-server.js';
import type { StartSimulator } from '../../platform/simulation/simulator-server.js';
import type { FieldError } from './spherepay.simulator-checks.js';
import type { SimulatedSpherePayCustomer } from './spherepay.simulator-data.js';
import { SPHEREPAY_DECISIONS, decideProfiles, profilesOf, withProfiles } from './spherepay.simulator-profiles.js';
import type { SpherePayDecision } from './spherepay.simulator-profiles.js';
import { SpherePaySimulatorStore } from './spherepay.simulator-store.js';
import { writeRoutes } from './spherepay.simulator-writes.js';

const API_KEY = 'sandbox-spherepay-api-key';
/** 400 carries this odd code in the documents whatever the cause. */
const CODES: Readonly<Record<number, string>> = { 400: 'address/invalid', 404: 'resource/not-found' };
const MOST_PER_PAGE = 100;

const CUSTOMER_VARIANTS: RecordVariants = {
  idKey: 'id',
  newEnumValue: (record) => ({
    ...withProfiles(record, (profile) => ({ ...profile, status: 'under_enhanced_review' })),
    tosStatus: 'superseded',
  }),
  cardNumberLeak: (record, cardNumber) => {
    const information = record['personalInformation'] as WireRecord | undefined;
    const leak = { taxIdentificationNumberDescription: `paid with ${cardNumber}` };
    return { ...record, personalInformation: { ...information, ...leak } };
  },
  kyc: (record, decision) => decideProfiles(record, decision as SpherePayDecision),
};

/** Starts a stand-in for SpherePay's v2 API, in the shapes of 2026. */
export const startSpherePaySimulator: StartSimulator = (options = {}) => {
  const store = new SpherePaySimulatorStore(options.now ?? (() => new Date()));
  const { customers } = store;
  let failures = 0;
  const problem = (status: number, detail: string, more: WireRecord = {}): SimulatedReply => {
    failures += 1;
    const correlationId = seededHex(`spherepay correlation ${failures}`);
    return jsonReply(status, { status, detail, code: CODES[status], ...more, correlationId });
  };
  const definition: SimulatorDefinition = {
    provider: 'spherepay',
    basePath: '',
    routes: [
      { method: 'GET', path: '/v2/customer', handle: (request) => listCustomers(customers, request, problem) },
      { method: 'GET', path: '/v2/customer/:id', handle: (request) => getCustomer(customers, request, problem) },
      ...writeRoutes(store, { problem, invalid: (errors) => invalid(errors, problem) }, CUSTOMER_VARIANTS),
    ],
    scenarios: { kyc: SPHEREPAY_DECISIONS, 'not-approved': 'none' },
    error: (status, message) => problem(status, String(message)),
    unauthorized: () => problem(403, 'Forbidden resource'),
    isAuthorized: ({ headers }) => headers.authorization === `Bearer ${API_KEY}`,
    environment: (baseUrl) => ({ SPHEREPAY_BASE_URL: baseUrl, SPHEREPAY_API_KEY: API_KEY }),
    books: () => store.books,
    reset: () => {
      failures = 0;
      store.reset();
    },
  };
  return startSimulatorServer(definition, options);
};

type Customers = ReadonlyMap<string, SimulatedSpherePayCustomer>;
type ProblemStyle = (status: number, detail: string, more?: WireRecord) => SimulatedReply;

function invalid(errors: readonly FieldError[], problem: ProblemStyle): SimulatedReply {
  return problem(422, 'Validation failed', { code: 'validation/failed', errors });
}

function getCustomer(
  customers: Customers,
  { params, scenario }: SimulatedRequest,
  problem: ProblemStyle,
): SimulatedReply {
  const id = params['id'] ?? '';
  if (!/^customer_[A-Za-z0-9]+$/.test(id)) {
    return invalid([{ detail: 'Invalid customer id', pointer: '/id' }], problem);
  }
  const found = customers.get(id);
  if (found === undefined) throw new Refusal(404, 'Customer not found');
  return jsonReply(200, showRecord(chooseRecord(found, customers.values(), scenario), scenario, CUSTOMER_VARIANTS));
}

/** Page and limit are texts in the query and numbers in the answer. */
function listCustomers(
  customers: Customers,
  { query, scenario }: SimulatedRequest,
  problem: ProblemStyle,
): SimulatedReply {
  const errors = queryErrors(query);
  if (errors.length > 0) return invalid(errors, problem);
  const page = Number(query.get('page') ?? '1');
  const limit = Number(query.get('limit') ?? '10');
  const matching = [...customers.values()].filter((customer) => matches(customer, query));
  const total = matching.length;
  const totalPages = Math.ceil(total / limit);
  const shown = matching.slice((page - 1) * limit, page * limit);
  return jsonReply(200, {
    customers: shown.map((customer) => showRecord(customer, scenario, CUSTOMER_VARIANTS)),
    pagination: { page, limit, total, totalPages, hasNext: page < totalPages, hasPrevious: page > 1 },
  });
}

const CHOICES: Readonly<Record<string, readonly string[]>> = {
  type: ['individual', 'business'],
  status: ['incomplete', 'pending', 'approved', 'rejected'],
};

function queryErrors(query: URLSearchParams): FieldError[] {
  const errors: FieldError[] = [];
  for (const name of ['page', 'limit']) {
    const value = query.get(name) ?? '1';
    if (!/^[1-9]\d{0,8}$/.test(value) || (name === 'limit' && Number(value) > MOST_PER_PAGE)) {
      errors.push({ detail: `Invalid ${name}`, pointer: `/${name}` });
    }
  }
  for (const [name, values] of Object.entries(CHOICES)) {
    const value = query.get(name);
    if (value !== null && !values.includes(value)) errors.push({ detail: `Invalid ${name}`, pointer: `/${name}` });
  }
  return errors;
}

function matches(customer: SimulatedSpherePayCustomer, query: URLSearchParams): boolean {
  const [type, status, email, search] = ['type', 'status', 'email', 'search'].map((name) => query.get(name));
  const names = ['firstName', 'lastName', 'businessLegalName', 'businessTradeName', 'email'];
  const text = names.map((name) => String(customer[name] ?? '')).join('\n');
  return (
    (!type || customer['type'] === type) &&
    (!status || profilesOf(customer).some((profile) => profile['status'] === status)) &&
    (!email || customer['email'] === email) &&
    (!search || text.toLowerCase().includes(search.toLowerCase()))
  );
}
