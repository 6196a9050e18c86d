// The rows of the soak: what was held, what was answered, what was left behind.
import { figure, judge } from '../load/report.mjs';
import { slope } from './watch.mjs';

const WARM_UP_SHARE = 1 / 3;
/** A shorter soak is over before the caches are full and the code is compiled: it says nothing about growth. */
const LONG_ENOUGH_SECONDS = 120;

export function rowsOf({ seconds, idle, samples, after, answers, gauges, alive, seen, log }) {
  // Caches fill and code is compiled in the beginning.
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const heapSlope = slope(warm, 'heap') + slope(warm, 'outside');
  const most = (key) => Math.max(...samples.map((one) => one[key]));
  const faults = Object.values(seen.faults).reduce((sum, count) => sum + count, 0);
  const successes = [...answers.outcomes].reduce((sum, [name, count]) => sum + (/^[23]/.test(name) ? count : 0), 0);
  const busy = gauges?.filter(({ value }) => value !== 0) ?? [];
  return [
    judge('answers', {
      value: answers.faultCount,
      text: `${answers.total} (${figure(answers.total / seconds)} a second), ${answers.compared} of them compared with the API document; ${answers.faultCount} faults; ${answers.left} callers hung up`,
      bound: 'each a valid success or a valid problem document',
      met: answers.faultCount === 0 && answers.total > 0,
    }),
    judge('successes', {
      value: successes / answers.total,
      text: `${figure((100 * successes) / answers.total)} % of the answers`,
      bound: '75 %: most faults are made good',
      met: successes >= 0.75 * answers.total,
    }),
    judge('faults of the providers', {
      value: faults,
      text: `${faults} in ${seen.calls} calls`,
      bound: 'about a tenth',
      met: faults > 0.05 * seen.calls,
    }),
    judge('process', {
      value: log.uncaught,
      text: `${alive ? 'alive and ready' : 'dead'}; ${log.uncaught} faults that nobody caught`,
      bound: 'alive, none',
      met: alive && log.uncaught === 0,
    }),
    judge('memory of objects and buffers after garbage collection', {
      value: heapSlope,
      text: `${figure(idle.heap + idle.outside)} MiB idle, ${figure(most('heap'))} and ${figure(most('outside'))} MiB at most, ${figure(after.heap + after.outside)} MiB in the end; slope ${heapSlope.toFixed(2)} MiB a minute; resident ${figure(most('resident'))} MiB at most`,
      bound: `below 1 MiB a minute, from ${LONG_ENOUGH_SECONDS} s on`,
      met: heapSlope < 1 || seconds < LONG_ENOUGH_SECONDS,
    }),
    judge('sockets and file descriptors when nobody asks any more', {
      value: after.descriptors - idle.descriptors,
      text: `${idle.sockets} and ${idle.descriptors} before, ${most('sockets')} and ${most('descriptors')} at most, ${after.sockets} and ${after.descriptors} in the end; timers ${idle.timers} → ${after.timers}`,
      bound: 'as before',
      met: after.sockets <= idle.sockets + 2 && after.descriptors <= idle.descriptors + 4,
    }),
    judge('requests and upstream calls in flight or waiting in the end', {
      value: busy.length,
      text:
        gauges === null
          ? 'metrics are not served'
          : busy.map(({ name, value }) => `${name} ${value}`).join(', ') || `all ${gauges.length} gauges zero`,
      bound: 'none',
      met: gauges !== null && gauges.length > 0 && busy.length === 0,
    }),
    judge('log', {
      value: log.canaries.length,
      text: `${log.lines} lines, ${log.notJson} of them no JSON; ${log.canaries.length} secrets or personal values found`,
      bound: 'JSON only, none',
      met: log.notJson === 0 && log.canaries.length === 0,
    }),
  ];
}
