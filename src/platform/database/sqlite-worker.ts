import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import type { SqliteAnswer, SqliteQuestion } from './sqlite-protocol.js';

// Another process may hold the file for the length of one transaction.
const BUSY_TIMEOUT_MS = 2000;
const MOST_STATEMENTS = 200;
/** Primary codes after which the file is opened anew: one that could only be opened for reading stays so for ever. */
const LOST: ReadonlySet<number> = new Set([8, 10, 11, 14, 26]);

const path = workerData as string;
const statements = new Map<string, StatementSync>();
let database: DatabaseSync | null = null;

/** Opens the file when it is first needed, and again after a failure: it may have been unreachable for a while. */
function open(): DatabaseSync {
  const opened = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    // A transaction that was answered is on the disk, whatever becomes of the machine.
    opened.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  } catch (error) {
    opened.close();
    throw error;
  }
  return opened;
}

function close(): void {
  statements.clear();
  const opened = database;
  database = null;
  opened?.close();
}

function closeAfter(errcode: number): void {
  if (!LOST.has(errcode & 0xff)) return;
  try {
    close();
  } catch {
    // It is not used any more.
  }
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
    // SQLite has often done so itself, when the disk was full.
    if (sql === 'rollback' && !database?.isTransaction) return { id, rows: [], changes: 0 };
    const statement = prepare(sql);
    const values = parameters as SQLInputValue[];
    if (statement.columns().length > 0) return { id, rows: statement.all(...values), changes: 0 };
    return { id, rows: [], changes: Number(statement.run(...values).changes) };
  } catch (error) {
    const { message, errcode } = error as { message: string; errcode?: number };
    if (errcode !== undefined) closeAfter(errcode);
    return { id, failure: { message, code: errcode ?? null } };
  }
}

parentPort?.on('message', (question: SqliteQuestion | null) => {
  if (question === null) {
    close();
    parentPort?.close();
  } else {
    parentPort?.postMessage(answer(question));
  }
});
