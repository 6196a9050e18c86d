import type { Socket } from 'node:net';
import { toBytes } from '../kit/answers.js';
import type { FaultMaker } from '../scene.js';
import { goodAnswer } from '../subjects.js';

const DRIP_MS = 100;

/** Takes the request and says nothing. */
export const hang: FaultMaker = () => () => undefined;

/** The head comes byte by byte and never ends. */
export const slowHead: FaultMaker =
  () =>
  ({ socket }) => {
    socket.write('HTTP/1.1 200 OK\r\nx-slow: ');
    drip(socket, () => 'a');
  };

/** The body comes byte by byte, for ever within any deadline. */
export const slowBody: FaultMaker =
  ({ subject }) =>
  ({ socket }) => {
    const { head, body } = toBytes(goodAnswer(subject));
    let position = 0;
    socket.write(head);
    drip(socket, () => body.subarray(position, ++position));
  };

function drip(socket: Socket, next: () => string | Buffer): void {
  const timer = setInterval(() => socket.write(next()), DRIP_MS);
  socket.once('close', () => clearInterval(timer));
}
