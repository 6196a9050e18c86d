// What is measured, one function each.
import { setTimeout as pause } from 'node:timers/promises';
import { OTHER_CORE, cpuSeconds, residentMemory } from './machine.mjs';
import { CACHED_IDS, load } from './load.mjs';
import { CACHED, CONTENDERS, sampleOf, startContender, startGateway } from './contenders.mjs';
import { run, answering, start, stop } from './processes.mjs';
import { freePort } from '../support/free-port.mjs';
import { median, sameData } from './report.mjs';

/** Requests a second and latencies of everybody, in turns, so that a busy minute hits all of them. */
export async function measureThroughput(upstream, { rounds, seconds, warmUp }) {
  const gateway = await startGateway(upstream);
  const sample = await sampleOf(gateway);
  const running = { gateway, gatewayCached: gateway };
  for (const name of [...Object.keys(CONTENDERS), ...Object.keys(CACHED)]) {
    running[name] ??= await startContender(name, upstream, { SIZE: `${Buffer.byteLength(sample.text)}` });
  }
  await requireSameAnswers(running, sample);
  const slices = Object.fromEntries(Object.keys(running).map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, { url, child }] of Object.entries(running)) {
      const before = cpuSeconds(child.pid);
      const result = await load(url, round < 0 ? warmUp : seconds, name in CACHED ? CACHED_IDS : 0);
      const cpu = before === null ? NaN : ((cpuSeconds(child.pid) - before) * 1e6) / result.requests;
      if (round >= 0) slices[name].push({ ...result, cpu });
    }
  }
  for (const { child } of Object.values(running)) await stop(child);
  return slices;
}

/** A ratio means something only when both sides have done the same work. */
async function requireSameAnswers(running, { text, answer }) {
  for (const name of ['bare', 'fastify', 'usual']) {
    const other = await sampleOf(running[name]);
    if (!sameData(answer, other.answer)) throw new Error(`${name} does not map the record as the gateway does`);
  }
  const constant = await sampleOf(running.constant);
  if (Buffer.byteLength(constant.text) !== Buffer.byteLength(text)) throw new Error('the constant has another size');
}

/** Seconds from the command to the first healthy answer. */
export async function measureStart(upstream, times) {
  const seconds = [];
  for (let turn = 0; turn < times; turn++) {
    const begin = performance.now();
    const { child } = await startGateway(upstream, { every: 5 });
    seconds.push((performance.now() - begin) / 1000);
    await stop(child);
  }
  return median(seconds);
}

/** Resident memory after so many reads, and how much of it came with the second half of them. */
export async function measureMemory(upstream, requests) {
  const { url, child } = await startGateway(upstream);
  const readUntil = async (total, done = 0) => {
    while (done < total) done += (await load(url, 2)).requests;
    await pause(1000);
    return { done, memory: residentMemory(child.pid) };
  };
  const half = await readUntil(requests / 2);
  const end = await readUntil(requests, half.done);
  await stop(child);
  return { requests: end.done, after: end.memory, growth: end.memory - half.memory };
}

/** Growth of resident memory while so many creates with two files of 10 MiB are under way together, and what got lost. */
export async function measureUploads(creates) {
  const port = await freePort();
  const upstream = `http://127.0.0.1:${port}`;
  const drain = start([process.execPath, programOf('draining-provider.mjs')], {
    core: OTHER_CORE,
    env: { PORT: `${port}` },
  });
  await answering(`${upstream}/drained`, drain);
  const { url, child } = await startGateway(upstream);
  await load(url, 2);
  const before = residentMemory(child.pid);
  let highest = before;
  const watch = setInterval(() => (highest = Math.max(highest, residentMemory(child.pid))), 10);
  const output = await run([process.execPath, programOf('create-customers.mjs'), url, `${creates}`], {
    core: OTHER_CORE,
  });
  clearInterval(watch);
  const { whole } = await fetch(`${upstream}/drained`).then((response) => response.json());
  await stop(child);
  await stop(drain);
  const { created, seconds } = JSON.parse(output);
  return { creates, growth: highest - before, lost: creates - Math.min(created, whole), seconds };
}

function programOf(name) {
  return new URL(name, import.meta.url).pathname;
}
