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
  readonly stop: (books: CartevoBooks, database: KillDatabase, key: string) => Held | Promise<Held>;
}

type Stop = KillPoint['stop'];

const UNKNOWN = 'unknown 1';
const CREATE = /customers\/enroll/;
const nothing = () => Promise.resolve();

/** Holds what `hold` gets to see, until it is let go; reached when the first has come. */
function holding(hold: (held: () => Promise<void>) => void, forget: () => void): Held {
  const { promise: reached, resolve } = Promise.withResolvers<void>();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  hold(() => (resolve(), held));
  const letGo = () => {
    forget();
    release();
    return nothing();
  };
  return { reached, letGo };
}

/** Stops a call at the provider. */
function stopAt(books: CartevoBooks, when: 'before' | 'after', path: RegExp): Held {
  return holding(
    (held) => (books.hold[when] = (call) => (path.test(call.url) ? held() : nothing())),
    () => delete books.hold[when],
  );
}

/** Stops a look at the provider once the write is recorded as unknown: those for writes of processes before it go on. */
function stopLook(books: CartevoBooks, database: KillDatabase, key: string): Held {
  return holding(
    (held) =>
      (books.hold.read = async () => {
        if ((await database.stateOf(key)) === UNKNOWN) await held();
      }),
    () => delete books.hold.read,
  );
}

/** Lets go of what is held with the audit locked: it has come to its end, which cannot be written down. */
function thenLocked(first: Held, database: KillDatabase): Held {
  const { promise: reached, resolve } = Promise.withResolvers<unknown>();
  let locked: Held | null = null;
  void first.reached.then(async () => {
    locked = await database.lock('audit');
    await first.letGo();
    resolve(locked.reached);
  });
  return { reached, letGo: async () => locked?.letGo() };
}

const beforeItIsRecorded: Stop = (_books, database) => database.lock('operations');
const afterItIsRecorded: Stop = (books) => stopAt(books, 'before', /auth\/token/);
const whenItsBytesAreSent: Stop = (books) => stopAt(books, 'before', CREATE);
const whenItIsDone: Stop = (books) => stopAt(books, 'after', CREATE);
const beforeItsEndIsRecorded: Stop = (books, database) => thenLocked(stopAt(books, 'after', CREATE), database);
const beforeItsFailureIsRecorded: Stop = (books, database) => thenLocked(stopAt(books, 'before', CREATE), database);
const beforeItIsAnswered: Stop = (_books, database) => ({ reached: database.oneMoreSucceeded(), letGo: nothing });
const whileItIsLookedFor: Stop = stopLook;
const beforeWhatWasFoundIsRecorded: Stop = (books, database, key) =>
  thenLocked(stopLook(books, database, key), database);

/** In the order in which a write passes them: the first time, when it is taken up again, and when it is found out. */
export const KILL_POINTS: Readonly<Record<string, KillPoint>> = {
  'before it is recorded': { state: null, stop: beforeItIsRecorded },
  'after it is recorded': { state: 'sending 1', stop: afterItIsRecorded },
  'when its bytes are sent': { state: 'sending 1', stop: whenItsBytesAreSent },
  'when the provider has done it': { state: 'sending 1', stop: whenItIsDone },
  'before its end is recorded': { state: 'sending 1', stop: beforeItsEndIsRecorded },
  'before its refusal is recorded': { state: 'sending 1', fate: 'refused', stop: beforeItsFailureIsRecorded },
  'before it is recorded as without effect': { state: 'sending 1', fate: 'limited', stop: beforeItsFailureIsRecorded },
  'before it is recorded as unknown': { state: 'sending 1', fate: 'lost_after', stop: beforeItsEndIsRecorded },
  'before it is answered': { state: 'succeeded 1', stop: beforeItIsAnswered },
  'before it is taken up again': { state: 'not_done 1', earlier: 'limited', stop: beforeItIsRecorded },
  'when its bytes are sent again': { state: 'sending 2', earlier: 'limited', stop: whenItsBytesAreSent },
  'when the provider has done it the second time': { state: 'sending 2', earlier: 'limited', stop: whenItIsDone },
  'while it is looked for': { state: UNKNOWN, fate: 'lost_after', stop: whileItIsLookedFor },
  'before what was found is recorded': { state: UNKNOWN, fate: 'lost_after', stop: beforeWhatWasFoundIsRecorded },
};
