// One provider hangs: what do the callers of another one notice, and what does it cost?
import { setTimeout as pause } from 'node:timers/promises';
import { figure, judge } from './report.mjs';
import {
  ON_ONE_CORE,
  ON_TWO_CORES,
  callersOf,
  environmentFor,
  good,
  reads,
  refusedAtOnce,
  refusedLater,
  send,
  startGateway,
  startProviders,
} from './processes.mjs';

const HEALTHY_RATE = 300;
/** Places for those who wait; whoever holds one is refused after four to five seconds and makes it free. */
const PLACES = 128;
const CHANGE_SECONDS = 4;
const READS_A_SECOND = { who: 'reads a second', load: (size) => reads('cartevo', size) };
const CALLERS = { who: 'callers', load: (size) => callersOf('cartevo', size) };
const TWO_THOUSAND = { ...READS_A_SECOND, size: 2000, breaker: 'on', factor: 2, graceMs: 25 };
const SIX_HUNDRED = { ...READS_A_SECOND, size: 600, breaker: 'on', factor: 1.5, graceMs: 0 };
/** Who calls the provider that hangs, how much worse the other one may become, and on what the gateway runs. */
const ROUNDS = [
  { ...TWO_THOUSAND, ...ON_TWO_CORES },
  { ...TWO_THOUSAND, ...ON_TWO_CORES, breaker: 'off' },
  { ...SIX_HUNDRED, ...ON_TWO_CORES },
  { ...TWO_THOUSAND, ...CALLERS, ...ON_TWO_CORES },
  { ...SIX_HUNDRED, ...CALLERS, ...ON_TWO_CORES },
  { ...TWO_THOUSAND, ...ON_ONE_CORE },
  { ...SIX_HUNDRED, ...ON_ONE_CORE },
];

export async function hungProvider({ quick }) {
  const seconds = quick ? 4 : 60;
  const providers = await startProviders();
  const rows = [];
  for (const round of ROUNDS) {
    const environment = { ...environmentFor(providers.urls), GATEWAY_BREAKER: round.breaker };
    const gateway = await startGateway(environment, { cores: round.cores });
    rows.push(...(await measure({ gateway, providers, seconds, quick, round })));
    await gateway.stop();
    if (quick) break;
  }
  await providers.stop();
  return rows;
}

async function measure({ gateway, providers, seconds, quick, round }) {
  const { size, load, who, breaker, factor, graceMs, place } = round;
  await providers.behave('cartevo', { kind: 'answer' });
  // What is measured as quiet must be warm.
  await send(gateway.url, [reads('spherepay', HEALTHY_RATE), reads('cartevo', HEALTHY_RATE)], quick ? 2 : 6);
  const alone = (await send(gateway.url, [reads('spherepay', HEALTHY_RATE)], seconds / 2)).streams.spherepay;
  const quiet = good(alone);
  const before = gateway.memory();
  await providers.behave('cartevo', { kind: 'hang' });
  const memory = watchMemory(gateway);
  const { streams, lateness } = await send(gateway.url, [reads('spherepay', HEALTHY_RATE), load(size)], seconds, {
    connections: size,
  });
  const most = memory.stop();
  await pause(quick ? 1000 : 60_000);
  const after = gateway.memory();
  const healthy = good(streams.spherepay);
  const over = refusedAtOnce(streams.cartevo);
  const waited = refusedLater(streams.cartevo);
  const what = `${breaker === 'on' ? '' : ', circuit breaker off'}${place}`;
  // The twentieth deadline that passes opens the circuit, or soon one after it.
  const changes = breaker === 'on' ? 3 : Math.ceil(seconds / CHANGE_SECONDS);
  const mostWaiting = PLACES * (changes + 1);
  const bound = Math.max(factor * quiet.p99, quiet.p99 + graceMs);
  const errors = streams.spherepay.sent - healthy.count;
  return [
    judge(
      `a provider hangs for ${seconds} s under ${size} ${who}${what}: p99 of another provider at ${HEALTHY_RATE} a second`,
      {
        value: healthy.p99 - quiet.p99,
        errors,
        text: `${figure(healthy.p99)} ms (${figure(worstSecond(streams.spherepay))} in the worst second), ${figure(quiet.p99)} ms (${figure(worstSecond(alone))}) when quiet; ${errors} errors; generator late by ${figure(lateness.p99)} ms`,
        bound: `${factor} × the quiet one${graceMs > 0 ? `, or ${graceMs} ms more` : ''}; no error`,
        met: errors === 0 && healthy.p99 <= bound,
      },
    ),
    judge(`– its own callers past the limit${what}`, {
      value: over.p99,
      errors: over.count - over.retryAfter,
      text: `${over.count} of ${streams.cartevo.sent} refused with 503, ${over.retryAfter} with Retry-After; p99 ${figure(over.p99)} ms; ${waited.count} waited for a place first, p99 ${figure(waited.p99)} ms`,
      bound: 'p99 50 ms (aim 10), each with Retry-After',
      met:
        over.p99 <= 50 &&
        over.retryAfter === over.count &&
        over.count > 0 &&
        waited.count > 0 &&
        waited.count <= mostWaiting,
    }),
    judge(`– resident memory${what}`, {
      value: most - before,
      text: `${figure(before)} → ${figure(most)} → ${figure(after)} MiB`,
      bound: '100 MiB more at most (aim 50), then within 10 % after a minute',
      met: most - before <= 100 && after <= before * 1.1,
    }),
  ];
}

/** The highest p99 that a stream had in one second, in ms. */
function worstSecond({ seconds }) {
  return Math.max(...seconds.map(({ p99 }) => p99));
}

/** The most memory that the gateway has until `stop`. */
function watchMemory(gateway) {
  let most = 0;
  const timer = setInterval(() => (most = Math.max(most, gateway.memory())), 200);
  return { stop: () => (clearInterval(timer), most) };
}
