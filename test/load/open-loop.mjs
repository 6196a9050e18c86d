// A load generator with a constant arrival rate: a request is sent when its time has come, whether or not earlier ones
// have been answered, and its latency counts from that time. (autocannon’s `overallRate` is a rate for connections that
// each wait for their answer: when the gateway stalls, so does the load.)
import { Connection } from './connection.mjs';
import { Histogram } from './histogram.mjs';

const TICK_MS = 1;
const FIRST_REQUEST = 'GET /health/live HTTP/1.1\r\nhost: load\r\n\r\n';
const PATIENCE_MS = 15_000;
/** A good answer that comes later than this is of no use to whoever asked. */
const IN_TIME_MS = 1000;
/** What the answer says to those who had a place in the queue before a bulkhead. */
const WAITED = /"detail":"[^"]* waited/;
/** How long a caller pauses whose connection is lost. */
const RECONNECT_MS = 1000;

/**
 * Runs streams of requests side by side: `{ label, rate, path, method?, headers?, body? }`, where `{id}` in the path
 * becomes eight hexadecimal digits, others each time. Gives the results of each stream by label. With `callers` in
 * place of `rate`, so many callers come within the first second; each has one request at a time, and makes the next one
 * as soon as it is answered and a `Retry-After` has passed.
 */
export class OpenLoop {
  #free = [];
  #waiting = [];
  #all = new Set();
  #lateness = new Histogram();
  #number = Math.floor(Math.random() * 2 ** 31);

  /** So many `connections` are open, and have been used, before the load begins, as those of callers who keep them; more are opened when needed. */
  constructor(url, { connections = 50, maxConnections = 4000 } = {}) {
    const { hostname, port } = new URL(url);
    this.address = { host: hostname, port: Number(port) };
    this.connections = connections;
    this.maxConnections = maxConnections;
  }

  async run(streams, seconds) {
    const runs = streams.map((stream) => ({
      ...stream,
      sent: 0,
      outcomes: new Map(),
      inTime: 0,
      lost: 0,
      open: 0,
      series: [],
    }));
    await this.#prepare();
    const start = performance.now();
    for (const run of runs) this.#begin(run, start, seconds * 1000);
    await this.#pace(runs, start, seconds * 1000);
    const end = performance.now() + PATIENCE_MS;
    while (runs.some(({ open }) => open > 0) && performance.now() < end) await pause(10);
    const result = Object.fromEntries(runs.map((run) => [run.label, summaryOf(run)]));
    for (const connection of this.#all) connection.destroy();
    return { streams: result, lateness: this.#lateness.summary(), connections: this.#all.size };
  }

  /** The gateway closes a connection within seconds on which nothing was ever asked. */
  async #prepare() {
    for (let opened = 0; opened < this.connections; opened++) {
      const connection = this.#open();
      await connection.open;
      await new Promise((resolve) => connection.send(FIRST_REQUEST, resolve));
    }
  }

  async #pace(runs, start, length) {
    for (;;) {
      const elapsed = Math.min(performance.now() - start, length);
      for (const run of runs) {
        if (run.callers) continue;
        // The first is due at once, and each other one an interval after the one before.
        const due = Math.min(Math.floor((length / 1000) * run.rate), Math.floor((elapsed / 1000) * run.rate) + 1);
        for (; run.sent < due; run.sent++) this.#arrive(run, start, start + (run.sent / run.rate) * 1000);
      }
      if (elapsed >= length) return;
      await pause(TICK_MS);
    }
  }

  /** The callers of a stream, if it has any, come one after the other and stay until the end. */
  #begin(run, start, length) {
    const call = () => {
      const now = performance.now();
      if (now - start >= length) return;
      run.sent++;
      this.#arrive(run, start, now, (answer) => setTimeout(call, pauseAfter(answer)));
    };
    for (let caller = 0; caller < (run.callers ?? 0); caller++) setTimeout(call, (caller / run.callers) * 1000);
  }

  #arrive(run, start, intended, answered) {
    run.open++;
    const request = { run, intended, second: Math.floor((intended - start) / 1000), answered };
    const connection = this.#free.pop() ?? this.#open();
    if (connection) this.#send(connection, request);
    else this.#waiting.push(request);
  }

  #open() {
    if (this.#all.size >= this.maxConnections) return null;
    const connection = new Connection(this.address, {
      onFree: (free) => {
        const next = this.#waiting.shift();
        if (next) this.#send(free, next);
        else this.#free.push(free);
      },
      onGone: (gone) => {
        this.#all.delete(gone);
        const index = this.#free.indexOf(gone);
        if (index >= 0) this.#free.splice(index, 1);
        const next = this.#waiting.shift();
        const another = next && this.#open();
        if (another) this.#send(another, next);
        else if (next) this.#waiting.unshift(next);
      },
    });
    this.#all.add(connection);
    return connection;
  }

  #send(connection, { run, intended, second, answered }) {
    this.#lateness.record(performance.now() - intended);
    connection.send(this.#bytes(run), (answer) => {
      run.open--;
      if (answer === null) run.lost++;
      else note(run, answer, performance.now() - intended, second);
      answered?.(answer);
    });
  }

  #bytes({ method = 'GET', path, headers = {}, body = '' }) {
    const id = (this.#number++ >>> 0).toString(16).padStart(8, '0');
    const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const length = body === '' ? '' : `content-length: ${Buffer.byteLength(body)}\r\n`;
    return `${method} ${path.replace('{id}', id)} HTTP/1.1\r\nhost: load\r\n${lines.join('')}${length}\r\n${body}`;
  }
}

function pauseAfter(answer) {
  return answer === null ? RECONNECT_MS : Number(retryAfterOf(answer.head) ?? 0) * 1000;
}

/** What the head of an answer asks for with `Retry-After`, in seconds; `undefined` when it asks for nothing. */
function retryAfterOf(head) {
  return /\r\nretry-after: (\d+)/i.exec(head)?.[1];
}

function note(run, { status, head, text }, milliseconds, second) {
  const problem = /"code":"(\w+)"/.exec(text)?.[1] ?? 'without a code';
  const waited = status === 503 && WAITED.test(text) ? ' after a wait' : '';
  const code = status < 400 ? `${status}` : `${status} ${problem}${waited}`;
  let outcome = run.outcomes.get(code);
  if (!outcome) {
    outcome = { histogram: new Histogram(), example: head, retryAfter: 0 };
    run.outcomes.set(code, outcome);
  }
  outcome.histogram.record(milliseconds);
  if (retryAfterOf(head) !== undefined) outcome.retryAfter++;
  const slot = (run.series[second] ??= { good: new Histogram(), other: 0 });
  if (status < 400 && milliseconds <= IN_TIME_MS) run.inTime++;
  if (status < 400) slot.good.record(milliseconds);
  else slot.other++;
}

function summaryOf({ sent, inTime, lost, open, outcomes, series }) {
  const entries = [...outcomes].map(([code, { histogram, example, retryAfter }]) => {
    return [code, { ...histogram.summary(), retryAfter, example }];
  });
  const seconds = Array.from(series, (slot) =>
    slot ? { good: slot.good.count, p99: slot.good.summary().p99, other: slot.other } : { good: 0, p99: 0, other: 0 },
  );
  return { sent, inTime, lost, unanswered: open, outcomes: Object.fromEntries(entries), seconds };
}

function pause(milliseconds) {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
