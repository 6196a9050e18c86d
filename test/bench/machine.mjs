// What the machine has: cores, tools, and how processes are put on cores.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';

const has = (command, flag) => !spawnSync(command, [flag], { stdio: 'ignore' }).error;

/** Which tools there are; nginx is also looked for where Debian puts it. */
export const tools = {
  nginx: ['nginx', '/usr/sbin/nginx'].find((command) => has(command, '-v')) ?? null,
  wrk: has('wrk', '-v') ? 'wrk' : null,
  pinned: availableParallelism() > 1 && has('taskset', '-V'),
};

/** Contenders have a core of their own; the recorded provider and the load generator share the other one. */
export const CONTENDER_CORE = 0;
export const OTHER_CORE = 1;

const CLOCK_TICKS = 100;

/** The command that runs `command` on one core; as it is where that is not possible. */
export function onCore(core, command) {
  return tools.pinned ? ['taskset', '-c', `${core}`, ...command] : command;
}

/** Resident memory of a process in MiB. */
export function residentMemory(pid) {
  const fromPs = () => spawnSync('ps', ['-o', 'rss=', '-p', `${pid}`], { encoding: 'utf8' }).stdout;
  try {
    return Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return Number(fromPs()) / 1024;
  }
}

/** CPU seconds that a process has used so far, or null where the system does not tell in this way. */
export function cpuSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return (Number(fields[11]) + Number(fields[12])) / CLOCK_TICKS;
  } catch {
    return null;
  }
}

/** The machine in words, for the head of the table. */
export function describeMachine() {
  const cores = cpus();
  return [
    `${cores.length} cores (${cores[0]?.model.trim() ?? 'unknown'}), Node ${process.version}, ${process.platform}`,
    `load before the start: ${loadavg()[0].toFixed(2)}`,
    tools.pinned
      ? 'each contender on core 0, recorded provider and load generator on core 1'
      : 'not pinned to cores: `taskset` or a second core is missing',
    `recorded provider: ${tools.nginx ? 'nginx, one worker' : 'a plain Node server (no nginx found)'}`,
    `load generator: ${tools.wrk ? 'wrk' : 'autocannon (no wrk found)'}`,
  ];
}
