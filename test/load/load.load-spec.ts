import { beforeAll, describe, expect, test } from '@jest/globals';
import { runCampaign, type Figure } from '../support/campaign.js';

// A short slice with bounds that a busy machine keeps; the real figures come from `npm run load`.
const MUCH_SLOWER_MS = 2000;

type Figures = Readonly<Record<'hung-provider' | 'flood', readonly Figure[]>>;
let figures: Figures;

beforeAll(async () => {
  figures = await runCampaign<Figures>(['test/load/run.mjs', 'hung-provider', 'flood', '--quick', '--json']);
}, 120_000);

describe('a provider hangs under a constant rate of reads', () => {
  test('another one loses none of its own', () => {
    expect(figures['hung-provider'][0]).toMatchObject({ errors: 0 });
    expect(figures['hung-provider'][0]?.value).toBeLessThan(MUCH_SLOWER_MS);
  });

  test('what is past the limit is refused soon, and told when to come back', () => {
    expect(figures['hung-provider'][1]).toMatchObject({ errors: 0 });
    expect(figures['hung-provider'][1]?.value).toBeGreaterThan(0);
    expect(figures['hung-provider'][1]?.value).toBeLessThan(MUCH_SLOWER_MS);
  });

  test('memory stays', () => {
    expect(figures['hung-provider'][2]?.value).toBeLessThan(150);
  });
});

describe('a caller floods', () => {
  test('it gets 429 with both fields', () => {
    expect(figures.flood[0]).toMatchObject({ errors: 0, met: true });
  });

  test('another one loses nothing', () => {
    expect(figures.flood[1]).toMatchObject({ errors: 0 });
    expect(figures.flood[1]?.value).toBeLessThan(MUCH_SLOWER_MS);
  });
});
