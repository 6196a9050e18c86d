// Ends and beginnings: restarts under load, an upload at the wrong moment, wrong configurations.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { CONTENDER_CORE, onCore } from '../bench/machine.mjs';
import { freePort } from '../support/free-port.mjs';
import { PRINTED_NEVER, WRONG_CONFIGURATIONS } from '../support/wrong-configurations.ts';
import { FRONT, jpeg, newCustomer, toForm, toMultipart } from '../support/new-customer.ts';
import { Balancer } from './balancer.mjs';
import { authorized, environmentFor, good, reads, send, startGateway, startProviders } from './processes.mjs';
import { figure, judge } from './report.mjs';

const RATE = 200;
const MAIN = new URL('../../dist/main.js', import.meta.url).pathname;

export async function shutdown({ quick }) {
  const providers = await startProviders();
  const rows = [
    await rollingRestart(providers, quick ? 1 : 3),
    await uploadAcrossTheEnd(providers, quick ? 4 : 20),
    await wrongConfigurations(),
  ];
  await providers.stop();
  return rows;
}

/** Two gateways behind a balancer, restarted one after the other while reads come at a constant rate. */
async function rollingRestart({ urls }, rounds) {
  const environment = { ...environmentFor(urls), GATEWAY_DRAIN_DELAY_MS: '1000' };
  const ports = [await freePort(), await freePort()];
  const gateways = await Promise.all(ports.map((port) => startGateway(environment, { port })));
  const balancer = new Balancer(ports);
  const url = await balancer.start();
  const allReady = async () => {
    while (!ports.every((port) => balancer.isReady(port))) await pause(20);
  };
  await allReady();
  const load = { stopped: false, streams: [] };
  const loading = (async () => {
    while (!load.stopped) load.streams.push((await send(url, [reads('spherepay', RATE)], 4)).streams.spherepay);
  })();
  const exits = [];
  const starts = [];
  await pause(1000);
  for (let round = 0; round < rounds; round++) {
    for (const [index, port] of ports.entries()) {
      const exited = once(gateways[index].child, 'exit');
      gateways[index].child.kill('SIGTERM');
      exits.push((await exited)[0]);
      const begun = performance.now();
      gateways[index] = await startGateway(environment, { port });
      starts.push(performance.now() - begun);
      await pause(200);
      await allReady();
    }
  }
  load.stopped = true;
  await loading;
  balancer.stop();
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  const sent = load.streams.reduce((sum, stream) => sum + stream.sent, 0);
  const failed = sent - load.streams.reduce((sum, stream) => sum + good(stream).count, 0);
  return judge(`two gateways behind a balancer, restarted in turn ${rounds} times under ${RATE} reads a second`, {
    value: failed,
    text: `${failed} of ${sent} reads failed${failed > 0 ? ` (${howTheyFailed(load.streams)})` : ''}; exit codes ${[...new Set(exits)].join(', ')}; back after ${figure(Math.max(...starts))} ms at most`,
    bound: 'none failed, exit code 0, back in 2 s',
    met: failed === 0 && exits.every((code) => code === 0) && Math.max(...starts) <= 2000,
  });
}

function howTheyFailed(streams) {
  const lost = streams.reduce((sum, stream) => sum + stream.lost, 0);
  const answers = streams.flatMap(({ outcomes }) => Object.keys(outcomes).filter((code) => !/^[23]/.test(code)));
  return [...new Set(answers), ...(lost > 0 ? [`${lost} connections lost`] : [])].join(', ');
}

/** An upload that takes `seconds`; the gateway is told to end in the middle of it. */
async function uploadAcrossTheEnd({ urls }, seconds) {
  const gateway = await startGateway(environmentFor(urls));
  const { contentType, bytes } = await toMultipart(toForm(newCustomer(), [{ name: FRONT, bytes: jpeg(1_048_576) }]));
  const sending = request(`${gateway.url}/v1/cartevo/customers`, {
    method: 'POST',
    headers: { ...authorized(), 'content-type': contentType, 'content-length': bytes.length },
  });
  const outcome = new Promise((resolve) => {
    sending.once('response', (answer) => resolve(answer.resume().statusCode));
    sending.once('error', () => resolve('lost'));
  });
  const exited = once(gateway.child, 'exit');
  const parts = seconds * 10;
  const size = Math.ceil(bytes.length / parts);
  for (let part = 0; part < parts; part++) {
    sending.write(bytes.subarray(part * size, (part + 1) * size));
    if (part === Math.floor(parts / 4)) gateway.child.kill('SIGTERM');
    await pause(100);
  }
  sending.end();
  const status = await outcome;
  const [code] = await exited;
  return judge(`SIGTERM during an upload of ${seconds} s`, {
    value: status,
    text: `answered ${status}, then exit code ${code}`,
    bound: '201, exit code 0',
    met: status === 201 && code === 0,
  });
}

async function wrongConfigurations() {
  const times = [];
  const wrong = [];
  for (const [name, environment, named] of WRONG_CONFIGURATIONS) {
    const begun = performance.now();
    const [program, ...args] = onCore(CONTENDER_CORE, [process.execPath, MAIN]);
    const { code, output } = await endOf(program, args, environment);
    times.push(performance.now() - begun);
    const told = named.every((variable) => output.includes(variable)) && !output.includes(PRINTED_NEVER);
    if (code !== 78 || !told) wrong.push(name);
  }
  const longest = Math.max(...times);
  return judge(`${times.length} wrong configurations`, {
    value: longest,
    text: `end after ${figure(longest)} ms at most; ${wrong.length === 0 ? 'each names its variables and no value' : `wrong: ${wrong.join(', ')}`}`,
    bound: '2 s, exit code 78',
    met: longest <= 2000 && wrong.length === 0,
  });
}

async function endOf(program, args, environment) {
  const child = spawn(program, args, {
    env: { PATH: process.env.PATH, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  return { code, output };
}
