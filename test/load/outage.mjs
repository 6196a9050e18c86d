// A provider that fails, refuses or is back: how often it is asked, and how soon callers hear of it.
import { setTimeout as pause } from 'node:timers/promises';
import {
  authorized,
  environmentFor,
  outcomes,
  reads,
  refused,
  send,
  startGateway,
  startProviders,
} from './processes.mjs';
import { figure, judge } from './report.mjs';

const OPEN_MS = 3000;
const TRIAL_CALLERS = 200;

export async function outage({ quick }) {
  const providers = await startProviders();
  const rows = [];
  for (const breaker of ['on', 'off']) {
    rows.push(
      await withGateway(providers, { GATEWAY_BREAKER: breaker }, (gateway) =>
        amplification(gateway, providers, breaker),
      ),
    );
  }
  const short = { GATEWAY_BREAKER_OPEN_MS: `${OPEN_MS}` };
  rows.push(...(await withGateway(providers, short, (gateway) => openAndBack(gateway, providers))));
  rows.push(await withGateway(providers, {}, (gateway) => refusals(gateway, providers, quick ? 1000 : 10_000)));
  await providers.stop();
  return rows;
}

async function withGateway({ urls }, environment, measure) {
  const gateway = await startGateway({ ...environmentFor(urls), ...environment });
  try {
    await send(gateway.url, [reads('partner', 200)], 2);
    return await measure(gateway);
  } finally {
    await gateway.stop();
  }
}

async function amplification(gateway, providers, breaker) {
  await providers.behave('spherepay', { kind: 'status', status: 500 });
  const { streams } = await send(gateway.url, [reads('spherepay', 100)], 10);
  const { calls } = await providers.seen('spherepay');
  const { sent } = streams.spherepay;
  const failed = outcomes(streams.spherepay, (code) => /^50[23] /.test(code)).count;
  const circuit = breaker === 'on';
  return judge(`a provider answers 500: ${sent} reads in 10 s, circuit breaker ${breaker}`, {
    value: calls,
    text: `${calls} calls of the provider, ${figure((100 * calls) / sent)} % of the reads; ${failed} answered 502 or 503`,
    bound: circuit ? '100 calls' : '1.2 calls a read and the 10 that are free at the start',
    met: calls <= (circuit ? 100 : sent * 1.2 + 10) && failed === sent,
  });
}

async function openAndBack(gateway, providers) {
  await providers.behave('spherepay', { kind: 'status', status: 500 });
  await send(gateway.url, [reads('spherepay', 100)], 1);
  await providers.behave('spherepay', { kind: 'answer', delayMs: 1000 });
  const { streams } = await send(gateway.url, [reads('spherepay', 200)], 1.5);
  const open = refused(streams.spherepay);
  const { calls } = await providers.seen('spherepay');
  await pause(OPEN_MS);
  const trial = (await send(gateway.url, [reads('spherepay', 20 * TRIAL_CALLERS)], 1 / 20)).streams.spherepay;
  const tried = await providers.seen('spherepay');
  return [
    judge('reads while the circuit is open', {
      value: open.p99,
      text: `p50 ${figure(open.p50)} ms, p99 ${figure(open.p99)} ms from the time they were due; ${open.retryAfter} of ${streams.spherepay.sent} with Retry-After; ${calls} calls of the provider`,
      bound: 'p50 5 ms, each with Retry-After, no call',
      met: open.p50 <= 5 && open.retryAfter === streams.spherepay.sent && calls === 0,
    }),
    judge(`${trial.sent} callers at the moment when a trial is due`, {
      value: tried.most,
      text: `${tried.most} calls of the provider at once, ${tried.calls} in all`,
      bound: '3 at once',
      met: tried.most <= 3 && tried.calls >= 1,
    }),
  ];
}

async function refusals(gateway, providers, count) {
  const answered = [];
  for (const status of [404, 409, 422]) {
    await providers.behave('spherepay', { kind: 'status', status });
    await send(gateway.url, [reads('spherepay', 1000)], count / 1000);
    answered.push((await providers.seen('spherepay')).calls);
  }
  const catalogue = await (await fetch(`${gateway.url}/v1/providers/spherepay`, { headers: authorized() })).json();
  const { state } = catalogue.data.circuit;
  return judge(`a provider answers ${count} times each 404, 409 and 422, 1000 a second`, {
    value: answered.reduce((sum, calls) => sum + calls, 0),
    text: `circuit ${state}; ${answered.join(', ')} calls`,
    bound: 'closed',
    met: state === 'closed' && answered.every((calls) => calls >= count * 0.9),
  });
}
