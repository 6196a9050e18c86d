/**
 * A caller who has nothing but the generated client. The test compiles this file beside that client under `strict` and
 * runs it; it is not part of the test’s own program, since the client exists only then.
 */
import { client } from './client/client.gen.js';
import {
  createCartevoCard,
  addSpherePayDocument,
  createCartevoCustomer,
  createSpherePayCustomer,
  createSpherePayTermsLink,
  createSpherePayVerificationLink,
  createPartnerCustomer,
  findPartnerCustomers,
  freezeCartevoCard,
  fundCartevoCard,
  getCartevoCard,
  getCartevoCustomer,
  getErrorPage,
  getOperation,
  getProviderRequirements,
  listAudit,
  getLiveness,
  getPartnerCustomer,
  getProvider,
  getProviderDrift,
  getReadiness,
  getSpherePayCustomer,
  listCartevoCards,
  listCartevoCardTransactions,
  listCartevoCustomerCards,
  listCartevoCustomers,
  listCartevoCustomerTransactions,
  listProviders,
  listSpherePayCustomers,
  terminateCartevoCard,
  unfreezeCartevoCard,
  withdrawFromCartevoCard,
  updateSpherePayCustomer,
  type Card,
  type CreateCartevoCard,
  type CreateCartevoCustomer,
  type Customer,
  type DryRunResult,
  type Problem,
} from './client/index.js';
import { client as formClient } from './form-client/client.gen.js';
import { createCartevoCustomer as createFromForm, type CreateCartevoCustomerData } from './form-client/index.js';

declare const process: { readonly argv: readonly string[]; readonly stdout: { write(text: string): void } };

const [, , baseUrl = '', key = '', document = ''] = process.argv;
const succeeded = new Set<string>();
for (const one of [client, formClient]) {
  one.setConfig({ baseUrl, auth: key });
  one.interceptors.response.use((response, _request, { method, url }) => {
    if (response.ok) succeeded.add(`${method} ${url}`);
    return response;
  });
}

const given: CreateCartevoCustomer = {
  givenName: 'Amina',
  familyName: 'Testou',
  email: 'amina.json@example.com',
  dateOfBirth: '1990-01-15',
  phone: '+237677000001',
  address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
  identityDocument: {
    type: 'passport',
    number: 'GENERATED-1',
    frontUrl: 'https://files.example.com/passport-front.jpg',
  },
};

type Form = CreateCartevoCustomerData['body'];

const givenForm: Omit<Form, 'identityDocument.front'> = {
  givenName: 'Amina',
  familyName: 'Testou',
  email: 'amina.form@example.com',
  dateOfBirth: '1990-01-15',
  phone: '+237677000001',
  'address.line1': '12 Rue Exemple',
  'address.city': 'Douala',
  'address.region': 'Littoral',
  'address.postalCode': '00237',
  'address.country': 'CM',
  'identityDocument.type': 'passport',
  'identityDocument.number': 'GENERATED-2',
};

/** Forms that must not compile; the compiler complains about a line here that has no fault. */
export const WRONG_FORMS: Form[] = [
  // @ts-expect-error a field has another name
  { ...givenForm, 'identityDocument.front': new Blob(), 'address.zip': '00237' },
  // @ts-expect-error the front of the document is missing
  { ...givenForm },
  // @ts-expect-error an address is not a file
  { ...givenForm, 'identityDocument.front': 'https://files.example.com/front.jpg' },
  // @ts-expect-error no such kind of document
  { ...givenForm, 'identityDocument.front': new Blob(), 'identityDocument.type': 'library_card' },
];

/** What the caller reads of a customer: every step has a type that says whether there can be nothing. */
function summaryOf(customer: Customer) {
  const requirements = customer.verification.profiles.flatMap((profile) => profile.requirements);
  return {
    id: customer.id,
    status: customer.status,
    name: customer.person?.familyName ?? customer.business?.legalName ?? null,
    country: customer.person?.address?.country ?? null,
    verification: customer.verification.status,
    requirements: requirements.map(({ code, status }) => `${code}:${status}`),
  };
}

/** Words that the caller was written for, and a way out for those that come later. */
function isUsable(card: Card): boolean {
  switch (card.state) {
    case 'active':
      return true;
    case 'frozen':
    case 'suspended':
      return false;
    default:
      return false;
  }
}

function placesOf(problem: Problem | undefined): string[] {
  return (problem?.errors ?? []).map(({ pointer, parameter }) => pointer ?? parameter ?? '');
}

/** Reads of every provider, from its list where there is one. */
async function reads() {
  const providers = await listProviders({ throwOnError: true });
  const names = providers.data.data.map(({ name }) => name);
  const first = await getProvider({ path: { provider: names[0] ?? '' }, throwOnError: true });
  const cartevo = await listCartevoCustomers({ query: { limit: 2 }, throwOnError: true });
  const cursor = cartevo.data.meta.page.nextCursor;
  const next = await listCartevoCustomers({ query: { ...(cursor !== null && { cursor }) }, throwOnError: true });
  const spherepay = await listSpherePayCustomers({ query: { type: 'individual' }, throwOnError: true });
  const partner = await findPartnerCustomers({ query: { externalId: 'ext-0002' }, throwOnError: true });
  const [one, two, three] = [cartevo.data.data[0], spherepay.data.data[0], partner.data.data[0]];
  const customers = [
    await getCartevoCustomer({ path: { id: one?.id ?? '' }, throwOnError: true }),
    await getSpherePayCustomer({ path: { id: two?.id ?? '' }, throwOnError: true }),
    await getPartnerCustomer({ path: { id: three?.id ?? '' }, query: { include: 'sensitive' }, throwOnError: true }),
  ];
  return {
    alive: (await getLiveness({ throwOnError: true })).data.data.status,
    ready: (await getReadiness({ throwOnError: true })).data.data.status,
    providers: names,
    operations: first.data.data.operations,
    pages: [cartevo, next].map(({ data }) => data.data.map(({ id }) => id)),
    customers: customers.map(({ data }) => summaryOf(data.data)),
    sources: customers.flatMap(({ data }) => data.meta.sources.map(({ provider }) => provider)),
  };
}

async function cards() {
  const path = { id: '8d4f2a1b-5c3e-4d7f-9a6b-2e1c8f9d0a3b' };
  const answer = await listCartevoCustomerCards({ path, query: { refresh: 'true' }, throwOnError: true });
  return answer.data.data.map((card) => ({
    usable: isUsable(card),
    minor: card.balance?.amountMinor ?? null,
    last4: card.last4,
  }));
}

/** A key for each movement of money, without which it does not compile. */
function once() {
  return { 'Idempotency-Key': crypto.randomUUID() };
}

/** A card from its first to its last day. */
async function lifeOfACard() {
  const customer = { id: 'c0de0005-feed-4bad-8ace-c0de0005cafe' };
  const body: CreateCartevoCard = {
    customerId: customer.id,
    brand: 'visa',
    initialFunding: { amountMinor: 500, currency: 'USD' },
  };
  const issued = await createCartevoCard({ headers: once(), body, throwOnError: true });
  const path = { id: issued.data.data.id };
  const amount = { amountMinor: 250, currency: 'USD' } as const;
  const moved = [
    await fundCartevoCard({ path, headers: once(), body: { amount }, throwOnError: true }),
    await withdrawFromCartevoCard({ path, headers: once(), body: { amount }, throwOnError: true }),
  ];
  const states = [
    await freezeCartevoCard({ path, throwOnError: true }),
    await unfreezeCartevoCard({ path, throwOnError: true }),
    await terminateCartevoCard({ path, throwOnError: true }),
    await getCartevoCard({ path, throwOnError: true }),
  ];
  const lists = [
    await listCartevoCardTransactions({ path, throwOnError: true }),
    await listCartevoCustomerTransactions({ path: customer, throwOnError: true }),
  ];
  const all = await listCartevoCards({ query: { status: 'terminated' }, throwOnError: true });
  return {
    balance: issued.data.data.balance?.amountMinor ?? null,
    moved: moved.map(({ data }) => [data.data.kind, data.data.amount?.amountMinor ?? null]),
    states: states.map(({ data }) => data.data.state),
    transactions: lists.map(({ data }) => data.data.length),
    listed: all.data.data.some(({ id }) => id === path.id),
  };
}

/** A create answers with the customer; only `dryRun=true`, which is not sent here, has another answer. */
function madeBy(data: Customer | DryRunResult): Customer {
  if ('id' in data) return data;
  throw new Error('nothing was made');
}

/** A business, tried first and then made. */
async function business() {
  const body = { externalId: 'generated-1', business: { legalName: 'Sample Trading' } };
  const tried = await createPartnerCustomer({ body, query: { dryRun: 'true' }, throwOnError: true });
  const made = await createPartnerCustomer({ body, throwOnError: true });
  const query = { operation: 'createCustomer' } as const;
  const needed = await getProviderRequirements({ path: { provider: 'partner' }, query, throwOnError: true });
  return { tried: tried.data.data, made: madeBy(made.data.data).externalId, needed: Object.keys(needed.data.data) };
}

async function creates() {
  const json = await createCartevoCustomer({ body: given, throwOnError: true });
  const png = Uint8Array.from(atob(document), (character) => character.charCodeAt(0));
  const body = { ...givenForm, 'identityDocument.front': new Blob([png], { type: 'image/png' }) };
  const form = await createFromForm({ body, throwOnError: true });
  const ids = [json, form].map(({ data }) => madeBy(data.data).id);
  const read = await Promise.all(ids.map((id) => getCartevoCustomer({ path: { id }, throwOnError: true })));
  return { ids, location: json.response.headers.get('location'), emails: read.map(({ data }) => data.data.email) };
}

/** A person from its first day until a document is in. */
async function verification() {
  const { email, phone, address } = given;
  const person = await createSpherePayCustomer({ body: { email, phone, address }, throwOnError: true });
  const path = { id: madeBy(person.data.data).id };
  const links = [
    await createSpherePayTermsLink({ path, throwOnError: true }),
    await createSpherePayVerificationLink({ path, throwOnError: true }),
  ];
  const changed = await updateSpherePayCustomer({ path, body: { metadata: { plan: 'gold' } }, throwOnError: true });
  const file = new Blob([Uint8Array.from(atob(document), (character) => character.charCodeAt(0))]);
  const body = { type: 'passport', issuingCountry: 'CM', file } as const;
  const taken = await addSpherePayDocument({ path, body, throwOnError: true });
  return {
    links: links.map(({ data }) => new URL(data.data.url).protocol),
    metadata: changed.data.data.metadata,
    taken: [taken.data.data.customerId === path.id, taken.data.data.contentType],
  };
}

/** What explains an answer: where values come from, what a provider changed, what a code means. */
async function explanations() {
  const path = { id: '4d4dad81-7899-4612-a9f6-133ce56a4507' };
  const explained = await getCartevoCustomer({ path, query: { explain: 'true' }, throwOnError: true });
  const drift = await getProviderDrift({ path: { provider: 'cartevo' }, throwOnError: true });
  const audit = await listAudit({ query: { action: 'write_settled', limit: 1 }, throwOnError: true });
  const [line] = audit.data.data;
  const write = await getOperation({ path: { operationId: line?.operationId ?? '' }, throwOnError: true });
  const page = await getErrorPage({ path: { code: 'resource_not_found' }, throwOnError: true });
  return {
    explained: (explained.data.meta.explain ?? []).map(({ pointer }) => pointer),
    drift: drift.data.data.differences.length,
    page: page.data,
    write: write.data.data.state,
  };
}

async function problems() {
  const missing = await getSpherePayCustomer({ path: { id: 'customer_00000000000000000000000000000000' } });
  const body = { ...given, givenName: 'A', phone: '+1' };
  const invalid = await createCartevoCustomer({ body });
  const anonymous = await listProviders({ auth: () => undefined });
  return {
    missing: [missing.response?.status, missing.error?.code, missing.error?.retry.safe],
    invalid: [invalid.response?.status, invalid.error?.code, ...placesOf(invalid.error)],
    anonymous: [anonymous.response?.status, anonymous.error?.code],
  };
}

/** A provider that says something new: the client still reads it, as `unknown` with a warning. */
async function newWords() {
  const headers = { 'X-Sandbox-Scenario': 'new-enum-value' } as const;
  const path = { id: 'customer_f31121c389624d3697cbf3ea8830b7a4' };
  const customer = await getSpherePayCustomer({ path, headers, throwOnError: true });
  const cardsPath = { id: '4d4dad81-7899-4612-a9f6-133ce56a4507' };
  const cards = await listCartevoCustomerCards({ path: cardsPath, headers, throwOnError: true });
  return {
    verification: customer.data.data.verification.status,
    warnings: customer.data.meta.warnings.map(({ code }) => code),
    usable: cards.data.data.map(isUsable),
  };
}

const report = {
  reads: await reads(),
  cards: await cards(),
  lifeOfACard: await lifeOfACard(),
  creates: await creates(),
  verification: await verification(),
  business: await business(),
  problems: await problems(),
  newWords: await newWords(),
  explanations: await explanations(),
  succeeded: [...succeeded],
};
process.stdout.write(JSON.stringify(report));
