// Loaded into the gateway by `--import`, beside it: tells what the process holds when it is asked over the IPC channel.
import { monitorEventLoopDelay } from 'node:perf_hooks';

const RESOLUTION_MS = 10;
const loop = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
loop.enable();

function state() {
  globalThis.gc?.();
  const resources = {};
  for (const name of process.getActiveResourcesInfo()) resources[name] = (resources[name] ?? 0) + 1;
  const late = (share) => Math.max(0, loop.percentile(share) / 1e6 - RESOLUTION_MS);
  const loopDelay = loop.count === 0 ? null : { p50: late(50), p99: late(99), max: late(100) };
  loop.reset();
  return { memory: process.memoryUsage(), resources, loopDelay, cpu: process.cpuUsage() };
}

process.on('message', (message) => {
  if (message === 'state') process.send(state());
});
process.channel?.unref();
