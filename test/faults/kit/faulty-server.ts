import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions } from 'node:tls';
import { setTimeout as pause } from 'node:timers/promises';
import { RequestReader, type ReceivedRequest } from './requests.js';

/** One request that a fault has to deal with. */
export interface Exchange {
  readonly socket: Socket;
  readonly request: ReceivedRequest;
  /** Number of this request among all that the fault has had, from 1. */
  readonly call: number;
  /** The connection was there before the server began to misbehave. */
  readonly kept: boolean;
}

/** What a provider does with a request: anything that can be done to a socket. */
export type Fault = (exchange: Exchange) => void;

/** Which requests are the fault's; all others are answered by the healthy provider. */
export type Selection = (request: ReceivedRequest) => boolean;

/** A provider on a raw socket: it can break every rule, and counts what it sees. */
export class FaultyServer {
  private fault: Fault;
  private selected: Selection = () => true;
  private readonly open = new Set<Socket>();
  private readonly spoiled = new Set<Socket>();
  private older: ReadonlySet<Socket> = new Set();
  private callCount = 0;
  private connectionCount = 0;
  private otherTargets: string[] = [];
  private sentBefore = 0;

  private constructor(
    private readonly server: Server,
    private readonly healthy: Fault,
  ) {
    this.fault = healthy;
  }

  /** Listens on a free port of this machine; `tls` makes it an https server. */
  static async start(healthy: Fault, tls: TlsOptions | null = null): Promise<FaultyServer> {
    const accept = (socket: Socket) => faulty.serve(socket);
    const server = tls ? createTlsServer(tls, accept) : createServer({ allowHalfOpen: true, noDelay: true }, accept);
    const faulty = new FaultyServer(server, healthy);
    server.on('connection', (socket: Socket) => faulty.track(socket));
    // A refused handshake is what such a server is there for.
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return faulty;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** Complete requests that the fault has had. */
  get calls(): number {
    return this.callCount;
  }

  /** Connections that were accepted, handshake or not. */
  get connections(): number {
    return this.connectionCount;
  }

  /** Targets of the requests that the healthy provider answered. */
  get others(): readonly string[] {
    return this.otherTargets;
  }

  /** Bytes that were sent over all connections. */
  get sent(): number {
    return [...this.open].reduce((sum, socket) => sum + socket.bytesWritten, this.sentBefore);
  }

  /** Begins to misbehave, with all counters at zero. */
  behave(fault: Fault, selected: Selection = () => true): void {
    this.fault = fault;
    this.selected = selected;
    this.callCount = 0;
    this.connectionCount = 0;
    this.otherTargets = [];
    this.sentBefore = 0;
    this.spoiled.clear();
    this.older = new Set(this.open);
  }

  /** Closes every connection, as a server does with idle ones. */
  hangUp(): void {
    for (const socket of this.open) socket.end();
  }

  /** True once every connection is gone; waits for that a little. */
  isDeserted(): Promise<boolean> {
    return emptied(this.open);
  }

  /** True once every connection on which the fault had a request is gone; waits for that a little. */
  isFreeOfFaults(): Promise<boolean> {
    return emptied(this.spoiled);
  }

  async close(): Promise<void> {
    for (const socket of this.open) socket.destroy();
    await new Promise<void>((resolve) => this.server.close(() => resolve()));
  }

  private track(socket: Socket): void {
    this.connectionCount++;
    this.open.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.sentBefore += socket.bytesWritten;
      this.open.delete(socket);
      this.spoiled.delete(socket);
    });
  }

  private serve(socket: Socket): void {
    const reader = new RequestReader();
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.on('data', (chunk: Buffer) => {
      for (const request of reader.read(chunk)) this.handle(socket, request);
    });
  }

  private handle(socket: Socket, request: ReceivedRequest): void {
    const kept = this.older.has(socket);
    if (this.selected(request)) {
      this.spoiled.add(socket);
      return this.fault({ socket, request, kept, call: ++this.callCount });
    }
    this.otherTargets.push(request.target);
    this.healthy({ socket, request, kept, call: 0 });
  }
}

const PATIENCE_MS = 1000;

async function emptied(sockets: ReadonlySet<Socket>): Promise<boolean> {
  const end = performance.now() + PATIENCE_MS;
  while (sockets.size > 0 && performance.now() < end) await pause(5);
  return sockets.size === 0;
}
