import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** A way to a server of this machine on which every answer takes its time. */
export class SlowLink {
  /** What each answer takes longer, in milliseconds. */
  delayMs = 0;
  private readonly sockets = new Set<Socket>();
  private readonly server: Server;

  private constructor(port: number) {
    // Without, a short answer waits for the acknowledgement of the one before.
    this.server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port, host: '127.0.0.1', noDelay: true });
      near.pipe(far);
      this.slowly(far, near);
      for (const socket of [near, far]) {
        this.sockets.add(socket);
        socket.on('error', () => undefined).on('close', () => [near, far].forEach((either) => either.destroy()));
      }
    });
  }

  static async start(port: number): Promise<SlowLink> {
    const link = new SlowLink(port);
    await new Promise<void>((resolve) => link.server.listen(0, '127.0.0.1', resolve));
    return link;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  close(): void {
    this.server.close();
    for (const socket of this.sockets) socket.destroy();
  }

  /** None overtakes another when the delay changes. */
  private slowly(from: Socket, to: Socket): void {
    let lastDue = 0;
    from.on('data', (chunk: Buffer) => {
      const now = performance.now();
      lastDue = Math.max(lastDue, now + this.delayMs);
      if (lastDue <= now) to.write(chunk);
      else setTimeout(() => to.write(chunk), lastDue - now);
    });
  }
}
