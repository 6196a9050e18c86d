import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { AdapterStage } from '../../../test/support/adapter-stage.js';
import { CartevoBehindSimulator } from '../../../test/support/cartevo-behind-simulator.js';
import type { OpenWrite } from '../reconciliation.js';
import { CARTEVO_SEEDS } from './cartevo.simulator-data.js';

const NOW = new Date('2026-11-20T12:00:00.000Z');
const SCENARIO = 'new-enum-value';
const COMMAND = { customerId: CARTEVO_SEEDS.noCards, brand: 'visa', nameOnCard: 'E. NOCARD', fundingMinor: 500 };

const stage = new AdapterStage();
let provider: CartevoBehindSimulator;
beforeAll(async () => {
  provider = await CartevoBehindSimulator.start(stage, () => NOW);
});
afterAll(() => provider.simulator.close());

it('a new card that is found has the warnings that it has alone, not those of the other cards', async () => {
  await provider.ask((adapter, call) => adapter.createCard({ ...COMMAND, brand: 'mastercard' }, call));
  const evidence = await provider.ask((adapter, call) => adapter.evidenceOfNewCard(COMMAND, call));
  const { data: card } = await provider.ask((adapter, call) => adapter.createCard(COMMAND, call));
  const write: OpenWrite = {
    operation: 'createCard',
    target: null,
    evidence: { ...evidence, brand: 'unknown' },
    startedAt: NOW,
    unclaimed: (ids) => Promise.resolve([...ids]),
    hasCompany: () => Promise.resolve(false),
  };
  const finding = await provider.ask(
    async (adapter, call) => adapter.reconciliations.createCard?.find(write, call),
    SCENARIO,
  );
  const alone = await provider.ask((adapter, call) => adapter.getCard(card.providerId, true, call), SCENARIO);
  if (finding?.kind !== 'done') throw new Error('the card was not found');
  const pointers = finding.mapped?.warnings.map(({ pointer }) => pointer) ?? [];
  expect(pointers.length).toBeGreaterThan(0);
  expect(alone.warnings.map(({ pointer }) => pointer)).toEqual(expect.arrayContaining(pointers));
});
