import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { DriftReport } from '../../src/api/drift.entity.js';
import { TEST_KEY, keyEntry } from '../support/gateway.js';
import { expectProblem } from '../support/problem.js';
import { json } from '../support/stub-provider.js';
import { startStubbedGateway, type ProviderName, type StubbedGateway } from '../support/stubbed-gateway.js';
import {
  READ,
  cartevoCard,
  cartevoCustomer,
  partnerCustomer,
  spherePayCustomer,
  type Wire,
} from '../support/wire-records.js';

const ADMIN = 'customers:read cards:read admin';
const KEYS = [
  keyEntry('admin', TEST_KEY, ADMIN),
  keyEntry('cartevo admin', 'cartevo-admin', `${ADMIN} provider:cartevo`),
].join(',');

/** A gateway of its own for each test: drift is counted since the start. */
async function withGateway(run: (stubbed: StubbedGateway) => Promise<void>): Promise<void> {
  const stubbed = await startStubbedGateway({ GATEWAY_API_KEYS: KEYS });
  try {
    await run(stubbed);
  } finally {
    await stubbed.stop();
  }
}

async function driftOf({ gateway }: StubbedGateway, provider: ProviderName): Promise<DriftReport> {
  const answer = await gateway.call(`/v1/providers/${provider}/drift`);
  expect(answer.status).toBe(200);
  return (answer.body as { data: DriftReport }).data;
}

/** A record with every block that the partner promises. */
function wholePartner(changes: Wire = {}): Wire {
  const amount = { estimated_monthly_revenue_amount: 99.99, estimated_monthly_revenue_currency: 'USD' };
  return partnerCustomer({ account_usage: { operating_country: 'SG', ...amount }, ...changes });
}

const short = ({ differences }: DriftReport) =>
  differences.map(({ kind, record, path, expected, seen }) => [kind, record, path, expected, seen]);

describe('one read of a changed payload', () => {
  const { email, ...withoutEmail } = cartevoCustomer();
  const { primary_contact: contact, ...withoutContact } = wholePartner();

  test.each([
    [
      'cartevo',
      'a field under another name',
      { success: true, data: { ...withoutEmail, email_address: email } },
      [
        ['new_key', 'customer', 'email_address', null, 'string'],
        ['missing_key', 'customer', 'email', 'string', null],
      ],
    ],
    [
      'cartevo',
      'a flag as text',
      { success: true, data: cartevoCustomer({ is_active: 'true' }) },
      [['type_changed', 'customer', 'is_active', 'boolean', 'string']],
    ],
    [
      'spherepay',
      'a new word',
      spherePayCustomer({ tosStatus: 'superseded' }),
      [['new_value', 'customer', 'tosStatus', null, null]],
    ],
    [
      'spherepay',
      'a date in another form',
      spherePayCustomer({ dateOfBirth: '15 January 1990' }),
      [['unreadable_value', 'customer', 'dateOfBirth', null, null]],
    ],
    [
      'partner',
      'a number as text',
      wholePartner({
        account_usage: { ...(wholePartner()['account_usage'] as Wire), estimated_monthly_revenue_amount: '99.99' },
      }),
      [['type_changed', 'customer', 'account_usage.estimated_monthly_revenue_amount', 'number', 'string']],
    ],
    [
      'partner',
      'a block under another name',
      { ...withoutContact, contact },
      [
        ['new_key', 'customer', 'contact', null, 'object'],
        ['missing_key', 'customer', 'primary_contact', 'object', null],
      ],
    ],
  ] as const)('%s: %s is listed and breaks nothing', async (provider, _what, body, expected) => {
    await withGateway(async (stubbed) => {
      stubbed.stubs[provider].handle((_call, response) => json(response, 200, body));
      expect((await stubbed.gateway.call(READ[provider])).status).toBe(200);
      const report = await driftOf(stubbed, provider);
      expect(short(report)).toEqual(expected);
      expect(report.differences.every(({ count }) => count === 1)).toBe(true);
      for (const other of ['cartevo', 'spherepay', 'partner'] as const) {
        if (other !== provider) expect((await driftOf(stubbed, other)).differences).toEqual([]);
      }
    });
  });

  test('cards: a balance that turns into text', async () => {
    await withGateway(async (stubbed) => {
      const body = { success: true, data: [cartevoCard({ balance: '5.00' }), cartevoCard({ balance: '5.00' })] };
      stubbed.stubs.cartevo.handle((_call, response) => json(response, 200, body));
      const { status, body: answer } = await stubbed.gateway.call(`${READ.cartevo}/cards`);
      expect([status, answer.data[0].balance]).toEqual([200, { amountMinor: 500, currency: 'USD', exponent: 2 }]);
      const report = await driftOf(stubbed, 'cartevo');
      expect(short(report)).toEqual([['type_changed', 'card', 'balance', 'number', 'string']]);
      expect(report.differences[0]?.count).toBe(2);
    });
  });

  test('a record that has lost its id fails, and is listed all the same', async () => {
    await withGateway(async (stubbed) => {
      const { id, ...rest } = cartevoCustomer();
      stubbed.stubs.cartevo.handle((_call, response) =>
        json(response, 200, { success: true, data: { ...rest, uuid: id } }),
      );
      expectProblem(await stubbed.gateway.call(READ.cartevo), { status: 502, code: 'provider_contract_violation' });
      expect(short(await driftOf(stubbed, 'cartevo'))).toEqual([
        ['new_key', 'customer', 'uuid', null, 'string'],
        ['missing_key', 'customer', 'id', 'string', null],
      ]);
    });
  });

  test('an error that comes as 200 is no changed record', async () => {
    await withGateway(async (stubbed) => {
      const body = { code: 'CUSTOMER_NOT_FOUND', message: 'customer not found' };
      stubbed.stubs.partner.handle((_call, response) => json(response, 200, body));
      expect((await stubbed.gateway.call(READ.partner)).status).toBe(404);
      expect((await driftOf(stubbed, 'partner')).differences).toEqual([]);
    });
  });
});

/** A number in letters only: names of fields hold few digits. */
const letters = (value: number) => value.toString().replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)] ?? '');

test('a provider that sends ever new keys fills its list once: nothing grows, what lasts stays listed', async () => {
  await withGateway(async (stubbed) => {
    let round = 0;
    stubbed.stubs.spherepay.handle((_call, response) => {
      round++;
      const strange = Array.from({ length: 15 }, (_, index) => [`extra_${letters(round)}_${letters(index)}`, 1]);
      json(response, 200, { ...spherePayCustomer(), lasting: 1, ...Object.fromEntries(strange) });
    });
    for (let read = 0; read < 50; read++) expect((await stubbed.gateway.call(READ.spherepay)).status).toBe(200);
    const report = await driftOf(stubbed, 'spherepay');
    expect(report.differences).toHaveLength(500);
    expect(report.differences[0]).toMatchObject({ path: 'lasting', count: 50 });
    expect(report.notListed).toBe(50 * 15 - 499);
    expect(stubbed.gateway.logs().filter((line) => 'drift' in line)).toHaveLength(500);
  });
});

test('a map that is keyed by values is one difference', async () => {
  await withGateway(async (stubbed) => {
    const people = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`Person${letters(index)}`, 1]));
    stubbed.stubs.spherepay.handle((_call, response) => json(response, 200, { ...spherePayCustomer(), ...people }));
    await stubbed.gateway.call(READ.spherepay);
    expect(short(await driftOf(stubbed, 'spherepay'))).toEqual([['new_key', 'customer', '*', null, 'number']]);
  });
});

test('a new word is listed although something else that belongs to it is wrong as well', async () => {
  await withGateway(async (stubbed) => {
    const card = cartevoCard({ status: 'BLOCKED', is_active: 'true' });
    stubbed.stubs.cartevo.handle((_call, response) => json(response, 200, { success: true, data: [card] }));
    await stubbed.gateway.call(`${READ.cartevo}/cards`);
    expect(short(await driftOf(stubbed, 'cartevo'))).toEqual([
      ['type_changed', 'card', 'is_active', 'boolean', 'string'],
      ['new_value', 'card', 'status + is_active', null, null],
    ]);
  });
});

describe('the envelope', () => {
  test.each([
    [
      'spherepay',
      'pages under another name',
      { customers: [spherePayCustomer()], paging: { total: 1 } },
      200,
      [
        ['new_key', 'envelope', 'paging', null, 'object'],
        ['missing_key', 'envelope', 'pagination', 'object', null],
      ],
    ],
    [
      'spherepay',
      'a total as text',
      { customers: [spherePayCustomer()], pagination: { page: 1, limit: 20, total: '50' } },
      200,
      [['type_changed', 'envelope', 'pagination.total', 'number', 'string']],
    ],
    [
      'spherepay',
      'a list under another name',
      { customerList: [], pagination: { total: 0 } },
      502,
      [
        ['new_key', 'envelope', 'customerList', null, 'array'],
        ['missing_key', 'envelope', 'customers', 'array', null],
      ],
    ],
    [
      'cartevo',
      'data under another name',
      { success: true, result: [cartevoCustomer()] },
      502,
      [
        ['new_key', 'envelope', 'result', null, 'array'],
        ['missing_key', 'envelope', 'data', null, null],
      ],
    ],
  ] as const)('%s: %s is listed', async (provider, _what, body, status, expected) => {
    await withGateway(async (stubbed) => {
      stubbed.stubs[provider].handle((_call, response) => json(response, 200, body));
      expect((await stubbed.gateway.call(`/v1/${provider}/customers`)).status).toBe(status);
      expect(short(await driftOf(stubbed, provider))).toEqual(expected);
    });
  });
});

describe('who may see it', () => {
  let stubbed: StubbedGateway;
  beforeAll(async () => {
    stubbed = await startStubbedGateway({
      GATEWAY_API_KEYS: KEYS,
      PARTNER_API_KEY: '',
      PARTNER_API_SECRET: '',
      PARTNER_BASE_URL: '',
    });
  });
  afterAll(() => stubbed.stop());

  test('a key that is limited to a provider sees that one only', async () => {
    const ask = (provider: string) => stubbed.gateway.call(`/v1/providers/${provider}/drift`, { key: 'cartevo-admin' });
    expect((await ask('cartevo')).status).toBe(200);
    expectProblem(await ask('spherepay'), { status: 403, code: 'forbidden' });
    expectProblem(await ask('nobody'), { status: 403, code: 'forbidden' });
  });

  test('a provider that is not enabled or does not exist is 404', async () => {
    expectProblem(await stubbed.gateway.call('/v1/providers/partner/drift'), {
      status: 404,
      code: 'provider_not_enabled',
    });
    expectProblem(await stubbed.gateway.call('/v1/providers/nobody/drift'), {
      status: 404,
      code: 'resource_not_found',
    });
  });
});
