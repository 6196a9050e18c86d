import { TurnoverMap } from '../collections/turnover-map.js';
import { Deadline } from '../http/deadline.js';
import { UpstreamError } from '../http/upstream-error.js';

/** Who wants to fly, and with whom. */
export interface Passenger {
  /** What is asked; only the same question is shared. */
  readonly key: string;
  /** How often the answer may have been changed so far; a flight of another epoch is not joined. */
  readonly epoch: number;
  /** The answer must have been asked for after this moment, so a flight that has left already is not joined. */
  readonly strict: boolean;
  /** How long this caller waits; cancelled when it hangs up. */
  readonly deadline: Deadline;
  /** Id of its request; a flight goes under the id of whoever came first. */
  readonly id: string;
  /** Told that id by the flight of another one which is joined. */
  readonly onJoined?: (leader: string) => void;
}

/** One operation that several callers wait for. */
interface Flight<T> {
  readonly deadline: Deadline;
  readonly epoch: number;
  readonly leader: string;
  result: Promise<T>;
  waiting: number;
  departed: boolean;
}

// Timers of the same moment fire in any order: a flight that is about to end by itself is left to do so.
const ABOUT_TO_END_MS = 50;
// Of many deadlines that end together each has its turn.
const LAST_MOMENT_MS = 250;

/**
 * Runs one operation for everybody who asks the same at the same time. The flight has a deadline of its own, the latest
 * of its callers’; each caller waits until its own, or until it hangs up. Whoever gives more time than the one who began
 * it takes another, which those after it join. When nobody is left, the flight is cancelled. What comes out of it, an
 * error too, is for those who are on board and for nobody after them.
 */
export class SingleFlight<T> {
  private readonly flights = new TurnoverMap<string, Flight<T>>();

  /** The result of a flight that is under way, or else of a new one. Rejects with `UpstreamError` when time is up. */
  fly(passenger: Passenger, run: (deadline: Deadline) => Promise<T>): Promise<T> {
    const { key, epoch, strict, deadline } = passenger;
    if (deadline.expired) return Promise.reject(timeIsUp(deadline, false));
    const known = this.flights.get(key);
    const joinable = known !== undefined && known.epoch === epoch && !(strict && known.departed);
    // Extending it later would not make up for what was decided by the little time that it began with.
    if (!joinable || known.deadline.givenMs < deadline.givenMs)
      return this.wait(key, this.start(passenger, run), deadline);
    passenger.onJoined?.(known.leader);
    return this.wait(key, known, deadline);
  }

  /** Flights under way. */
  get size(): number {
    return this.flights.size;
  }

  /** A strict flight leaves at the end of this turn of the event loop, so that others of the same moment can join it. */
  private start({ key, epoch, strict, deadline, id }: Passenger, run: (deadline: Deadline) => Promise<T>): Flight<T> {
    const own = new Deadline(deadline.remainingMs, deadline.chosenByCaller, deadline.givenMs);
    const flight: Flight<T> = {
      deadline: own,
      epoch,
      leader: id,
      waiting: 0,
      departed: !strict,
      result: strict ? endOfTurn().then(() => depart()) : run(own),
    };
    const depart = () => {
      flight.departed = true;
      return run(own);
    };
    const land = () => {
      own.clear();
      this.forget(key, flight);
    };
    flight.result.then(land, land);
    this.flights.set(key, flight);
    return flight;
  }

  private wait(key: string, flight: Flight<T>, deadline: Deadline): Promise<T> {
    flight.waiting++;
    flight.deadline.shareWith(deadline);
    return new Promise<T>((resolve, reject) => {
      let lastMoment: NodeJS.Timeout | undefined;
      const giveUp = () => {
        this.leave(key, flight, deadline);
        reject(timeIsUp(deadline, true));
      };
      const stay = deadline.onExpiry(() => {
        // A flight that is about to end knows better how far it came.
        if (!deadline.cancelled && endsNow(flight)) lastMoment = setTimeout(giveUp, LAST_MOMENT_MS);
        else giveUp();
      });
      const land = () => {
        clearTimeout(lastMoment);
        stay();
      };
      flight.result.then(land, land);
      flight.result.then(resolve, reject);
    });
  }

  private leave(key: string, flight: Flight<T>, { cancelled }: Deadline): void {
    flight.waiting--;
    if (flight.waiting > 0) return;
    this.forget(key, flight);
    // Cancelling says nothing about the provider; that it was too slow does.
    if (cancelled || !endsNow(flight)) flight.deadline.cancel();
  }

  private forget(key: string, flight: Flight<T>): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}

function endOfTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function endsNow({ deadline }: { readonly deadline: Deadline }): boolean {
  return deadline.remainingMs <= ABOUT_TO_END_MS;
}

function timeIsUp({ cancelled }: Deadline, sent: boolean): UpstreamError {
  return cancelled
    ? new UpstreamError('cancelled', 'nobody waits for the answer any more', { sent })
    : new UpstreamError('deadline', 'the deadline passed before the whole answer', { sent });
}
