import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, sep } from 'node:path';
import { text } from 'node:stream/consumers';

const ROOT = join(import.meta.dirname, '../..');
const NOT_COPIED = ['.env', '.git', 'coverage', 'data', 'dist', 'node_modules'];

export interface Ran {
  readonly status: number | null;
  readonly output: string;
}

/** Runs a program to its end, with what it wrote. */
export async function run(cwd: string, command: string, ...args: string[]): Promise<Ran> {
  // What Jest tells its workers is no business of a test run inside the test.
  const env = { ...process.env, NODE_OPTIONS: undefined, JEST_WORKER_ID: undefined, SECOND_TRIES: undefined };
  const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const closed = once(child, 'close') as Promise<[number | null]>;
  const [[status], ...written] = await Promise.all([closed, text(child.stdout), text(child.stderr)]);
  return { status, output: written.join('') };
}

/** The working tree as it is now, in a directory of its own that shares the installed packages. */
export class CopiedTree {
  readonly path = realpathSync(mkdtempSync(join(tmpdir(), 'gateway-tree-')));

  constructor() {
    cpSync(ROOT, this.path, {
      recursive: true,
      filter: (path) => !NOT_COPIED.includes(relative(ROOT, path).split(sep)[0] as string),
    });
    symlinkSync(join(ROOT, 'node_modules'), join(this.path, 'node_modules'), 'dir');
  }

  run(command: string, ...args: string[]): Promise<Ran> {
    return run(this.path, command, ...args);
  }

  read(path: string): string {
    return readFileSync(join(this.path, path), 'utf8');
  }

  write(path: string, content: string): void {
    writeFileSync(join(this.path, path), content);
  }

  has(path: string): boolean {
    return existsSync(join(this.path, path));
  }

  /** Every file of the repository with its text, what is built or installed left out. */
  files(): ReadonlyMap<string, string> {
    const entries = readdirSync(this.path, { recursive: true, withFileTypes: true });
    const paths = entries
      .filter((entry) => entry.isFile())
      .map((entry) => relative(this.path, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
      .filter((path) => !NOT_COPIED.includes(path.split('/')[0] as string));
    return new Map(paths.sort().map((path) => [path, this.read(path)]));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** Makes sure that no copy has to install: its packages are those of this tree. */
export async function ensureInstalled(): Promise<void> {
  const { status, output } = await run(ROOT, process.execPath, 'scripts/ensure-installed.mjs');
  if (status !== 0) throw new Error(output);
}
