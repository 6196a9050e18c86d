import type { CartevoBooks } from '../support/cartevo-books.js';
import type { PostgresServer } from '../support/postgres-server.js';

/** Lets go of what a point has held. */
type LetGo = () => Promise<void>;

interface Held {
  /** Resolves when the process stands at the point. */
  readonly reached: Promise<unknown>;
  readonly letGo: LetGo;
}

/** A place in the life of a write at which the process can be killed. */
export type KillPoint = (books: CartevoBooks, postgres: PostgresServer, database: string) => Promise<Held>;

const nothing = () => Promise.resolve();

/** Stops a call at the provider; the promise resolves when one has come. */
function stopAt(books: CartevoBooks, when: 'before' | 'after', path: RegExp): Held {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  books.hold[when] = (call) => {
    if (!path.test(call.url)) return nothing();
    resolve();
    return held;
  };
  const letGo = () => {
    delete books.hold[when];
    release();
    return nothing();
  };
  return { reached, letGo };
}

/** Keeps a table locked, and waits until somebody wants to change it. */
async function lock(postgres: PostgresServer, database: string, table: string): Promise<Held> {
  const { promise: done, resolve: letGo } = Promise.withResolvers<void>();
  const { promise: locked, resolve: onLocked } = Promise.withResolvers<void>();
  const over = postgres.ask(async (client) => {
    await client.query('begin');
    await client.query(`lock table ${table} in share mode`);
    onLocked();
    await done;
    await client.query('rollback');
  }, database);
  await locked;
  const reached = postgres.ask(async (client) => {
    for (;;) {
      const { rows } = await client.query('select 1 from pg_locks where not granted');
      if (rows.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }, database);
  return { reached, letGo: () => (letGo(), over) };
}

/** In the order in which a write passes them. */
export const KILL_POINTS: Readonly<Record<string, KillPoint>> = {
  'before it is recorded': (_books, postgres, database) => lock(postgres, database, 'operations'),
  'after it is recorded': (books) => Promise.resolve(stopAt(books, 'before', /auth\/token/)),
  'when its bytes are sent': (books) => Promise.resolve(stopAt(books, 'before', /customers\/enroll/)),
  'when the provider has done it': (books) => Promise.resolve(stopAt(books, 'after', /customers\/enroll/)),
  'before its end is recorded': async (books, postgres, database) => {
    const done = stopAt(books, 'after', /customers\/enroll/);
    const { promise: reached, resolve } = Promise.withResolvers<unknown>();
    let locked: Held | null = null;
    void done.reached.then(async () => {
      locked = await lock(postgres, database, 'audit');
      await done.letGo();
      resolve(locked.reached);
    });
    return { reached, letGo: async () => locked?.letGo() };
  },
  'before it is answered': (books, postgres, database) => {
    const reached = postgres.ask(async (client) => {
      const before = await settled(client);
      while ((await settled(client)) === before) await new Promise((resolve) => setTimeout(resolve, 1));
    }, database);
    void books;
    return Promise.resolve({ reached, letGo: nothing });
  },
};

async function settled(client: { query: (sql: string) => Promise<{ rows: { count: string }[] }> }): Promise<string> {
  const { rows } = await client.query("select count(*) as count from operations where state = 'succeeded'");
  return rows[0]?.count ?? '0';
}
