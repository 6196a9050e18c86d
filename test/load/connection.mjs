// One connection of the load generator: a request at a time, written as it is, and as little parsing as will do.
import { connect } from 'node:net';

const HEAD_END = Buffer.from('\r\n\r\n');
const NOTHING = Buffer.alloc(0);

export class Connection {
  #socket;
  #received = NOTHING;
  #onAnswer = null;
  #closed = false;

  /** `onFree`: it may take another request; `onGone`: it never will. */
  constructor({ host, port }, { onFree, onGone }) {
    this.onFree = onFree;
    this.#socket = connect({ host, port, noDelay: true });
    /** Settles once it is open, or has failed to. */
    this.open = new Promise((resolve) => this.#socket.once('connect', resolve).once('close', resolve));
    this.#socket.on('data', (chunk) => this.#onData(chunk));
    this.#socket.on('error', () => undefined);
    this.#socket.once('close', () => {
      this.#closed = true;
      const waiting = this.#onAnswer;
      this.#onAnswer = null;
      onGone(this);
      waiting?.(null);
    });
  }

  /** Sends bytes; `onAnswer` gets `{ status, text }`, or null when the connection is lost. */
  send(bytes, onAnswer) {
    if (this.#closed) {
      onAnswer(null);
      return;
    }
    this.#onAnswer = onAnswer;
    this.#socket.write(bytes);
  }

  destroy() {
    this.#socket.destroy();
  }

  #onData(chunk) {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    const end = this.#received.indexOf(HEAD_END);
    if (end < 0) return;
    const head = this.#received.latin1Slice(0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(head);
    if (!length) {
      this.#socket.destroy(new Error('an answer without a length'));
      return;
    }
    const size = end + 4 + Number(length[1]);
    if (this.#received.length < size) return;
    const status = Number(head.slice(9, 12));
    const text = status === 200 ? '' : this.#received.utf8Slice(end + 4, size);
    this.#received = NOTHING;
    const waiting = this.#onAnswer;
    this.#onAnswer = null;
    const closing = /\r\nconnection: close/i.test(head);
    if (closing) this.#socket.destroy();
    waiting?.({ status, head, text });
    if (!closing && !this.#closed) this.onFree(this);
  }
}
