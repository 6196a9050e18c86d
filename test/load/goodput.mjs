// More load than the gateway can carry: how much of its best does it still do, and how soon is it well again?
import { setTimeout as pause } from 'node:timers/promises';
import { environmentFor, good, outcomes, reads, refused, send, startGateway, startProviders } from './processes.mjs';
import { figure, judge } from './report.mjs';

const ACHIEVED = 0.95;
/** More than may be in flight, and open before the load comes, as callers keep theirs. */
const MANY = { connections: 2000 };
const BOUNDS = { 1: [0.9, 0.95], 2: [0.9, 0.95], 5: [0.8, 0.9], 10: [0.7, 0.85] };
/** What is asked, and where the search for its capacity begins. The generator could not send ten times the small reads. */
const SUBJECTS = [
  { target: 'cards', what: 'lists of 50 cards', from: 100, factors: [1, 2, 5, 10] },
  { target: 'spherepay', what: 'reads of one customer', from: 500, factors: [1, 2, 5] },
];

export async function goodput({ quick }) {
  const times = quick ? { step: 2, overload: 3, storm: 3, after: 8 } : { step: 4, overload: 8, storm: 60, after: 30 };
  const providers = await startProviders();
  const rows = [];
  for (const subject of quick ? SUBJECTS.slice(0, 1) : SUBJECTS) {
    const gateway = await startGateway(environmentFor(providers.urls));
    const peak = await capacityOf(gateway, subject, times.step);
    for (const factor of subject.factors)
      rows.push(await atFactor(gateway, subject, { peak, factor, seconds: times.overload }));
    if (subject.target === 'cards') {
      rows.push(await eventLoop(gateway, subject, peak, times.overload));
      rows.push(await recovery(gateway, subject, peak, times));
    }
    await gateway.stop();
  }
  await providers.stop();
  return rows;
}

/** The most good answers in time, a second, at any rate that was tried. */
async function capacityOf(gateway, { target, from }, seconds) {
  const goodAt = async (rate) => {
    await pause(500);
    return (await send(gateway.url, [reads(target, rate)], seconds, MANY)).streams[target].inTime / seconds;
  };
  await goodAt(from);
  let peak = 0;
  let rate = from;
  for (; ; rate *= 2) {
    const achieved = await goodAt(rate);
    peak = Math.max(peak, achieved);
    if (achieved < ACHIEVED * rate) break;
  }
  for (const share of [0.6, 0.7, 0.8, 0.9]) {
    const tried = Math.round(rate * share);
    if (tried > peak * 0.9) peak = Math.max(peak, await goodAt(tried));
  }
  return peak;
}

async function atFactor(gateway, { target, what }, { peak, factor, seconds }) {
  await pause(1000);
  const rate = Math.round(peak * factor);
  const { streams, lateness } = await send(gateway.url, [reads(target, rate)], seconds, MANY);
  const stream = streams[target];
  const served = good(stream);
  const over = refused(stream);
  const share = stream.inTime / seconds / peak;
  const [meet, aim] = BOUNDS[factor];
  const others = stream.sent - served.count - over.count;
  return judge(`${what} at ${factor} × capacity (${Math.round(rate)} a second)`, {
    value: share,
    text:
      `${figure(100 * share)} % of ${Math.round(peak)} a second, p99 ${figure(served.p99)} ms; ` +
      `${over.count} refused, p99 ${figure(over.p99)} ms; ${others} other; generator late by ${figure(lateness.p99)} ms`,
    bound: `${meet * 100} % (aim ${aim * 100} %)`,
    met: share >= meet && others === 0,
  });
}

async function eventLoop(gateway, { target, what }, peak, seconds) {
  await pause(1000);
  await gateway.state();
  await send(gateway.url, [reads(target, Math.round(peak * 0.9))], seconds);
  const { loopDelay } = await gateway.state();
  return judge(`event-loop delay at 90 % of the capacity for ${what}`, {
    value: loopDelay.p99,
    text: `p50 ${figure(loopDelay.p50)} ms, p99 ${figure(loopDelay.p99)} ms`,
    bound: 'p99 50 ms (aim 20)',
    met: loopDelay.p99 <= 50,
  });
}

/** Half the capacity before, during and after a storm; counts the seconds until its p99 is as it was. */
async function recovery(gateway, { target }, peak, { storm, after, overload }) {
  await pause(1000);
  const normal = reads(target, Math.round(peak / 2), { label: 'normal' });
  const before = good((await send(gateway.url, [normal], overload)).streams.normal);
  const [stormed, { streams }] = await Promise.all([
    send(gateway.url, [reads(target, Math.round(peak * 9.5), { label: 'storm' })], storm, MANY),
    send(gateway.url, [normal], storm + after),
  ]);
  const bound = Math.max(2 * before.p99, before.p99 + 20);
  const calm = streams.normal.seconds
    .slice(storm)
    .findIndex(({ p99, other, good: count }) => other === 0 && count > 0 && p99 <= bound);
  const lost =
    stormed.streams.storm.lost +
    outcomes(stormed.streams.storm, (code) => code.startsWith('5') && !code.startsWith('503')).count;
  return judge(`after ten times the capacity for ${storm} s: half the capacity is served as before`, {
    value: calm < 0 ? Infinity : calm + 1,
    text:
      calm < 0
        ? `not within ${after} s`
        : `within ${calm + 1} s; p99 ${figure(before.p99)} ms before; ${lost} of the storm lost or wrong`,
    bound: '30 s (aim 5)',
    met: calm >= 0 && calm < 30 && lost === 0,
  });
}
