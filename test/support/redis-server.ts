import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { describeWith } from './describe-with.js';
import { freePort } from './free-port.mjs';

/** Path of the `redis-server` of this machine, or null. */
export function redisServerPath(): string | null {
  const folders = ['/usr/bin', '/usr/local/bin', ...(process.env['PATH'] ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, 'redis-server')).find(isExecutable) ?? null;
}

/** A real Redis of its own on a free port, which keeps nothing on disk. */
export class RedisServer {
  private process: ChildProcess | null = null;

  private constructor(readonly port: number) {}

  static async start(): Promise<RedisServer> {
    const server = new RedisServer(await freePort());
    await server.run();
    return server;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  get isRunning(): boolean {
    return this.process !== null;
  }

  /** Starts it, empty, on the same port as before. */
  async run(): Promise<void> {
    const path = redisServerPath();
    if (path === null) throw new Error('no redis-server found; install one');
    const flags = ['--bind', '127.0.0.1', '--port', `${this.port}`, '--save', '', '--appendonly', 'no'];
    this.process = spawn(path, flags, { stdio: 'ignore' });
    await this.ask((redis) => redis.ping());
  }

  /** Stops it without a word. */
  async kill(): Promise<void> {
    const { process: running } = this;
    this.process = null;
    if (!running) return;
    const gone = once(running, 'exit');
    running.kill('SIGKILL');
    await gone;
  }

  /** It keeps its connections and answers nothing. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Asks it over a connection of the test’s own. */
  async ask<T>(command: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { retryStrategy: () => 20, maxRetriesPerRequest: 200 });
    redis.on('error', () => undefined);
    try {
      return await command(redis);
    } finally {
      redis.disconnect();
    }
  }

  /** Everything it holds, names and values. */
  dump(): Promise<{ readonly name: string; readonly value: Buffer }[]> {
    return this.ask(async (redis) => {
      const names = await redis.keys('*');
      const values = await Promise.all(names.map((name) => redis.getBuffer(name)));
      return names.map((name, index) => ({ name, value: values[index] ?? Buffer.alloc(0) }));
    });
  }

  /** The answers that gateways keep in it. */
  async answers(): Promise<Awaited<ReturnType<RedisServer['dump']>>> {
    return (await this.dump()).filter(({ name }) => name.startsWith('gateway:answer:'));
  }

  empty(): Promise<unknown> {
    return this.ask((redis) => redis.flushall());
  }
}

/** What the gateway logs when Redis goes and when it comes back. */
export const AWAY = 'Redis does not answer; this process goes on by itself';
export const BACK = 'Redis answers';

/** A Redis that ends with a test; its end is one more step of the clean-up. */
export async function startRedis(cleanUp: (() => unknown)[]): Promise<RedisServer> {
  const redis = await RedisServer.start();
  cleanUp.push(() => redis.kill());
  return redis;
}

/** Waits until something holds; keeping is not waited for by the answer. */
export async function eventually(holds: () => boolean | Promise<boolean>, patienceMs = 5000): Promise<void> {
  const end = performance.now() + patienceMs;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error('it did not come about in time');
    await pause(10);
  }
}

/** Tests that need a Redis, see `describeWith`. */
export function describeWithRedis(name: string, tests: () => void): void {
  describeWith({ what: 'redis-server', found: redisServerPath() !== null }, name, tests);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
