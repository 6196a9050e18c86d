import { randomUUID } from 'node:crypto';
import { Migrator } from 'kysely/migration';
import { pino } from 'pino';
import type * as Migrations from '../../src/platform/database/migrations.js';
import type { AuditTable } from '../../src/platform/database/tables.js';
import type { AuditLog as AuditLogClass } from '../../src/platform/ledger/audit-log.js';
import type { LedgerDatabase as LedgerDatabaseClass } from '../../src/platform/database/database.js';
import type { parseDatabaseUrl as ParseDatabaseUrl } from '../../src/platform/database/database-url.js';
import type { Ledger as LedgerClass } from '../../src/platform/ledger/ledger.js';
import type { LedgerSeals as LedgerSealsClass } from '../../src/platform/ledger/ledger-seals.js';
import type * as Transactions from '../../src/platform/ledger/ledger-transactions.js';
import type { OpenOperations as OpenOperationsClass } from '../../src/platform/ledger/open-operations.js';
import type {
  NewAttempt,
  NewOperation,
  OperationRecord,
  Settlement,
} from '../../src/platform/ledger/operation-record.js';
import type * as OperationRecords from '../../src/platform/ledger/operation-record.js';
import type { DataCipher as DataCipherClass } from '../../src/platform/privacy/data-cipher.js';
import { loadModule } from './gateway.js';

const { LedgerDatabase } = await loadModule<{ LedgerDatabase: typeof LedgerDatabaseClass }>(
  'platform/database/database.js',
);
const { parseDatabaseUrl } = await loadModule<{ parseDatabaseUrl: typeof ParseDatabaseUrl }>(
  'platform/database/database-url.js',
);
const { MIGRATIONS } = await loadModule<typeof Migrations>('platform/database/migrations.js');
const { AuditLog } = await loadModule<{ AuditLog: typeof AuditLogClass }>('platform/ledger/audit-log.js');
const { Ledger } = await loadModule<{ Ledger: typeof LedgerClass }>('platform/ledger/ledger.js');
const { LedgerSeals } = await loadModule<{ LedgerSeals: typeof LedgerSealsClass }>('platform/ledger/ledger-seals.js');
const { LedgerTransactions, LedgerUnavailable } = await loadModule<typeof Transactions>(
  'platform/ledger/ledger-transactions.js',
);
const { OpenOperations } = await loadModule<{ OpenOperations: typeof OpenOperationsClass }>(
  'platform/ledger/open-operations.js',
);
const { DataCipher } = await loadModule<{ DataCipher: typeof DataCipherClass }>('platform/privacy/data-cipher.js');

export const ANSWER_LIFE_MS = 86_400_000;
const DATA_KEYS = [{ id: 'test', bytes: Buffer.alloc(32, 7) }];

/** Transactions whose answer can get lost on the way. */
class LossyTransactions extends LedgerTransactions {
  /** What becomes of the next changes, first to last; those after them go well. */
  readonly fates: ('lost_before' | 'lost_after' | 'late' | 'well')[] = [];
  /** Commits what is late. */
  arrive: () => Promise<unknown> = () => Promise.resolve();

  override async change<T>(
    work: (transaction: Transactions.LedgerTransaction) => Promise<Transactions.Recorded<T>>,
  ): Promise<T> {
    const fate = this.fates.shift() ?? 'well';
    if (fate === 'late') this.arrive = () => super.change(work);
    if (fate === 'lost_before' || fate === 'late') throw new LedgerUnavailable(true);
    const result = await super.change(work);
    if (fate === 'lost_after') throw new LedgerUnavailable(true);
    return result;
  }
}

/** The ledger of one process, without the process: on a clock of its own, in a database that others may share. */
export class LedgerBook {
  /** In ms since 1970. */
  now = Date.UTC(2026, 0, 1);
  readonly transactions: LossyTransactions;
  readonly ledger: LedgerClass;
  readonly open: OpenOperationsClass;

  private constructor(readonly database: LedgerDatabaseClass) {
    const clock = () => this.now;
    this.transactions = new LossyTransactions(database, pino({ enabled: false }));
    this.ledger = new Ledger(this.transactions, new LedgerSeals(new DataCipher(DATA_KEYS)), ANSWER_LIFE_MS, clock);
    this.open = new OpenOperations(this.transactions, this.ledger, clock);
  }

  static async at(address: string): Promise<LedgerBook> {
    return new LedgerBook(await LedgerDatabase.make(parseDatabaseUrl(address), pino({ enabled: false })));
  }

  /** Brings the schema to where it once was; to be done before anything else. */
  async migrateTo(name: string): Promise<void> {
    const provider = { getMigrations: () => Promise.resolve({ ...MIGRATIONS }) };
    const { error } = await new Migrator({ db: this.database.db, provider }).migrateTo(name);
    if (error !== undefined) throw error;
  }

  /** A write that has begun. */
  async begin(changes: Partial<NewOperation> = {}): Promise<OperationRecord> {
    const begun = await this.ledger.begin(asked(changes));
    if (begun.kind !== 'new') throw new Error('the key is known');
    return begun.record;
  }

  /** A write that has ended like this. */
  async ended(settlement: Settlement, changes: Partial<NewOperation> = {}): Promise<OperationRecord> {
    const record = await this.begin(changes);
    await this.ledger.settle(record, settlement);
    return this.read(record);
  }

  /** Sends a write again that changed nothing; null when somebody else does so. */
  resume(record: OperationRecord, changes: Partial<NewAttempt> = {}): Promise<OperationRecord | null> {
    return this.ledger.resume(record, asked(changes));
  }

  /** What the audit says of a write, the oldest first. */
  async auditOf({ id }: Pick<OperationRecord, 'id'>): Promise<readonly AuditTable[]> {
    const filters = { operation_id: id };
    const lines = await new AuditLog(this.transactions).list({
      limit: 10,
      before: null,
      from: null,
      to: null,
      providers: null,
      filters,
    });
    return lines.toReversed();
  }

  async read({ id }: Pick<OperationRecord, 'id'>): Promise<OperationRecord> {
    const record = await this.ledger.get(id);
    if (record === null) throw new Error('there is no such write');
    return record;
  }

  close(): Promise<void> {
    return this.database.close();
  }
}

/** A funding of a card with a key of its own. */
export function asked(changes: Partial<NewOperation> = {}): NewOperation {
  return {
    caller: 'test',
    key: randomUUID(),
    asked: 'a funding',
    fields: ['/amount/amountMinor'],
    provider: 'cartevo',
    operation: 'fundCard',
    target: 'card-1',
    checkPath: '/v1/cartevo/cards/card-1/transactions',
    location: null,
    successStatus: 201,
    requestId: 'request-1',
    evidence: { known: [] },
    effect: 'a funding',
    timeoutMs: 10_000,
    ...changes,
  };
}

/** A write of which nothing came, or nobody knows what. */
export const { withoutResult } = await loadModule<typeof OperationRecords>('platform/ledger/operation-record.js');

/** A success that has made something new. */
export function success(resultId: string): Settlement {
  const answer = { status: 201, headers: [], text: '{}', code: null };
  return { state: 'succeeded', reason: null, resultId, made: true, answer };
}
