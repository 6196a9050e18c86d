import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { testCardNumber } from '../../platform/simulation/simulated-records.js';
import type { Simulator } from '../../platform/simulation/simulator-server.js';
import { CARTEVO_SIMULATOR_ACCESS_TOKEN, startCartevoSimulator } from './cartevo.simulator.js';
import { CARTEVO_SEEDS } from './cartevo.simulator-data.js';

type Wire = Record<string, unknown>;
interface Envelope<T> extends Wire {
  data: T;
}

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startCartevoSimulator();
});
beforeEach(() => simulator.reset());
afterAll(() => simulator.close());

function call(path: string, scenario = ''): Promise<Response> {
  const headers = { authorization: `Bearer ${CARTEVO_SIMULATOR_ACCESS_TOKEN}`, 'x-sandbox-scenario': scenario };
  return fetch(`${simulator.baseUrl}${path}`, { headers });
}

async function get<T = Wire>(path: string, scenario = ''): Promise<Envelope<T>> {
  return (await (await call(path, scenario)).json()) as Envelope<T>;
}

describe('Cartevo customers', () => {
  it('shows a whole record in an envelope', async () => {
    const answer = await get(`/customers/${CARTEVO_SEEDS.cardShapeA}`);
    expect(answer).toMatchObject({ success: true, statusCode: 200, message: 'Data retrieved successfully' });
    expect(answer.data).toMatchObject({
      id: CARTEVO_SEEDS.cardShapeA,
      first_name: 'Amina',
      phone_country_code: '+237',
      type: 'NIN',
      date_of_birth: '1990-01-15T00:00:00.000Z',
      is_active: true,
    });
    expect(answer.data).not.toHaveProperty('kyc_status');
    expect(answer.data).not.toHaveProperty('country_iso_code');
  });

  it('answers 404 for unknown and foreign customers alike', async () => {
    const foreign = await call(`/customers/${CARTEVO_SEEDS.foreign}`);
    expect([foreign.status, await foreign.json()]).toEqual([
      404,
      { success: false, statusCode: 404, message: 'Customer not found', error: 'Not Found' },
    ]);
    expect((await call('/customers/unknown')).status).toBe(404);
  });

  it('seeds the records that are hard to read', async () => {
    const read = async (id: string): Promise<Wire> => (await get(`/customers/${id}`)).data;
    expect(await read(CARTEVO_SEEDS.disabled)).toMatchObject({ is_active: false });
    expect(await read(CARTEVO_SEEDS.approved)).toMatchObject({ kyc_status: 'APPROVED' });
    expect(await read(CARTEVO_SEEDS.rejected)).toMatchObject({ kyc_status: 'REJECTED' });
    expect(await read(CARTEVO_SEEDS.noCards)).not.toHaveProperty('photo');
    expect(Object.keys(await read(CARTEVO_SEEDS.sparse))).toHaveLength(8);
  });

  it('lists summaries with a pagination block', async () => {
    const answer = await get<Wire[]>('/customers?page=4');
    expect(answer['pagination']).toEqual({ page: 4, limit: 10, total: 35, totalPages: 4 });
    expect(answer.data).toHaveLength(5);
    expect(answer.data[0]).not.toHaveProperty('street');
    expect((await get<Wire[]>('/customers?limit=1000')).data).toHaveLength(35);
    expect((await call('/customers?page=0')).status).toBe(400);
  });

  it('lists in the other documented ways', async () => {
    const meta = await get<Wire[]>('/customers?limit=20', 'list-meta');
    expect(meta).toMatchObject({ meta: { page: 1, limit: 20, total: 35, totalPages: 2 } });
    expect(meta).not.toHaveProperty('pagination');
    const all = await get<Wire[]>('/customers?limit=20', 'unpaginated');
    expect(Object.keys(all)).toEqual(['success', 'statusCode', 'message', 'data']);
    expect(all.data).toHaveLength(35);
  });

  it('plays the record scenarios', async () => {
    const path = `/customers/${CARTEVO_SEEDS.noCards}`;
    const id = CARTEVO_SEEDS.noCards;
    expect((await get(path, 'wrong-record')).data['id']).not.toBe(id);
    expect((await get(path, 'missing-blocks')).data).toEqual({ id });
    expect((await get(path, 'kyc:approved')).data).toMatchObject({ kyc_status: 'APPROVED' });
    expect((await get(path, 'new-enum-value')).data).toMatchObject({ kyc_status: 'UNDER_APPEAL' });
    expect((await get(path, 'extra-fields')).data).toHaveProperty('beta_feature_flags');
    expect((await get(path, 'card-number-leak')).data['street']).toContain(testCardNumber());
    expect((await get(path, 'nonsense'))['message']).toContain('older-server');
  });

  it('answers as the server of 2025 did', async () => {
    const answer = await get(`/customers/${CARTEVO_SEEDS.cardShapeB}`, 'older-server');
    expect(Object.keys(answer)).toEqual(['data']);
    expect(answer.data).toMatchObject({ country_phone_code: '+234', country_iso_code: 'NG' });
    expect(answer.data).toHaveProperty('id_document_type', 'VOTERS_CARD');
    expect(answer.data).not.toHaveProperty('type');
    expect((await get<Wire[]>('/customers?limit=5', 'older-server')).data).toHaveLength(34);
    expect(await get(`/customers/${CARTEVO_SEEDS.foreign}/cards`, 'older-server')).toEqual({ data: [] });
  });
});

describe('Cartevo cards', () => {
  const cardsOf = async (id: string, query = '', scenario = ''): Promise<Wire[]> =>
    (await get<Wire[]>(`/customers/${id}/cards${query}`, scenario)).data;

  it('come in two shapes', async () => {
    expect(JSON.stringify(await cardsOf(CARTEVO_SEEDS.cardShapeA))).toBe(
      '[{"id":"91b3c6d6-111b-44da-9f81-16f019bebe8c","customer_id":"4d4dad81-7899-4612-a9f6-133ce56a4507",' +
        '"status":"ACTIVE","balance":5,"masked_pan":"**** **** **** 5407","currency":"USD",' +
        '"created_at":"2023-11-07T05:31:56Z","updated_at":"2023-11-07T05:31:56Z","is_active":true,"is_virtual":true}]',
    );
    const [shapeB] = await cardsOf(CARTEVO_SEEDS.cardShapeB);
    expect(shapeB).toMatchObject({ masked_number: '4111********1111', brand: 'VISA', balance: 100 });
    expect(shapeB).not.toHaveProperty('is_virtual');
  });

  it("take over the issuer's balance and status on sync, for good", async () => {
    expect(await cardsOf(CARTEVO_SEEDS.cardShapeB, '?sync=1')).toMatchObject([{ balance: 100, status: 'ACTIVE' }]);
    const refreshed = [{ balance: 93.4, status: 'FROZEN' }];
    expect(await cardsOf(CARTEVO_SEEDS.cardShapeB, '?sync=true')).toMatchObject(refreshed);
    expect(await cardsOf(CARTEVO_SEEDS.cardShapeB)).toMatchObject(refreshed);
  });

  it('answer 404 for no cards exactly as for a foreign customer', async () => {
    const answers = await Promise.all(
      [CARTEVO_SEEDS.noCards, CARTEVO_SEEDS.foreign].map(async (id) => {
        const response = await call(`/customers/${id}/cards`);
        return [response.status, await response.text()];
      }),
    );
    expect(answers[0]?.[0]).toBe(404);
    expect(answers[0]).toEqual(answers[1]);
  });

  it('leak the clear number through a token that anyone can decode', async () => {
    const [card] = await cardsOf(CARTEVO_SEEDS.leakingCard);
    expect(card?.['number']).toMatch(/^tkAlsp_eyJ/);
    const payload = Buffer.from(String(card?.['number']).split('.')[1] ?? '', 'base64url').toString();
    expect(JSON.parse(payload)).toEqual({ number: testCardNumber() });
  });

  it('come in every state', async () => {
    const states = (await cardsOf(CARTEVO_SEEDS.cardStates)).map((card) => card['status']);
    expect(new Set(states)).toEqual(new Set(['PENDING', 'ACTIVE', 'FROZEN', 'SUSPENDED', 'TERMINATED', 'FAILED']));
  });

  it('play the record scenarios', async () => {
    const play = (id: string, scenario: string): Promise<Wire[]> => cardsOf(id, '', scenario);
    expect(await play(CARTEVO_SEEDS.cardShapeA, 'card-number-leak')).toMatchObject([{ masked_pan: testCardNumber() }]);
    const [shapeB] = await play(CARTEVO_SEEDS.cardShapeB, 'card-number-leak');
    expect(shapeB).toHaveProperty('masked_number', testCardNumber());
    expect(await play(CARTEVO_SEEDS.cardShapeA, 'new-enum-value')).toMatchObject([{ status: 'ON_HOLD' }]);
    const [wrong] = await play(CARTEVO_SEEDS.cardShapeA, 'wrong-record');
    expect(wrong?.['customer_id']).not.toBe(CARTEVO_SEEDS.cardShapeA);
  });
});
