import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AdapterStage, failureOf } from '../../../test/support/adapter-stage.js';
import { PLAIN_READING } from '../../../test/support/real-http.js';
import { json } from '../../../test/support/stub-provider.js';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import type { Operation } from '../operations.js';
import type { Evidence, Finding, OpenWrite } from '../reconciliation.js';
import { SpherePayAdapter } from './spherepay.adapter.js';
import { SpherePayClient } from './spherepay.client.js';
import { evidenceOfChange, evidenceOfCreate } from './spherepay.customer-writes.js';
import type { CreateSpherePayCustomer, UpdateSpherePayCustomer } from './spherepay.dto.js';
import { SPHEREPAY_SEEDS } from './spherepay.simulator-data.js';
import { startSpherePaySimulator } from './spherepay.simulator.js';

const ADDRESS = { line1: '500 Example Avenue', city: 'Springfield', country: 'US' };
const PERSON: CreateSpherePayCustomer = { email: 'nora.found@example.com', phone: '+14155550199', address: ADDRESS };

const stage = new AdapterStage();
let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSpherePaySimulator();
});
afterEach(() => simulator.close());

/** The adapter at the simulator, or at another address. */
function adapter(url = simulator.baseUrl): SpherePayAdapter {
  return new SpherePayAdapter(
    new SpherePayClient(stage.open(url).http, simulator.environment['SPHEREPAY_API_KEY'] ?? ''),
  );
}

function context(scenario: string | null = null) {
  return { requestId: 'test-request', traceparent: null, scenario, deadline: stage.within(3000), ...PLAIN_READING };
}

function openWrite(
  operation: Operation,
  evidence: Evidence,
  { target = null, startedAt = new Date(), claimed = [] }: Partial<OpenWrite> & { claimed?: readonly string[] } = {},
): OpenWrite {
  const unclaimed = (ids: readonly string[]) => Promise.resolve(ids.filter((id) => !claimed.includes(id)));
  return { operation, evidence, target, startedAt, unclaimed, hasCompany: () => Promise.resolve(false) };
}

function find(write: OpenWrite, url?: string): Promise<Finding> {
  const reconciliation = adapter(url).reconciliations[write.operation];
  if (!reconciliation) throw new Error(`${write.operation} cannot be found out`);
  return reconciliation.find(write, context());
}

/** Sends the create so that its answer is lost. */
async function lostCreate(customer = PERSON): Promise<void> {
  const lost = await failureOf(adapter().createCustomer(customer, context('connection-reset-after-write')));
  expect(lost?.failure).toBe('connection_lost');
}

describe('a create whose answer was lost', () => {
  it('is found by the e-mail address, and answered as it would have been', async () => {
    const more = { givenName: 'Nora', externalId: 'order-1' };
    await lostCreate({ ...PERSON, ...more });
    const finding = await find(openWrite('createCustomer', evidenceOfCreate({ ...PERSON, ...more })));
    const id = simulator.books[0]?.id;
    expect(finding).toMatchObject({ kind: 'done', id, mapped: { data: { providerId: id, email: PERSON.email } } });
    const warnings = finding.kind === 'done' ? finding.mapped.warnings : [];
    expect(warnings.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'field_not_sent /givenName',
      'field_not_sent /externalId',
    ]);
    expect(simulator.books).toHaveLength(1);
  });

  it('is absent when nobody has the address', async () => {
    expect(await find(openWrite('createCustomer', evidenceOfCreate(PERSON)))).toEqual({ kind: 'absent' });
  });

  it('is absent when the only one is of another write, or from before', async () => {
    await lostCreate();
    const evidence = evidenceOfCreate(PERSON);
    const claimed = simulator.books.map(({ id }) => id);
    expect(await find(openWrite('createCustomer', evidence, { claimed }))).toEqual({ kind: 'absent' });
    const startedAt = new Date(Date.now() + 10 * 60_000);
    expect(await find(openWrite('createCustomer', evidence, { startedAt }))).toEqual({ kind: 'absent' });
    // Clocks may differ by two minutes.
    const skewed = new Date(Date.now() + 60_000);
    expect(await find(openWrite('createCustomer', evidence, { startedAt: skewed }))).toMatchObject({ kind: 'done' });
  });

  it.each([
    ['an address in capitals may be kept in small letters', { email: 'Nora.Found@example.com' }, 'small ones'],
    ['no address is known', {}, 'is not known'],
  ])('is undecided when %s', async (_name, evidence, words) => {
    const finding = await find(openWrite('createCustomer', evidence as Evidence));
    expect(finding).toEqual({ kind: 'undecided', detail: expect.stringContaining(words) });
  });

  it.each([
    ['two are new', [{}, { id: 'customer_b' }], {}],
    ['one does not say since when', [{ createdAt: undefined }], {}],
    ['one has no id', [{ id: undefined }], {}],
    ['there is another page', [{}], { pagination: { hasNext: true } }],
  ])('is undecided when %s', async (_name, changes, more) => {
    const createdAt = new Date().toISOString();
    const customers = changes.map((change) => ({ id: 'customer_a', email: PERSON.email, createdAt, ...change }));
    stage.stub.handle((_call, response) => json(response, 200, { customers, ...more }));
    const finding = await find(openWrite('createCustomer', evidenceOfCreate(PERSON)), stage.stub.url);
    expect(finding.kind).toBe('undecided');
  });

  it('is not decided by an answer that is no list', async () => {
    stage.stub.handle((_call, response) => json(response, 200, { data: [] }));
    const failure = await failureOf(find(openWrite('createCustomer', evidenceOfCreate(PERSON)), stage.stub.url));
    expect(failure?.message).toContain('no record');
  });
});

describe('a change whose answer was lost', () => {
  const target = SPHEREPAY_SEEDS.original;
  const lostChange = async (changes: UpdateSpherePayCustomer) => {
    const lost = await failureOf(adapter().updateCustomer(target, changes, context('connection-reset-after-write')));
    expect(lost?.failure).toBe('connection_lost');
  };
  const write = (changes: UpdateSpherePayCustomer) =>
    openWrite('updateCustomer', evidenceOfChange(changes), { target });

  it.each<[string, UpdateSpherePayCustomer]>([
    ['personal information', { nationality: 'FR', sourceOfFunds: 'savings' }],
    ['metadata, with a key that was taken away', { metadata: { plan: 'gold', old: null } }],
  ])('of %s is found when it is there, and absent when nothing has moved', async (_name, changes) => {
    expect(await find(write(changes))).toEqual({ kind: 'absent' });
    await lostChange(changes);
    expect(await find(write(changes))).toMatchObject({ kind: 'done', id: target, mapped: { data: { person: {} } } });
  });

  it.each<[string, UpdateSpherePayCustomer]>([
    ['an address', { address: ADDRESS }],
    ['an address and more', { address: ADDRESS, gender: 'female' }],
    ['a tax number', { address: ADDRESS, taxId: { type: 'ssn', number: '000000000', country: 'US' } }],
  ])('of %s is never seen: absent while nothing has moved, then undecided', async (_name, changes) => {
    expect(await find(write(changes))).toEqual({ kind: 'absent' });
    await lostChange(changes);
    expect(await find(write(changes))).toEqual({
      kind: 'undecided',
      detail: expect.stringContaining('cannot be seen'),
    });
  });

  it('that somebody has changed again is undecided', async () => {
    await lostChange({ sourceOfFunds: 'savings' });
    await adapter().updateCustomer(target, { sourceOfFunds: 'gift' }, context());
    expect(await find(write({ sourceOfFunds: 'savings' }))).toEqual({
      kind: 'undecided',
      detail: expect.stringContaining('not to what was sent'),
    });
  });

  it.each<Evidence>([
    {},
    { personalInformation: 'nonsense', metadata: '{}' },
    { personalInformation: '{}', metadata: '[]' },
  ])('whose evidence is %j is undecided', async (evidence) => {
    expect((await find(openWrite('updateCustomer', evidence, { target }))).kind).toBe('undecided');
  });
});

describe('a document whose answer was lost', () => {
  it.each([
    ['passport', 'the requirement identity_document is now due'],
    ['shareholder_registry', 'no requirement tells of it'],
  ])('as %s is undecided, with what the customer shows', async (type, words) => {
    const finding = await find(openWrite('addDocument', { type }, { target: SPHEREPAY_SEEDS.original }));
    expect(finding).toEqual({ kind: 'undecided', detail: `the provider does not list documents; ${words}` });
  });
});

it('absence proves something of a create and of a change, not of a document; links cannot be found out', () => {
  const proofs = Object.entries(adapter().reconciliations).map(([name, found]) => [name, found.absenceProves]);
  expect(Object.fromEntries(proofs)).toEqual({ createCustomer: true, updateCustomer: true, addDocument: false });
});
