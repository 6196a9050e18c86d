import { Inject, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import type { GatewayConfig } from '../config/gateway.settings.js';
import { LedgerDatabase } from '../database/database.js';
import type { GatewayLogger } from '../logging/logger.js';
import { DataCipher } from '../privacy/data-cipher.js';
import { AuditLog } from './audit-log.js';
import { Departure } from './departure.js';
import { Ledger } from './ledger.js';
import { LedgerSeals } from './ledger-seals.js';
import { LEDGER_SETTINGS } from './ledger.settings.js';
import { LedgerTransactions } from './ledger-transactions.js';
import { OpenOperations } from './open-operations.js';

/** The book of writes and the audit, in their database. */
@Module({})
export class LedgerModule implements OnApplicationShutdown {
  constructor(@Inject(LedgerDatabase) private readonly database: LedgerDatabase) {}

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
        { provide: AuditLog, useValue: new AuditLog(transactions) },
        { provide: Departure, useValue: new Departure(transactions, book) },
      ],
      exports: [LEDGER_SETTINGS, LedgerTransactions, Ledger, OpenOperations, AuditLog, Departure],
    };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}
