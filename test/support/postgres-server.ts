import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';
import { freePort } from './free-port.mjs';
import { describeWith } from './describe-with.js';

const INSTALLED = '/usr/lib/postgresql';
const PATIENCE_MS = 20_000;

/** Folder of the newest PostgreSQL programs of this machine, or null. */
export function postgresPath(): string | null {
  try {
    const [newest] = readdirSync(INSTALLED).sort((one, other) => Number(other) - Number(one));
    return newest === undefined ? null : join(INSTALLED, newest, 'bin');
  } catch {
    return null;
  }
}

/** A real PostgreSQL of its own on a free port, in a folder of its own. */
export class PostgresServer {
  private process: ChildProcess | null = null;

  private constructor(
    private readonly programs: string,
    private readonly folder: string,
    readonly port: number,
  ) {}

  static async start(): Promise<PostgresServer> {
    const programs = postgresPath();
    if (programs === null) throw new Error('no PostgreSQL found; install one');
    const folder = mkdtempSync(join(tmpdir(), 'postgres-'));
    const server = new PostgresServer(programs, folder, await freePort());
    const { uid, gid } = owner();
    if (uid !== undefined && gid !== undefined) chownSync(folder, uid, gid);
    const flags = ['-D', folder, '-U', 'gateway', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'];
    const { status, stderr } = spawnSync(join(programs, 'initdb'), flags, { uid, gid, encoding: 'utf8' });
    if (status !== 0) throw new Error(`initdb failed: ${stderr}`);
    await server.run();
    return server;
  }

  /** Address of a database of this name. */
  url(database = 'postgres'): string {
    return `postgres://gateway@127.0.0.1:${this.port}/${database}`;
  }

  /** Makes an empty database and gives its address. */
  async createDatabase(name: string): Promise<string> {
    await this.ask((client) => client.query(`create database ${name}`));
    return this.url(name);
  }

  /** Starts it on the same port and the same data as before. */
  async run(): Promise<void> {
    const flags = ['-D', this.folder, '-p', `${this.port}`, '-h', '127.0.0.1', '-k', this.folder];
    // Only processes end in a test and never the machine: what was written is there without waiting for the disk.
    const options = ['-c', 'max_connections=50', '-c', 'shared_buffers=16MB', '-c', 'fsync=off'];
    this.process = spawn(join(this.programs, 'postgres'), [...flags, ...options], { ...owner(), stdio: 'ignore' });
    await this.ask((client) => client.query('select 1'));
  }

  /** Ends it at once, as a crash would, or with SIGINT in order but without waiting for anybody; what was committed stays. */
  async kill(signal: 'SIGQUIT' | 'SIGINT' = 'SIGQUIT'): Promise<void> {
    const { process: running } = this;
    this.process = null;
    if (!running) return;
    const gone = once(running, 'exit');
    running.kill(signal);
    await gone;
  }

  /** It keeps its connections and answers nothing: the backends as well. */
  freeze(): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGSTOP');
  }

  thaw(): void {
    for (const pid of this.processes()) process.kill(pid, 'SIGCONT');
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** Asks it over a connection of the test’s own. */
  async ask<T>(work: (client: pg.Client) => Promise<T>, database?: string): Promise<T> {
    const end = performance.now() + PATIENCE_MS;
    for (;;) {
      const client = new pg.Client({ connectionString: this.url(database) });
      client.on('error', () => undefined);
      try {
        await client.connect();
        return await work(client);
      } catch (error) {
        const { code = '' } = error as { code?: string };
        if (performance.now() > end || !['ECONNREFUSED', '57P03', 'ECONNRESET'].includes(code)) throw error;
        await pause(50);
      } finally {
        await client.end().catch(() => undefined);
      }
    }
  }

  private processes(): number[] {
    const parent = this.process?.pid;
    if (parent === undefined) return [];
    const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', `${parent}`], { encoding: 'utf8' });
    return [...stdout.split('\n').map(Number).filter(Boolean), parent];
  }
}

/** A PostgreSQL that ends with a test; its end is one more step of the clean-up. */
export async function startPostgres(cleanUp: (() => unknown)[]): Promise<PostgresServer> {
  const server = await PostgresServer.start();
  cleanUp.push(() => server.remove());
  return server;
}

/** Tests that need a PostgreSQL, see `describeWith`. */
export function describeWithPostgres(name: string, tests: () => void): void {
  describeWith({ what: 'PostgreSQL', found: postgresPath() !== null }, name, tests);
}

/** PostgreSQL refuses to run as root; it runs as the user that its package has made. */
function owner(): { uid?: number; gid?: number } {
  if (process.getuid?.() !== 0) return {};
  const { uid, gid } = statSync('/var/lib/postgresql');
  return { uid, gid };
}
