// Child processes of the benchmark: started on a core, waited for, ended with the benchmark.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { onCore } from './machine.mjs';

const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

/** The flags with which `npm run start:prod` runs Node. */
export function productionFlags() {
  const { scripts } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
  return scripts['start:prod'].split(' ').slice(1, -1);
}

/** Starts a command on a core; `log` is a file descriptor for its standard output. */
export function start(command, { core, env = {}, log = 'ignore' }) {
  const [program, ...args] = onCore(core, command);
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', log, 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Ends a process and waits until it has gone. */
export async function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

/** Runs a command on a core to its end and gives back its standard output. */
export async function run(command, { core }) {
  const [program, ...args] = onCore(core, command);
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  running.add(child);
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  running.delete(child);
  if (code !== 0) throw new Error(`${command[0]} ended with ${code}`);
  return output;
}

/** Waits until `url` answers 200; throws when the process ends before, or after 20 s. */
export async function answering(url, child, { every = 20, headers = {} } = {}) {
  const end = performance.now() + 20_000;
  while (performance.now() < end) {
    if (child.exitCode !== null) throw new Error(`${child.spawnargs.join(' ')} ended with ${child.exitCode}`);
    const status = await fetch(url, { headers }).then(
      async (response) => (await response.arrayBuffer(), response.status),
      () => 0,
    );
    if (status === 200) return;
    await pause(every);
  }
  throw new Error(`${url} does not answer`);
}
