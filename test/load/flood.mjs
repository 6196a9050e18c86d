// One caller sends far more than its limit: what does it get, and what do others notice?
import {
  ON_ONE_CORE,
  ON_TWO_CORES,
  environmentFor,
  good,
  keyEntry,
  outcomes,
  reads,
  send,
  startGateway,
  startProviders,
} from './processes.mjs';
import { figure, judge } from './report.mjs';

const LIMIT = '1000/10';
const FLOOD = 1500;
const MODEST = 80;

export async function flood({ quick }) {
  const providers = await startProviders();
  const seconds = quick ? 4 : 20;
  const rows = await measure(providers, { seconds, ...ON_TWO_CORES });
  if (!quick) rows.push(...(await measure(providers, { seconds, ...ON_ONE_CORE })));
  await providers.stop();
  return rows;
}

async function measure(providers, { seconds, cores, place }) {
  const environment = {
    ...environmentFor(providers.urls),
    GATEWAY_RATE_LIMIT: LIMIT,
    GATEWAY_API_KEYS: ['flooding', 'modest'].map((name) => keyEntry(name)).join(','),
  };
  const gateway = await startGateway(environment, { cores });
  const modest = reads('spherepay', MODEST, { label: 'modest', caller: 'modest' });
  await send(gateway.url, [modest], seconds / 4);
  const quiet = good((await send(gateway.url, [modest], seconds)).streams.modest);
  const flooding = reads('spherepay', FLOOD, { label: 'flooding', caller: 'flooding' });
  const { streams, lateness } = await send(gateway.url, [modest, flooding], seconds);
  await gateway.stop();
  const beside = good(streams.modest);
  const errors = streams.modest.sent - beside.count;
  const limited = outcomes(streams.flooding, (code) => code === '429 rate_limited');
  const head = streams.flooding.outcomes['429 rate_limited']?.example ?? '';
  const fields = ['ratelimit', 'ratelimit-policy'].filter((name) => new RegExp(`\r\n${name}: `, 'i').test(head));
  const others = streams.flooding.sent - limited.count - good(streams.flooding).count;
  return [
    judge(`a caller floods with ${FLOOD} reads a second against a limit of ${LIMIT} s${place}`, {
      value: limited.count / streams.flooding.sent,
      errors: others + 2 - fields.length,
      text:
        `${good(streams.flooding).count} served, ${limited.count} answered 429 with ${fields.length} of two RateLimit fields ` +
        `and ${limited.retryAfter} with Retry-After, p99 ${figure(limited.p99)} ms; ${others} other`,
      bound: '429 with both fields',
      met: limited.count > 0 && fields.length === 2 && limited.retryAfter === limited.count && others === 0,
    }),
    judge(`– another caller at ${MODEST} a second${place}`, {
      value: beside.p99 - quiet.p99,
      errors,
      text: `p99 ${figure(beside.p99)} ms, ${figure(quiet.p99)} ms when quiet; ${errors} errors; generator late by ${figure(lateness.p99)} ms`,
      bound: 'no error; p99 twice the quiet one, or 25 ms more',
      met: errors === 0 && beside.p99 <= Math.max(2 * quiet.p99, quiet.p99 + 25),
    }),
  ];
}
