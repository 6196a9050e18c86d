// Installs from the lock file when that has not been done, so that `npm start` and `npm test` work on a fresh clone.
// Plain JavaScript without dependencies: it also runs on the machine's own, older Node.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const marker = join(root, 'node_modules', '.installed-from');
const lock = createHash('sha256')
  .update(readFileSync(join(root, 'package-lock.json')))
  .digest('hex');

const installed = existsSync(marker) && readFileSync(marker, 'utf8') === lock;
if (!installed) {
  console.error('Installing dependencies from package-lock.json …');
  // No package may run code while it is installed, except `node`, which puts the pinned Node 26 in place.
  npm('ci', '--include=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error');
  npm('rebuild', 'node', '--ignore-scripts=false', '--foreground-scripts', '--loglevel=error');
  writeFileSync(marker, lock);
}

function npm(...args) {
  const { status, error } = spawnSync(process.platform === 'win32' ? 'npm.cmd' : 'npm', args, {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (error || status !== 0) {
    console.error(`npm ${args[0]} failed`);
    process.exit(status || 1);
  }
}
