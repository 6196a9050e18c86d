import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { newBusiness } from '../../../test/support/new-business.js';
import { callContext, realHttp, type RealHttp } from '../../../test/support/real-http.js';
import { json, startStub } from '../../../test/support/stub-provider.js';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import type { OperationContext } from '../provider.js';
import type { Finding, OpenWrite } from '../reconciliation.js';
import { PartnerAdapter } from './partner.adapter.js';
import { PartnerClient } from './partner.client.js';
import { evidenceOfCreate } from './partner.create.js';
import { fromJson } from './partner.intake.js';
import { startPartnerSimulator } from './partner.simulator.js';
import { PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200, PARTNER_SEEDS } from './partner.simulator-data.js';

const TODAY = '2026-11-20';
const OWN_ID = 'id-of-the-key';
let simulator: Simulator;
let real: RealHttp;
let adapter: PartnerAdapter;
let now = new Date();

beforeAll(async () => {
  simulator = await startPartnerSimulator({ now: () => now });
  const { PARTNER_API_KEY: apiKey = '', PARTNER_API_SECRET: apiSecret = '' } = simulator.environment;
  real = realHttp(simulator.baseUrl);
  adapter = new PartnerAdapter(new PartnerClient(real.http, { apiKey, apiSecret }));
});
beforeEach(() => {
  simulator.reset();
  now = new Date();
});
afterAll(async () => {
  await real.close();
  await simulator.close();
});

const made = () => simulator.books.map(({ id }) => id);

async function within<T>(scenario: string | null, run: (call: OperationContext) => Promise<T>): Promise<T> {
  const call = callContext();
  try {
    return await run({ ...call, scenario });
  } finally {
    call.deadline.clear();
  }
}

const create = (scenario: string | null = null, changes = {}) =>
  within(scenario, (call) => adapter.createCustomer(fromJson(newBusiness(changes), TODAY, OWN_ID), call));

describe('a create whose answer has no id', () => {
  it('is the record that came into being', async () => {
    const { data } = await create('create-without-id');
    expect([data.providerId]).toEqual(made());
  });

  it('is not taken for an older record of the same external id', async () => {
    now = new Date(Date.now() - 3_600_000);
    await expect(create('create-without-id')).rejects.toMatchObject({ failure: 'status', status: 200, sent: true });
  });

  it('is not taken for a record that does not say when it was made', async () => {
    const undated = { customer_id: 'cus_1', partner_customer_id: 'ext-0100' };
    const stub = await startStub(({ method }, response) => json(response, 200, method === 'POST' ? {} : undated));
    const toStub = realHttp(stub.url);
    const other = new PartnerAdapter(new PartnerClient(toStub.http, { apiKey: 'key', apiSecret: 'secret' }));
    const created = within(null, (call) => other.createCustomer(fromJson(newBusiness(), TODAY, OWN_ID), call));
    await expect(created).rejects.toMatchObject({ failure: 'status', status: 200, sent: true });
    expect(stub.calls.map(({ method }) => method)).toEqual(['POST', 'GET']);
    await toStub.close();
    await stub.close();
  });

  it('is in doubt when the record cannot be read', async () => {
    await expect(
      create('create-without-id', { externalId: PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200 }),
    ).rejects.toMatchObject({
      failure: 'status',
      sent: true,
    });
  });
});

describe('the reconciliation of a create', () => {
  const write = (changes: Partial<OpenWrite> = {}): OpenWrite => ({
    operation: 'createCustomer',
    target: null,
    evidence: { externalId: 'ext-0100' },
    startedAt: new Date(),
    unclaimed: (ids) => Promise.resolve(ids),
    hasCompany: () => Promise.resolve(false),
    ...changes,
  });
  const find = (changes?: Partial<OpenWrite>, scenario: string | null = null): Promise<Finding> =>
    within(scenario, (call) => {
      const { find: reconcile, absenceProves } = adapter.reconciliations.createCustomer ?? {};
      expect(absenceProves).toBe(true);
      return (reconcile as NonNullable<typeof reconcile>)(write(changes), call);
    });

  it('finds what was made although the connection was lost', async () => {
    await expect(create('connection-reset-after-write')).rejects.toMatchObject({
      failure: 'connection_lost',
      sent: true,
    });
    const finding = await find();
    expect(finding).toMatchObject({ kind: 'done', mapped: { data: { externalId: 'ext-0100' } } });
    expect([(finding as { id: string }).id]).toEqual(made());
    expect(simulator.calls.at(-1)?.method).toBe('GET');
  });

  it('warns of what was not sent, as the create would have', async () => {
    const changes = { metadata: { plan: 'gold' } };
    const { warnings } = await create(null, changes);
    const finding = await find({ evidence: evidenceOfCreate(fromJson(newBusiness(changes), TODAY, OWN_ID)) });
    expect(warnings).toMatchObject([{ code: 'field_not_sent', pointer: '/metadata' }]);
    expect(finding).toMatchObject({ kind: 'done', mapped: { warnings } });
  });

  it.each(['ext-0100', PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200])(
    'finds %s absent when nothing was made',
    async (externalId) => {
      expect(await find({ evidence: { externalId } })).toEqual({ kind: 'absent' });
    },
  );

  it('takes an older record of the same external id for another one', async () => {
    expect(await find({ evidence: { externalId: PARTNER_SEEDS.full.externalId } })).toEqual({ kind: 'absent' });
  });

  it('does not take a record that says no date for the one that was made', async () => {
    await create();
    expect(await find({}, 'missing-blocks')).toMatchObject({ kind: 'undecided' });
  });

  it('allows for a clock that is behind', async () => {
    now = new Date(Date.now() - 60_000);
    await create();
    expect(await find()).toMatchObject({ kind: 'done' });
  });

  it('leaves alone what another write has made', async () => {
    await create();
    expect(await find({ unclaimed: () => Promise.resolve([]) })).toEqual({ kind: 'absent' });
  });

  it('knows nothing without an external id', async () => {
    expect(await find({ evidence: {} })).toMatchObject({ kind: 'undecided' });
  });

  it.each(['server-error', 'wrong-record', 'html'])('says nothing under %s', async (scenario) => {
    await create();
    await expect(find({}, scenario)).rejects.toMatchObject({ name: 'UpstreamError' });
  });
});
