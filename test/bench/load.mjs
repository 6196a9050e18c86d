// One slice of load on a contender.
import { randomInt } from 'node:crypto';
import { OTHER_CORE, tools } from './machine.mjs';
import { run } from './processes.mjs';
import { toLoadResult } from './report.mjs';

/** Below the 64 calls that a provider’s bulkhead lets through at once, so that nobody waits in it. */
export const CONNECTIONS = 50;
export const CACHED_IDS = 100;

/** Reads for so many seconds, every one of another customer, or of `pool` customers that may be cached. */
export async function load(url, seconds, pool = 0) {
  // Other customers in every slice, but for a pool, which is the same each time.
  const first = `${pool > 0 ? 0 : randomInt(2 ** 31)}`;
  const size = `${CONNECTIONS}`;
  const script = new URL('read-customers.', import.meta.url).pathname;
  const command = tools.wrk
    ? ['wrk', '-t1', `-c${size}`, `-d${seconds}s`, '--latency', '-s', `${script}lua`, url, '--', first, `${pool}`]
    : [process.execPath, `${script}mjs`, url, `${seconds}`, size, first, `${pool}`];
  const result = toLoadResult(await run(command, { core: OTHER_CORE }));
  if (result.failed > 0) throw new Error(`${url}: ${result.failed} of ${result.requests} reads failed`);
  return result;
}
