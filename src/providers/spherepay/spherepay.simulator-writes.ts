import { Refusal, jsonReply } from '../../platform/simulation/simulated-exchange.js';
import type { SimulatedReply, SimulatedRequest, SimulatedRoute } from '../../platform/simulation/simulated-exchange.js';
import { chooseRecord, showRecord } from '../../platform/simulation/simulated-records.js';
import type { RecordVariants, WireRecord } from '../../platform/simulation/simulated-records.js';
import { checkCreate, checkUpdate, type FieldError } from './spherepay.simulator-checks.js';
import type { SimulatedSpherePayCustomer } from './spherepay.simulator-data.js';
import { CRITERION_BY_DOCUMENT, readDocumentForm, typeErrors } from './spherepay.simulator-documents.js';
import { newProfile, profilesOf, withFiled } from './spherepay.simulator-profiles.js';
import type { SpherePaySimulatorStore } from './spherepay.simulator-store.js';

/** How the routes answer what is no success. */
export interface ProblemReplies {
  readonly problem: (status: number, detail: string, more?: WireRecord) => SimulatedReply;
  readonly invalid: (errors: readonly FieldError[]) => SimulatedReply;
}

const LINK_LIFE_MS = 24 * 3600 * 1000;
const DOCUMENT_VARIANTS: RecordVariants = {
  idKey: 'targetId',
  newEnumValue: (record) => ({ ...record, documentType: 'library_card' }),
  cardNumberLeak: (record, cardNumber) => ({ ...record, mimeType: `image/${cardNumber}` }),
};
const LINK_VARIANTS: RecordVariants = {
  idKey: 'expiresAt',
  newEnumValue: (record) => record,
  cardNumberLeak: (record) => record,
};

/** The routes by which SpherePay is written to. */
export function writeRoutes(
  store: SpherePaySimulatorStore,
  replies: ProblemReplies,
  variants: RecordVariants,
): SimulatedRoute[] {
  const routes: SimulatedRoute[] = [
    { method: 'POST', path: '/v2/customer', handle: (request) => create(store, replies, variants, request) },
    { method: 'PATCH', path: '/v2/customer/:id', handle: (request) => update(store, replies, variants, request) },
    { method: 'POST', path: '/v2/customer/:id/tos-link', handle: (request) => link(store, request, 'terms', 'link') },
    { method: 'POST', path: '/v2/customer/:id/kyc-link', handle: (request) => link(store, request, 'identity', 'url') },
    { method: 'POST', path: '/v2/document', handle: (request) => addDocument(store, replies, request) },
  ];
  return routes.map((route) => ({
    ...route,
    handle: (request) => {
      if (request.scenario?.name !== 'not-approved') return route.handle(request);
      return replies.problem(400, 'The customer is not approved', { code: 'customer/kyc-not-approved' });
    },
  }));
}

/** Answers before the checks of the new customer have begun: its four lists are all empty then. */
function create(
  store: SpherePaySimulatorStore,
  { problem, invalid }: ProblemReplies,
  variants: RecordVariants,
  request: SimulatedRequest,
): SimulatedReply {
  const { body, errors } = checkCreate(request);
  if (errors.length > 0) return invalid(errors);
  const email = String(body['email']);
  const taken = [...store.customers.values()].some(
    (other) => String(other['email']).toLowerCase() === email.toLowerCase(),
  );
  if (taken || email.includes('+duplicate@')) {
    return problem(409, 'Customer already exists', { code: 'customer/duplicate' });
  }
  const information = body['personalInformation'] as WireRecord | undefined;
  const customer = store.add({
    verificationProfiles: [newProfile(information?.['taxIdentificationNumber'] !== undefined)],
    tosStatus: 'incomplete',
    type: 'individual',
    email,
    phone: body['phone'],
    meta: body['meta'] ?? {},
    ...(information && { personalInformation: shown(information) }),
  });
  const empty = { complete: [], pending: [], required: [], errors: [] };
  const fresh = {
    ...customer,
    verificationProfiles: [{ name: 'kyc_profile_a', status: 'incomplete', criteria: empty }],
  };
  return { ...jsonReply(201, showRecord(fresh, request.scenario, variants)), recordId: customer.id };
}

/** Identity data is locked once the customer is under review; `meta` is replaced as a whole. */
function update(
  store: SpherePaySimulatorStore,
  { problem, invalid }: ProblemReplies,
  variants: RecordVariants,
  request: SimulatedRequest,
): SimulatedReply {
  const customer = customerOf(store, request.params['id']);
  if (customer['type'] !== 'individual') return problem(400, 'Only individual customers can be updated');
  const { body, errors } = checkUpdate(request);
  if (errors.length > 0) return invalid(errors);
  const information = body['personalInformation'] as WireRecord | undefined;
  const locked = profilesOf(customer).some(({ status }) => status !== 'incomplete');
  if (locked && information?.['taxIdentificationNumber'] !== undefined) {
    return problem(400, 'Identity fields are locked after KYC submission');
  }
  const known = customer['personalInformation'] as WireRecord | undefined;
  const changes = {
    ...(information && { personalInformation: { ...known, ...shown(information) } }),
    ...(body['meta'] !== undefined && { meta: body['meta'] }),
  };
  const changed = store.change(customer.id, changes, 'customer updated');
  const chosen = chooseRecord(changed, store.customers.values(), request.scenario);
  return jsonReply(200, showRecord(chosen, request.scenario, variants));
}

/** Every call makes another link; both kinds name it differently. */
function link(
  store: SpherePaySimulatorStore,
  { params, body, scenario }: SimulatedRequest,
  page: string,
  name: string,
): SimulatedReply {
  const customer = customerOf(store, params['id']);
  if (body.length > 0) throw new Refusal(400, 'No body is expected');
  const token = store.nextHex(`${page} link`);
  store.note(`${page} link made`, token, customer.id);
  const made = { [name]: `https://onboarding.example.com/${page}/${token}`, expiresAt: store.instant(LINK_LIFE_MS) };
  return jsonReply(201, showRecord(made, scenario, LINK_VARIANTS));
}

async function addDocument(
  store: SpherePaySimulatorStore,
  { invalid }: ProblemReplies,
  request: SimulatedRequest,
): Promise<SimulatedReply> {
  const { fields, file, errors } = await readDocumentForm(request);
  const customer = customerOf(store, fields['targetId']);
  const all = [...errors, ...typeErrors(fields, customer)];
  if (all.length > 0 || file === null) return invalid(all);
  const criterion = CRITERION_BY_DOCUMENT[fields['documentType'] ?? ''] ?? '';
  const verificationProfiles = profilesOf(customer).map((profile) => withFiled(profile, criterion));
  const changed = store.change(customer.id, { verificationProfiles }, `document ${fields['documentType']} taken`);
  const { id } = chooseRecord(changed, store.customers.values(), request.scenario);
  const { name: fileName, size: fileSize, mimeType } = file;
  const taken = { ...fields, targetId: id, fileName, fileSize, mimeType, createdAt: store.instant() };
  return jsonReply(201, showRecord(taken, request.scenario, DOCUMENT_VARIANTS));
}

function customerOf(store: SpherePaySimulatorStore, id = ''): SimulatedSpherePayCustomer {
  const found = store.customers.get(id);
  if (found === undefined) throw new Refusal(404, 'Customer not found');
  return found;
}

/** The tax number itself is never shown again. */
function shown(information: WireRecord): WireRecord {
  return Object.fromEntries(Object.entries(information).filter(([name]) => name !== 'taxIdentificationNumber'));
}
