import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TlsFault } from './faults/tls.js';
import { FaultyServer, type Fault } from './kit/faulty-server.js';
import { closedPort, fullBacklog, resolver, type BrokenPlace, type TestResolver } from './kit/places.js';
import { healthyProvider, type FaultSubject } from './subjects.js';

/** Where the provider of a case is, and how often the gateway tried to reach it there. */
export interface Place {
  readonly origin: string;
  /** Attempts that were made: requests, or what comes before them where none gets through. */
  readonly calls: () => number;
  /** The server, when there is one. */
  readonly server?: FaultyServer;
  readonly environment?: Readonly<Record<string, string>>;
  readonly lookup?: TestResolver['lookup'];
  readonly close: () => Promise<void>;
}

export type PlaceMaker = (subject: FaultSubject, fault: Fault) => Promise<Place>;

/** A host name that leads nowhere, or only after a while. */
export function badName(options: Parameters<typeof resolver>[0]): PlaceMaker {
  return () => behindName(closedPort(), options);
}

/** Nobody listens there. */
export const refusing: PlaceMaker = () => behindName(closedPort(), {});

/** Connections are never answered there. */
export const silent: PlaceMaker = () => behindName(fullBacklog(), {});

/** The attempts are counted where the name is resolved, which happens once for each. */
async function behindName(broken: Promise<BrokenPlace>, options: Parameters<typeof resolver>[0]): Promise<Place> {
  const { port, close } = await broken;
  const { lookup, asked } = resolver(options);
  return { origin: `http://localhost:${port}`, calls: asked, lookup, close };
}

/** An ordinary server, but for this case alone. */
export const apart: PlaceMaker = async (subject, fault) => {
  const server = await FaultyServer.start(healthyProvider(subject.provider));
  server.behave(fault, subject.selects);
  const { port } = server;
  return { origin: `http://127.0.0.1:${port}`, calls: () => server.calls, server, close: () => server.close() };
};

/** An https server; with a certificate that is not trusted, connections are what counts. */
export function overTls(make: () => TlsFault, count: 'calls' | 'connections'): PlaceMaker {
  return async (subject, fault) => {
    const { tls, trusted } = make();
    const server = await FaultyServer.start(healthyProvider(subject.provider), tls);
    server.behave(fault, subject.selects);
    const directory = mkdtempSync(join(tmpdir(), 'gateway-ca-'));
    const file = join(directory, 'ca.pem');
    if (trusted !== null) writeFileSync(file, trusted);
    return {
      origin: `https://localhost:${server.port}`,
      calls: () => server[count],
      server,
      environment: trusted === null ? {} : { [`${subject.provider.toUpperCase()}_CA_FILE`]: file },
      close: async () => {
        await server.close();
        rmSync(directory, { recursive: true });
      },
    };
  };
}
