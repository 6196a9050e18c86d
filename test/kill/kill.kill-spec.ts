import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { AuditListAnswer } from '../../src/canonical/audit-entry.js';
import { verifyAudit } from '../support/audit-tool.js';
import { PostgresServer, describeWithPostgres } from '../support/postgres-server.js';
import { seededRandom } from '../support/seeded-random.js';
import { KillCampaign } from './campaign.js';

const KILLS = Number(process.env['KILLS'] ?? 3);
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const MINUTES = 60_000;

process.stderr.write(`kill -9: ${KILLS} kills for each database, seed ${SEED} (KILLS, KILL_SEED)\n`);

async function campaign(database: string, processes: number): Promise<void> {
  const run = await KillCampaign.run({ database, processes, kills: KILLS, callers: 8, random: seededRandom(SEED) });
  try {
    const { ends, books } = run;
    const made = new Map<string, string[]>();
    for (const [id, customer] of books.customers)
      made.set(String(customer['email']), [...(made.get(String(customer['email'])) ?? []), id]);
    const twice = [...made].filter(([, ids]) => ids.length > 1);
    const lost = ends.filter(({ acknowledged }) => acknowledged !== null && !books.customers.has(acknowledged));
    const wrong = ends.filter(
      ({ email, acknowledged, status }) => status === 201 && made.get(email)?.[0] !== acknowledged,
    );
    const open = ends.filter(({ status, outcome }) => status !== 201 && outcome !== 'unknown');
    process.stderr.write(
      `${database.split(':')[0]}: ${ends.length} keys, ${books.creates} creates at the provider, ${books.customers.size} customers, ` +
        `${ends.filter(({ status }) => status !== 201).length} without an end\n`,
    );
    expect({ twice, lost, wrong, open }).toEqual({ twice: [], lost: [], wrong: [], open: [] });
    expect(await reasonsOf(run)).toEqual([]);
    const audited = await auditedBy(run);
    const unaudited = ends.filter(({ operationId }) => {
      const actions = audited.get(operationId ?? '');
      return !actions?.has('write_begun sending') || !actions.has('write_settled succeeded');
    });
    expect(unaudited).toEqual([]);
    expect(verifyAudit(database)).toMatchObject({ status: 0, stdout: expect.stringMatching(/ 0 faults/) });
  } finally {
    await run.stop();
  }
}

/** What the gateway says of every key that has no end. */
async function reasonsOf(run: KillCampaign): Promise<unknown[]> {
  const open = run.ends.filter(({ status, outcome }) => status !== 201 && outcome === 'unknown');
  return Promise.all(
    open.map(async ({ operationId, code }) => {
      const answer = await run.ask(`/v1/operations/${operationId}`);
      return { code, operation: ((await answer.json()) as { data?: unknown }).data };
    }),
  );
}

/** What the audit says of every write, by its operation. */
async function auditedBy(run: KillCampaign): Promise<Map<string, Set<string>>> {
  const audited = new Map<string, Set<string>>();
  for (let cursor: string | null = ''; cursor !== null;) {
    const answer = await run.ask(`/v1/audit?limit=100${cursor && `&cursor=${cursor}`}`);
    const { data, meta } = (await answer.json()) as AuditListAnswer;
    for (const { operationId, action, outcome } of data) {
      const id = operationId ?? '';
      audited.set(id, (audited.get(id) ?? new Set()).add(`${action} ${outcome}`));
    }
    cursor = meta.page.nextCursor;
  }
  return audited;
}

describe('kill -9 under load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'kills-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test(
    'with SQLite: each key at most once, every key ends, the audit holds',
    async () => {
      await campaign(`sqlite:${join(folder, 'gateway.db')}`, 1);
    },
    30 * MINUTES,
  );
});

describeWithPostgres('kill -9 under load of two processes', () => {
  test(
    'with PostgreSQL: each key at most once, every key ends, the audit holds',
    async () => {
      const server = await PostgresServer.start();
      try {
        await campaign(await server.createDatabase('kills'), 2);
      } finally {
        await server.remove();
      }
    },
    30 * MINUTES,
  );
});
