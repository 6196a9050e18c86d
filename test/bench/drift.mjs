// What noticing drift costs: the time of one inspection against the CPU time of one whole read through the gateway.
// Run on the built gateway: npm run bench:drift
import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Pool } from 'undici';
import { cartevoCustomer } from '../../dist/providers/cartevo/cartevo.fields.js';
import { partnerCustomer } from '../../dist/providers/partner/partner.fields.js';
import { DriftLog } from '../../dist/providers/drift-log.js';
import { noteDifferences } from '../../dist/providers/mapping/note-differences.js';
import { spherePayCustomer } from '../../dist/providers/spherepay/spherepay.fields.js';
import { GatewayMetrics } from '../../dist/platform/metrics/gateway-metrics.js';
import { startGateway } from '../../dist/start.js';

const READS = 20_000;
const CALLERS = 32;
const LIMIT = 0.03;

const fixture = (name) => JSON.parse(readFileSync(new URL(`../contract/fixtures/${name}.wire.json`, import.meta.url)));
const SUBJECTS = {
  cartevo: [cartevoCustomer, fixture('000-cartevo-customer').data],
  spherepay: [spherePayCustomer, fixture('004-spherepay-customer')],
  partner: [partnerCustomer, fixture('001-partner-customer')],
};

const LISTENER = { noteDifference: (record, difference) => log.note('bench', record, difference) };
const NOTHING = { warnings: [], base: '' };
const log = new DriftLog({ warn: () => undefined }, new GatewayMetrics());
const STRANGE = { beta: 1, labels: [], score: 0.5, owner: {}, note: 'x' };

/** Microseconds of one inspection, differences noted, the median of several rounds. */
function inspectionTime([reader, wire]) {
  const round = (times) => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < times; index++) noteDifferences(reader, wire, NOTHING, LISTENER);
    return Number(process.hrtime.bigint() - start) / 1000 / times;
  };
  round(200_000);
  return Array.from({ length: 9 }, () => round(100_000)).sort((one, other) => one - other)[4];
}

/** CPU microseconds of one read through the gateway, load generator included. */
async function readTime(url) {
  const pool = new Pool(url, { connections: CALLERS });
  let number = 0;
  const ask = async () => {
    const id = `customer_${(number++).toString(16).padStart(32, '0')}`;
    const { statusCode, body } = await pool.request({
      method: 'GET',
      path: `/v1/spherepay/customers/${id}`,
      headers: { authorization: 'Bearer bench' },
    });
    await body.dump();
    if (statusCode !== 200) throw new Error(`answered ${statusCode}`);
  };
  const run = async (reads) => {
    const end = number + reads;
    await Promise.all(
      Array.from({ length: CALLERS }, async () => {
        while (number < end) await ask();
      }),
    );
  };
  await run(READS / 4);
  const before = process.cpuUsage();
  const wall = performance.now();
  await run(READS);
  const { user, system } = process.cpuUsage(before);
  const seconds = (performance.now() - wall) / 1000;
  await pool.close();
  return { cpu: (user + system) / READS, rate: READS / seconds };
}

const upstream = fork(new URL('./upstream.mjs', import.meta.url));
const port = await new Promise((resolve) => upstream.once('message', resolve));
const gateway = await startGateway(
  {
    PORT: '0',
    METRICS_PORT: 'off',
    DATABASE_URL: 'sqlite::memory:',
    GATEWAY_LOG_LEVEL: 'error',
    GATEWAY_API_KEYS: `bench:${createHash('sha256').update('bench').digest('hex')}`,
    SPHEREPAY_BASE_URL: `http://127.0.0.1:${port}`,
    SPHEREPAY_API_KEY: 'bench',
  },
  { logDestination: { write: () => undefined } },
);
const { cpu, rate } = await readTime(gateway.url);
await gateway.stop();
upstream.kill();

console.log(
  `read of one customer: ${cpu.toFixed(1)} µs of CPU (caller in the same process), ${rate.toFixed(0)} a second`,
);
let worst = 0;
for (const [name, [reader, wire]] of Object.entries(SUBJECTS)) {
  for (const [what, record] of [
    ['as expected', wire],
    ['with five new keys', { ...wire, ...STRANGE }],
  ]) {
    const time = inspectionTime([reader, record]);
    worst = Math.max(worst, time / cpu);
    console.log(`${name}, ${what}: ${time.toFixed(2)} µs, ${((100 * time) / cpu).toFixed(2)} % of a read`);
  }
}
process.exitCode = worst < LIMIT ? 0 : 1;
