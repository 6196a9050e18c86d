import { toBytes } from '../kit/answers.js';
import type { FaultMaker } from '../scene.js';
import { goodAnswer } from '../subjects.js';

/** Half of the body that `Content-Length` promises, then the end of the connection. */
export function shortBody(headers: Readonly<Record<string, string>> = {}): FaultMaker {
  return ({ subject }) =>
    ({ socket }) => {
      const { head, body } = toBytes({ ...goodAnswer(subject), headers });
      socket.end(Buffer.concat([Buffer.from(head), body.subarray(0, body.length / 2)]));
    };
}

/** Chunks whose last one never comes. `share`: how much of the body is sent before the end. */
export function truncatedChunks(share: number, headers: Readonly<Record<string, string>> = {}): FaultMaker {
  return ({ subject }) =>
    ({ socket }) => {
      const chunked = { 'content-length': null, 'transfer-encoding': 'chunked', ...headers };
      const { head, body } = toBytes({ ...goodAnswer(subject), headers: chunked });
      const sent = body.subarray(0, Math.floor(body.length * share));
      const chunk = Buffer.concat([Buffer.from(`${sent.length.toString(16)}\r\n`), sent, Buffer.from('\r\n')]);
      socket.end(Buffer.concat([Buffer.from(head), chunk]));
    };
}
