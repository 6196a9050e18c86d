// A load balancer as small as can be: turns between backends whose readiness is 200, asks them often, repeats nothing.
import { Agent, createServer, request } from 'node:http';

const ASK_EVERY_MS = 100;

export class Balancer {
  #ready = new Set();
  #turn = 0;
  #agent = new Agent({ keepAlive: true });
  #server = createServer((incoming, outgoing) => this.#forward(incoming, outgoing));
  #timer;

  constructor(ports) {
    this.ports = ports;
  }

  async start() {
    this.#timer = setInterval(() => this.ports.forEach((port) => void this.#ask(port)), ASK_EVERY_MS);
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  isReady(port) {
    return this.#ready.has(port);
  }

  stop() {
    clearInterval(this.#timer);
    this.#agent.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #ask(port) {
    const ready = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(1000) }).then(
      async (response) => (await response.arrayBuffer(), response.ok),
      () => false,
    );
    if (ready) this.#ready.add(port);
    else this.#ready.delete(port);
  }

  #forward(incoming, outgoing) {
    const ready = [...this.#ready];
    const port = ready[this.#turn++ % ready.length];
    const fail = () =>
      outgoing.headersSent ? outgoing.destroy() : outgoing.writeHead(599, { 'content-length': 0 }).end();
    if (port === undefined) return fail();
    const { method, url, headers } = incoming;
    const asked = request({ host: '127.0.0.1', port, method, path: url, headers, agent: this.#agent });
    asked.once('error', fail);
    asked.once('response', (answer) => {
      const headers = { ...answer.headers };
      delete headers.connection;
      outgoing.writeHead(answer.statusCode, headers);
      answer.pipe(outgoing);
    });
    incoming.pipe(asked);
  }
}
