import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith } from './describe-with.js';

const BLOCK = Buffer.alloc(4096, 1);

/** A file system of its own and of a fixed size, in memory; needs the right to mount. */
export class SmallDisk {
  private constructor(readonly folder: string) {}

  static mount(kib: number): SmallDisk {
    const folder = mkdtempSync(join(tmpdir(), 'disk-'));
    run('mount', '-t', 'tmpfs', '-o', `size=${kib}k`, 'tmpfs', folder);
    return new SmallDisk(folder);
  }

  /** Takes all the space that is left. */
  fill(): void {
    const file = openSync(join(this.folder, 'ballast'), 'a');
    try {
      for (;;) writeSync(file, BLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
    } finally {
      closeSync(file);
    }
  }

  /** Gives back what `fill` has taken. */
  free(): void {
    rmSync(join(this.folder, 'ballast'));
  }

  /** Refused by the system while a file is open for writing. */
  makeReadOnly(): void {
    run('mount', '-o', 'remount,ro', this.folder);
  }

  makeWritable(): void {
    run('mount', '-o', 'remount,rw', this.folder);
  }

  remove(): void {
    run('umount', '--lazy', this.folder);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Lets nobody change these files: not root, and not those who have them open already. */
export function freezeFiles(...paths: string[]): void {
  run('chattr', '+i', ...paths);
}

export function thawFiles(...paths: string[]): void {
  run('chattr', '-i', ...paths);
}

/** Tests that need a small disk and unchangeable files, see `describeWith`. */
export function describeWithRealDisks(name: string, tests: () => void): void {
  const advice = 'run as root, with a temporary folder on ext4';
  describeWith({ what: 'right to mount and to freeze files', found: canMount() && canFreeze(), advice }, name, tests);
}

function canMount(): boolean {
  try {
    SmallDisk.mount(64).remove();
    return true;
  } catch {
    return false;
  }
}

/** Some file systems let those go on who have the file open. */
function canFreeze(): boolean {
  const folder = mkdtempSync(join(tmpdir(), 'frozen-'));
  const file = openSync(join(folder, 'file'), 'a');
  try {
    freezeFiles(join(folder, 'file'));
    writeSync(file, BLOCK);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  } finally {
    closeSync(file);
    spawnSync('chattr', ['-i', join(folder, 'file')]);
    rmSync(folder, { recursive: true, force: true });
  }
}

function run(command: string, ...parameters: string[]): void {
  const { status, stderr, error } = spawnSync(command, parameters, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} failed: ${error?.message ?? stderr}`);
}
