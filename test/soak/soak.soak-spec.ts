import { expect, test } from '@jest/globals';
import { runCampaign, type Figure } from '../support/campaign.js';

const SOAK = ['--import=./test/soak/typescript.mjs', 'test/soak/run.mjs', '--seconds', '20', '--json'];

// Twenty seconds say nothing about growth: `npm run soak` does.
test('under mixed faults every answer is valid, and nothing is left behind', async () => {
  const { rows, faults } = await runCampaign<{ rows: Figure[]; faults: string[] }>(SOAK);
  expect(faults).toEqual([]);
  expect(rows.filter(({ met }) => !met)).toEqual([]);
  expect(rows.length).toBeGreaterThan(5);
}, 120_000);
