import { join } from 'node:path';
import { pino } from 'pino';
import { readEnvironment } from '../platform/config/environment.js';
import { SettingValues } from '../platform/config/setting.js';
import { LedgerDatabase } from '../platform/database/database.js';
import { AuditLog } from '../platform/ledger/audit-log.js';
import { loadLedgerSettings } from '../platform/ledger/ledger.settings.js';
import { LedgerTransactions } from '../platform/ledger/ledger-transactions.js';

/** Checks the chains of the audit in the database that the environment names: exit code 0, 1 with faults, 78 for a wrong setting. */
const values = new SettingValues(readEnvironment(process.env, join(import.meta.dirname, '..', '..')));
const { database: location } = loadLedgerSettings(values);
for (const { variable, problem } of values.problems) process.stderr.write(`${variable} ${problem}\n`);
if (values.problems.length > 0) process.exit(78);

const logger = pino({ level: 'fatal' });
const database = await LedgerDatabase.make(location, logger);
try {
  const { lines, chains, faults } = await new AuditLog(new LedgerTransactions(database, logger)).check();
  for (const { chain, seq, fault } of faults.slice(0, 100)) process.stdout.write(`${chain} line ${seq}: ${fault}\n`);
  process.stdout.write(`${lines} lines in ${chains} chains, ${faults.length} faults\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
} finally {
  await database.close();
}
