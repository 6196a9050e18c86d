import type { CartevoBooks, CreateFate } from '../support/cartevo-books.js';
import type { Held, KillDatabase } from './kill-databases.js';

/** A place in the life of a write at which the process can be killed. */
export interface KillPoint {
  /** What became of an earlier request with the key, if there was one. */
  readonly earlier?: CreateFate;
  /** What becomes of this one at the provider when it is not stopped before. */
  readonly fate?: CreateFate;
  /** What the ledger says of the write then, with the number of attempts; null for nothing. */
  readonly state: string | null;
  readonly stop: (books: CartevoBooks, database: KillDatabase) => Promise<Held>;
}

type Stop = KillPoint['stop'];

const CREATE = /customers\/enroll/;
const nothing = () => Promise.resolve();

/** Stops a call at the provider; reached when one has come. */
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

const beforeItIsRecorded: Stop = (_books, database) => database.lock('operations');
const whenItsBytesAreSent: Stop = (books) => Promise.resolve(stopAt(books, 'before', CREATE));
const whenItIsDone: Stop = (books) => Promise.resolve(stopAt(books, 'after', CREATE));

const beforeItsEndIsRecorded: Stop = (books, database) => {
  const done = stopAt(books, 'after', CREATE);
  const { promise: reached, resolve } = Promise.withResolvers<unknown>();
  let locked: Held | null = null;
  void done.reached.then(async () => {
    locked = await database.lock('audit');
    await done.letGo();
    resolve(locked.reached);
  });
  return Promise.resolve({ reached, letGo: async () => locked?.letGo() });
};

const beforeItIsAnswered: Stop = (_books, database) =>
  Promise.resolve({ reached: database.oneMoreSucceeded(), letGo: nothing });

/** A look at the provider is under way. */
const whileItIsLookedFor: Stop = (books) => {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  books.hold.read = () => (resolve(), held);
  const letGo = () => {
    delete books.hold.read;
    release();
    return nothing();
  };
  return Promise.resolve({ reached, letGo });
};

/** The look has been made and its end cannot be written down. */
async function beforeWhatWasFoundIsRecorded(books: CartevoBooks, database: KillDatabase): Promise<Held> {
  const look = await whileItIsLookedFor(books, database);
  const { promise: reached, resolve } = Promise.withResolvers<unknown>();
  let locked: Held | null = null;
  void look.reached.then(async () => {
    locked = await database.lock('audit');
    await look.letGo();
    resolve(locked.reached);
  });
  return { reached, letGo: async () => locked?.letGo() };
}

/** In the order in which a write passes them: the first time, when it is taken up again, and when it is found out. */
export const KILL_POINTS: Readonly<Record<string, KillPoint>> = {
  'before it is recorded': { state: null, stop: beforeItIsRecorded },
  'after it is recorded': {
    state: 'sending 1',
    stop: (books) => Promise.resolve(stopAt(books, 'before', /auth\/token/)),
  },
  'when its bytes are sent': { state: 'sending 1', stop: whenItsBytesAreSent },
  'when the provider has done it': { state: 'sending 1', stop: whenItIsDone },
  'before its end is recorded': { state: 'sending 1', stop: beforeItsEndIsRecorded },
  'before it is answered': { state: 'succeeded 1', stop: beforeItIsAnswered },
  'before it is taken up again': { state: 'not_done 1', earlier: 'limited', stop: beforeItIsRecorded },
  'when its bytes are sent again': { state: 'sending 2', earlier: 'limited', stop: whenItsBytesAreSent },
  'when the provider has done it the second time': { state: 'sending 2', earlier: 'limited', stop: whenItIsDone },
  'while it is looked for': { state: 'unknown 1', fate: 'lost_after', stop: whileItIsLookedFor },
  'before what was found is recorded': { state: 'unknown 1', fate: 'lost_after', stop: beforeWhatWasFoundIsRecorded },
};
