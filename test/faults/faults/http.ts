import { toBytes } from '../kit/answers.js';
import type { FaultMaker } from '../scene.js';
import { goodAnswer } from '../subjects.js';

/** Bytes as they are, in place of an answer. */
export function raw(bytes: string): FaultMaker {
  return () =>
    ({ socket }) =>
      void socket.write(Buffer.from(bytes, 'latin1'));
}

/** The good answer under further headers, some of which contradict it. */
export function withHeaders(lines: string): FaultMaker {
  return ({ subject }) =>
    ({ socket }) => {
      const { head, body } = toBytes(goodAnswer(subject));
      socket.write(Buffer.concat([Buffer.from(head.replace('\r\n\r\n', `\r\n${lines}\r\n\r\n`), 'latin1'), body]));
    };
}

/** Informational answers before the good one. */
export function hints(times: number): FaultMaker {
  return ({ subject }) =>
    ({ socket }) => {
      const { head, body } = toBytes(goodAnswer(subject));
      const hint = 'HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n';
      socket.write(Buffer.concat([Buffer.from(hint.repeat(times) + head, 'latin1'), body]));
    };
}
