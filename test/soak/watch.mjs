// What the gateway holds while it is soaked: sampled from inside after a garbage collection, and read out of its log.
import { readdirSync } from 'node:fs';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const MIB = 1_048_576;

/** One sample: heap and resident memory in MiB, sockets and file descriptors. */
export async function sample(gateway, startedAt) {
  const { memory, resources, loopDelay } = await gateway.state();
  return {
    minute: (performance.now() - startedAt) / 60_000,
    heap: memory.heapUsed / MIB,
    outside: (memory.external + memory.arrayBuffers) / MIB,
    resident: memory.rss / MIB,
    sockets: resources.TCPSocketWrap ?? 0,
    timers: resources.Timeout ?? 0,
    descriptors: readdirSync(`/proc/${gateway.child.pid}/fd`).length,
    loopP99: loopDelay?.p99 ?? 0,
  };
}

/** Growth of a value a minute: the slope of the straight line through the samples. */
export function slope(samples, key) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [x, y] = [mean(samples.map(({ minute }) => minute)), mean(samples.map((one) => one[key]))];
  const over = samples.reduce((sum, one) => sum + (one.minute - x) * (one[key] - y), 0);
  const under = samples.reduce((sum, one) => sum + (one.minute - x) ** 2, 0);
  return under === 0 ? 0 : over / under;
}

/** Lines of the log, those that are no JSON, faults that nobody caught, and canaries that were found. */
export async function readLog(file, canaries) {
  const found = { lines: 0, notJson: 0, uncaught: 0, canaries: new Set() };
  for await (const line of createInterface({ input: createReadStream(file) })) {
    found.lines++;
    if (!line.startsWith('{') || !line.endsWith('}')) found.notJson++;
    if (/uncaughtException|unhandledRejection/.test(line)) found.uncaught++;
    for (const canary of canaries) if (line.includes(canary)) found.canaries.add(canary);
  }
  return { ...found, canaries: [...found.canaries] };
}

/** The gauges that must be zero when nobody asks anything; null where metrics are not served. */
export async function busyGauges(url) {
  const text = await fetch(`${url}/metrics`).then(
    (response) => response.text(),
    () => null,
  );
  if (text === null) return null;
  const busy =
    /^(gateway_(?:http_requests_in_flight|upstream_in_flight|upstream_queued|upload_memory_bytes|uploads_waiting)\S*) (\S+)$/gm;
  return [...text.matchAll(busy)].map(([, name, value]) => ({ name, value: Number(value) }));
}
