import { answering, type HttpAnswer } from '../kit/answers.js';
import type { FaultMaker } from '../scene.js';
import { goodAnswer, type FaultSubject } from '../subjects.js';
import type { Wire } from '../../support/wire-records.js';

/** The good answer with something changed about it. */
export function changed(change: (good: HttpAnswer & { text: string }) => HttpAnswer): FaultMaker {
  return ({ subject }) => {
    const good = goodAnswer(subject);
    return answering({ ...good, ...change({ ...good, text: String(good.body) }) });
  };
}

/** The good answer with another body. */
export function body(content: string | Buffer): FaultMaker {
  return changed(() => ({ body: content }));
}

/** The good answer around a record that was changed. */
export function record(change: (wire: Wire, subject: FaultSubject) => Wire): FaultMaker {
  return ({ subject }) => answering(goodAnswer(subject, change(subject.record(), subject)));
}

/** The good answer with something in the place of the record. */
export function inPlaceOfRecord(value: unknown): FaultMaker {
  return ({ subject }) => {
    const { status, body: good } = subject.answer(subject.record());
    const wrapped = 'data' in good ? { ...good, data: value } : value;
    return answering({ status, body: JSON.stringify(wrapped) });
  };
}

/** Members written into the record as JSON text, before its own. */
export function withMembers(members: string): FaultMaker {
  return changed(({ text }) => ({
    body: text.includes('"data":{')
      ? text.replace('"data":{', `"data":{${members},`)
      : text.replace('{', `{${members},`),
  }));
}

/** Sends a body of this size as fast as it is taken, until the connection ends. */
export function endless(bytes: number, headers: Readonly<Record<string, string | null>>): FaultMaker {
  return () =>
    ({ socket }) => {
      const chunk = Buffer.alloc(65_536, ' ');
      const chunked = headers['transfer-encoding'] === 'chunked';
      const piece = chunked ? Buffer.concat([Buffer.from('10000\r\n'), chunk, Buffer.from('\r\n')]) : chunk;
      const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
      socket.write(`HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${lines.join('')}\r\n`);
      let left = bytes;
      const more = () => {
        while (left > 0 && !socket.destroyed) {
          left -= chunk.length;
          if (!socket.write(piece)) return void socket.once('drain', more);
        }
        if (chunked && !socket.destroyed) socket.write('0\r\n\r\n');
      };
      more();
    };
}
