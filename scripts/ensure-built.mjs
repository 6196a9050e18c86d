// Builds when the sources are newer than the build. The shell may have remembered the machine's own Node from the
// step before, so the pinned one is called by its path.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist', 'main.js');

if (!existsSync(built) || newest(join(root, 'src')) > statSync(built).mtimeMs) {
  console.error('Building …');
  const node = join(root, 'node_modules', 'node', 'bin', 'node');
  for (const step of [['node_modules/@nestjs/cli/bin/nest.js', 'build'], ['scripts/bundle.mjs']]) {
    const { status } = spawnSync(node, step, { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) process.exit(status || 1);
  }
}

function newest(directory) {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, statSync(join(entry.parentPath, entry.name)).mtimeMs), 0);
}
