// Builds when what goes into the build is newer than it. The shell may have remembered the machine's own Node from the
// step before, so the pinned one is called by its path.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';

const root = fileURLToPath(new URL('..', import.meta.url));
/** The last file that a build writes. */
const BUILT = 'dist/serve.bundle.js.map';
const SOURCES = [
  'src',
  'scripts/bundle.mjs',
  'package-lock.json',
  'nest-cli.json',
  'tsconfig.json',
  'tsconfig.build.json',
];
const LOCK = join(root, 'node_modules', '.gateway-build');
const LONGEST_BUILD_MS = 120_000;

if (!isBuilt()) {
  await lock();
  try {
    if (!isBuilt()) build();
  } finally {
    rmSync(LOCK, { recursive: true, force: true });
  }
}

function build() {
  console.error('Building …');
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  for (const step of [['node_modules/@nestjs/cli/bin/nest.js', 'build'], ['scripts/bundle.mjs']]) {
    const { status } = spawnSync(node, step, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) {
      process.exitCode = status || 1;
      return;
    }
  }
}

/** Tests in several processes may want a build at the same time. */
async function lock() {
  for (;;) {
    try {
      return mkdirSync(LOCK);
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      // Whoever was killed while building has left it behind.
      if (Date.now() - changedAt(LOCK) > LONGEST_BUILD_MS) return;
      await pause(100);
    }
  }
}

function isBuilt() {
  const built = changedAt(BUILT);
  return SOURCES.every((source) => newest(source) <= built);
}

function newest(source) {
  const path = join(root, source);
  if (!statSync(path).isDirectory()) return changedAt(source);
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, changedAt(join(entry.parentPath, entry.name))), 0);
}

/** 0 for what is not there. */
function changedAt(path) {
  return statSync(path.startsWith('/') ? path : join(root, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
