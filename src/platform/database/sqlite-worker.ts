import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteAnswer, SqliteQuestion } from './sqlite-protocol.js';

// Another process may hold the file for the length of one transaction.
const BUSY_TIMEOUT_MS = 2000;
const MOST_STATEMENTS = 200;

const path = workerData as string;
const statements = new Map<string, StatementSync>();
let database: DatabaseSync | null = null;

/** Opens the file when it is first needed, and again after a failure: it may have been unreachable for a while. */
function open(): DatabaseSync {
  const opened = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  // A transaction that was answered is on the disk, whatever becomes of the machine.
  opened.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  return opened;
}

function prepare(sql: string): StatementSync {
  const known = statements.get(sql);
  if (known) return known;
  if (statements.size >= MOST_STATEMENTS) statements.clear();
  const statement = (database ??= open()).prepare(sql);
  statements.set(sql, statement);
  return statement;
}

function answer({ id, sql, parameters }: SqliteQuestion): SqliteAnswer {
  try {
    const statement = prepare(sql);
    const values = parameters as SQLInputValue[];
    if (statement.columns().length > 0) return { id, rows: statement.all(...values), changes: 0 };
    return { id, rows: [], changes: Number(statement.run(...values).changes) };
  } catch (error) {
    const { message, errcode } = error as { message: string; errcode?: number };
    return { id, failure: { message, code: errcode ?? null } };
  }
}

parentPort?.on('message', (question: SqliteQuestion | null) => {
  if (question === null) {
    statements.clear();
    database?.close();
    parentPort?.close();
  } else {
    parentPort?.postMessage(answer(question));
  }
});
