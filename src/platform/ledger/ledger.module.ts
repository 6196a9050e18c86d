import {
  Inject,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway.settings.js';
import { LedgerDatabase } from '../database/database.js';
import type { GatewayLogger } from '../logging/logger.js';
import { DataCipher } from '../privacy/data-cipher.js';
import { AuditLog } from './audit-log.js';
import { Departure } from './departure.js';
import { Heartbeat } from './heartbeat.js';
import { Ledger } from './ledger.js';
import { LedgerSeals } from './ledger-seals.js';
import { LEDGER_SETTINGS } from './ledger.settings.js';
import { LedgerTransactions } from './ledger-transactions.js';
import { OpenOperations } from './open-operations.js';

/** The book of writes and the audit, in their database. */
@Module({})
export class LedgerModule implements OnApplicationBootstrap, OnApplicationShutdown {
  constructor(
    @Inject(LedgerDatabase) private readonly database: LedgerDatabase,
    private readonly heartbeat: Heartbeat,
  ) {}

  static register(
    { ledger, dataKeys }: Pick<GatewayConfig, 'ledger' | 'dataKeys'>,
    database: LedgerDatabase,
    logger: GatewayLogger,
  ): DynamicModule {
    const transactions = new LedgerTransactions(database, logger);
    const book = new Ledger(transactions, new LedgerSeals(new DataCipher(dataKeys)), ledger.answerLifeMs);
    return {
      module: LedgerModule,
      global: true,
      providers: [
        { provide: LedgerDatabase, useValue: database },
        { provide: LEDGER_SETTINGS, useValue: ledger },
        { provide: LedgerTransactions, useValue: transactions },
        { provide: Ledger, useValue: book },
        { provide: OpenOperations, useValue: new OpenOperations(transactions, book) },
        { provide: Heartbeat, useValue: new Heartbeat(book) },
        { provide: AuditLog, useValue: new AuditLog(transactions) },
        { provide: Departure, useValue: new Departure(transactions, book) },
      ],
      exports: [LEDGER_SETTINGS, LedgerTransactions, Ledger, OpenOperations, AuditLog, Departure],
    };
  }

  onApplicationBootstrap(): void {
    this.heartbeat.start();
    // A failure is told where a write or a round meets it; reads do not wait for a database.
    void this.database.ready().catch(() => undefined);
  }

  /** As late as this, since writes may be under way until then. */
  async onApplicationShutdown(): Promise<void> {
    this.heartbeat.stop();
    await this.database.close();
  }
}
