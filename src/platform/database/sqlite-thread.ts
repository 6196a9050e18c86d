import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { SqliteAnswer, SqliteQuestion } from './sqlite-protocol.js';

/** SQLite refused a statement; the message names tables and columns and never values. */
export class SqliteError extends Error {
  constructor(
    message: string,
    readonly code: number | null,
  ) {
    super(message);
    this.name = 'SqliteError';
  }
}

interface Waiting {
  readonly resolve: (answer: Extract<SqliteAnswer, { rows: unknown }>) => void;
  readonly reject: (error: Error) => void;
}

/**
 * One SQLite database in a thread of its own: writing waits for the disk, and a disk that is slow or stuck must not hold
 * up reads of customers.
 */
export class SqliteThread {
  private worker: Worker | null = null;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;

  /** `path` is a file, or `:memory:`. */
  constructor(private readonly path: string) {}

  run(sql: string, parameters: readonly unknown[]): Promise<Extract<SqliteAnswer, { rows: unknown }>> {
    const id = ++this.lastId;
    const { promise, resolve, reject } = Promise.withResolvers<Extract<SqliteAnswer, { rows: unknown }>>();
    this.waiting.set(id, { resolve, reject });
    try {
      const worker = this.thread();
      // Only while somebody waits for it does it keep the process from ending.
      worker.ref();
      worker.postMessage({ id, sql, parameters } satisfies SqliteQuestion);
    } catch (error) {
      this.waiting.delete(id);
      reject(error as Error);
    }
    return promise;
  }

  async close(): Promise<void> {
    const { worker } = this;
    if (worker === null) return;
    const ended = new Promise((resolve) => worker.once('exit', resolve));
    worker.ref();
    worker.postMessage(null);
    await ended;
  }

  private thread(): Worker {
    if (this.worker !== null) return this.worker;
    if (this.path !== ':memory:') mkdirSync(dirname(this.path), { recursive: true });
    // As TypeScript in tests, where Node strips the types, and as JavaScript once it is built.
    const file = new URL(`./sqlite-worker.${import.meta.url.endsWith('.ts') ? 'ts' : 'js'}`, import.meta.url);
    // Flags of the process are about the process.
    const worker = new Worker(file, { workerData: this.path, execArgv: [] });
    worker.on('message', (answer: SqliteAnswer) => this.settle(answer));
    worker.on('error', (error) => this.lose(error as Error));
    worker.on('exit', () => this.lose(new Error('the thread of the database has ended')));
    worker.unref();
    return (this.worker = worker);
  }

  private settle(answer: SqliteAnswer): void {
    const waiting = this.waiting.get(answer.id);
    this.waiting.delete(answer.id);
    if (this.waiting.size === 0) this.worker?.unref();
    if ('failure' in answer) waiting?.reject(new SqliteError(answer.failure.message, answer.failure.code));
    else waiting?.resolve(answer);
  }

  private lose(error: Error): void {
    this.worker = null;
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
