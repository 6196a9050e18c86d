import { toBytes, send } from '../kit/answers.js';
import type { FaultMaker } from '../scene.js';
import { goodAnswer } from '../subjects.js';

/** A reset before any byte of the answer. */
export const resetBeforeHead: FaultMaker =
  () =>
  ({ socket }) =>
    void socket.resetAndDestroy();

/** Both directions are closed in place of an answer. */
export const closeWithoutAnswer: FaultMaker =
  () =>
  ({ socket }) =>
    void socket.destroy();

/** The server says that it will send nothing more, and goes on reading. */
export const halfClose: FaultMaker =
  () =>
  ({ socket }) =>
    void socket.end();

/** A connection that was there before is reset by its next request; a new one works. */
export const staleConnection: FaultMaker =
  ({ subject }) =>
  ({ socket, kept }) =>
    kept ? void socket.resetAndDestroy() : send(socket, goodAnswer(subject));

const HEAD_START_MS = 20;

/** Head and half of the body, then a reset. `length: null` leaves the end of the body to the end of the connection. */
export function resetInsideBody(headers: Readonly<Record<string, string | null>> = {}): FaultMaker {
  return ({ subject }) =>
    ({ socket }) => {
      const { head, body } = toBytes({ ...goodAnswer(subject), headers });
      socket.write(Buffer.concat([Buffer.from(head), body.subarray(0, body.length / 2)]));
      setTimeout(() => socket.resetAndDestroy(), HEAD_START_MS);
    };
}
