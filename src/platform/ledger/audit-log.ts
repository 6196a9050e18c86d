import type { AuditTable } from '../database/tables.js';
import { AuditCheck } from './audit-check.js';
import type { AuditEntry } from './audit-chain.js';
import type { LedgerTransactions } from './ledger-transactions.js';

/** What is asked of the audit; all conditions must hold. */
export interface AuditQuery {
  readonly limit: number;
  /** Lines older than this one. */
  readonly before: Pick<AuditTable, 'at' | 'chain' | 'seq'> | null;
  readonly from: number | null;
  readonly to: number | null;
  /** The providers whose lines may be shown; null for all. */
  readonly providers: ReadonlySet<string> | null;
  readonly filters: Partial<Pick<AuditTable, 'caller' | 'action' | 'provider' | 'operation_id' | 'subject'>>;
}

const LINES_AT_ONCE = 1000;

/** The record of every write and every sensitive read; lines are added and never changed. */
export class AuditLog {
  constructor(private readonly transactions: LedgerTransactions) {}

  /** Throws `ledger_unavailable`: what must be written down and cannot be is not done. */
  async add(entry: AuditEntry): Promise<void> {
    await this.transactions.change(() => Promise.resolve({ result: undefined, audit: [entry] }));
  }

  /** The newest first. */
  async list({ limit, before, from, to, providers, filters }: AuditQuery): Promise<readonly AuditTable[]> {
    return this.transactions.read((db) => {
      let lines = db.selectFrom('audit').selectAll();
      for (const [column, value] of Object.entries(filters)) {
        lines = lines.where(column as keyof typeof filters, '=', value);
      }
      if (providers !== null) lines = lines.where('provider', 'in', [...providers]);
      if (from !== null) lines = lines.where('at', '>=', from);
      if (to !== null) lines = lines.where('at', '<', to);
      if (before !== null) {
        lines = lines.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('at', 'chain', 'seq'), '<', tuple(before.at, before.chain, before.seq)),
        );
      }
      return lines.orderBy('at', 'desc').orderBy('chain', 'desc').orderBy('seq', 'desc').limit(limit).execute();
    });
  }

  /** Checks every chain from its first line to its last. */
  async check(): Promise<AuditCheck> {
    const check = new AuditCheck();
    let last = { chain: '', seq: 0 };
    for (;;) {
      const { chain, seq } = last;
      const lines = await this.transactions.read((db) => {
        const after = db
          .selectFrom('audit')
          .selectAll()
          .where(({ eb, refTuple, tuple }) => {
            return eb(refTuple('chain', 'seq'), '>', tuple(chain, seq));
          });
        return after.orderBy('chain').orderBy('seq').limit(LINES_AT_ONCE).execute();
      });
      for (const line of lines) check.add(line);
      const final = lines.at(-1);
      if (final === undefined) return check;
      last = final;
    }
  }
}
