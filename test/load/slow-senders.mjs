// Thousands of connections that say nothing, or say it a byte at a time: how long are they kept, and who notices?
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import {
  ON_ONE_CORE,
  ON_TWO_CORES,
  environmentFor,
  good,
  reads,
  send,
  startGateway,
  startProviders,
} from './processes.mjs';
import { figure, judge } from './report.mjs';

const RATE = 300;
const DRIP_MS = 1000;
const BATCH = 250;
const START = 'GET /v1/spherepay/customers HTTP/1.1\r\nhost: load\r\nx-slow: ';

export async function slowSenders({ quick }) {
  const providers = await startProviders();
  const [connections, seconds] = quick ? [500, 15] : [5000, 20];
  const rows = await measure(providers, { connections, seconds, ...ON_TWO_CORES });
  if (!quick) rows.push(...(await measure(providers, { connections, seconds, ...ON_ONE_CORE })));
  await providers.stop();
  return rows;
}

async function measure(providers, { connections, seconds, cores, place }) {
  const gateway = await startGateway(environmentFor(providers.urls), { cores });
  await send(gateway.url, [reads('spherepay', RATE)], seconds / 4);
  const quiet = good((await send(gateway.url, [reads('spherepay', RATE)], seconds / 2)).streams.spherepay);
  const sending = send(gateway.url, [reads('spherepay', RATE)], seconds);
  const kept = await Promise.all([
    keepOpen(gateway, connections / 2, () => undefined),
    keepOpen(gateway, connections / 2, drip),
  ]);
  const { streams, lateness } = await sending;
  await gateway.stop();
  const beside = good(streams.spherepay);
  const errors = streams.spherepay.sent - beside.count;
  const longest = Math.max(...kept.map((one) => one.longest));
  return [
    judge(`${connections} connections: half say nothing, half send a byte of a header each second${place}`, {
      value: longest,
      text: `closed after ${kept.map((one) => figure(one.longest / 1000)).join(' and ')} s; ${kept[0].left + kept[1].left} left open`,
      bound: '15 s',
      met: longest <= 15_000 && kept.every(({ left }) => left === 0),
    }),
    judge(`– reads at ${RATE} a second beside them${place}`, {
      value: beside.p99 - quiet.p99,
      text: `p99 ${figure(beside.p99)} ms, ${figure(quiet.p99)} ms when quiet; ${errors} errors; generator late by ${figure(lateness.p99)} ms`,
      bound: 'no error; p99 twice the quiet one, or 25 ms more',
      met: errors === 0 && beside.p99 <= Math.max(2 * quiet.p99, quiet.p99 + 25),
    }),
  ];
}

function drip(socket) {
  socket.write(START);
  const timer = setInterval(() => socket.write('x'), DRIP_MS);
  socket.once('close', () => clearInterval(timer));
}

/** Opens connections, in batches, and waits until the gateway has closed them; the longest time one was kept, in ms. */
async function keepOpen({ port }, count, use) {
  const patience = 40_000;
  let longest = 0;
  let left = count;
  const sockets = [];
  for (let opened = 0; opened < count; opened++) {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let since = 0;
    socket.on('error', () => undefined).once('connect', () => ((since = performance.now()), use(socket)));
    socket.resume().once('close', () => {
      left--;
      longest = Math.max(longest, performance.now() - since);
    });
    if (opened % BATCH === BATCH - 1) await pause(20);
  }
  const end = performance.now() + patience;
  while (left > 0 && performance.now() < end) await pause(50);
  for (const socket of sockets) socket.destroy();
  return { longest: left > 0 ? patience : longest, left };
}
