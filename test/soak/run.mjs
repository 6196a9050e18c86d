// A soak of the built gateway: `npm run soak` for five minutes, `npm run soak -- --seconds 20` for less, `--json` for
// programs. All providers fail in one answer of ten, callers ask as much as can be borne, every answer is judged.
// Five minutes or more are kept in docs/soak.md.
import { writeFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { describeMachine } from '../bench/machine.mjs';
import { freePort } from '../support/free-port.mjs';
import { environmentFor, keyEntry, startGateway, startProviders } from '../load/processes.mjs';
import { toTable } from '../load/report.mjs';
import { CARD_FORMS, PERSONAL, SECRETS, SENSITIVE } from '../support/canaries.ts';
import { Answers } from './answers.mjs';
import { keepAsking } from './callers.mjs';
import { rowsOf } from './rows.mjs';
import { busyGauges, readLog, sample } from './watch.mjs';

const PAGE = new URL('../../docs/soak.md', import.meta.url);
const FAULTY = new URL('faulty-providers.mjs', import.meta.url).pathname;
const TYPESCRIPT = new URL('typescript.mjs', import.meta.url).href;
const CALLERS = 150;
const SAMPLE_EVERY_MS = 10_000;
/** The longest call that can still be under way, and the time until idle connections are closed. */
const SETTLE_MS = 15_000;
const CANARIES = [PERSONAL, SENSITIVE, SECRETS, CARD_FORMS].flatMap((values) => Object.values(values));

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '300' }, json: { type: 'boolean' } } });
const seconds = Number(values.seconds);
const machine = describeMachine().filter((line) => !/contender|recorded|generator/.test(line));

const result = await soak();
const rows = rowsOf(result);
const page = await toPage();
console.log(values.json ? JSON.stringify({ rows, faults: result.answers.faults }) : page);
if (!values.json) for (const fault of result.answers.faults) console.error(fault);
if (!values.json && seconds >= 300) writeFileSync(PAGE, page);
process.exit(rows.every(({ met }) => met) ? 0 : 1);

async function soak() {
  const providers = await startProviders(FAULTY, { NODE_OPTIONS: `--import=${TYPESCRIPT}` });
  const metricsPort = await freePort();
  const gateway = await startGateway({
    ...environmentFor(providers.urls),
    CARTEVO_ACCESS_TOKEN: '',
    CARTEVO_CLIENT_ID: 'soak',
    CARTEVO_CLIENT_KEY: SECRETS.cartevoKey,
    SPHEREPAY_API_KEY: SECRETS.spherePayKey,
    PARTNER_API_KEY: SECRETS.partnerKey,
    PARTNER_API_SECRET: SECRETS.partnerSecret,
    GATEWAY_API_KEYS: keyEntry('soak', SECRETS.callerKey),
    METRICS_PORT: `${metricsPort}`,
  });
  const startedAt = performance.now();
  const idle = await sample(gateway, startedAt);
  const answers = new Answers();
  const asking = keepAsking(gateway.url, { count: CALLERS, milliseconds: seconds * 1000, answers });
  const samples = [];
  while (performance.now() - startedAt < seconds * 1000) {
    await pause(Math.min(SAMPLE_EVERY_MS, seconds * 250));
    samples.push(await sample(gateway, startedAt));
  }
  await asking;
  await pause(SETTLE_MS);
  const after = await sample(gateway, startedAt);
  const gauges = await busyGauges(`http://127.0.0.1:${metricsPort}`);
  const alive = gateway.child.exitCode === null && (await fetch(`${gateway.url}/health/ready`)).status === 200;
  const seen = await providers.seen('cartevo');
  const log = await readLog(gateway.logFile, CANARIES);
  await gateway.stop();
  await providers.stop();
  return { seconds, idle, samples, after, answers, gauges, alive, seen, log };
}

async function toPage() {
  const { seen, answers } = result;
  const faults = Object.entries(seen.faults).map(([name, count]) => `${name} ${count}`);
  const outcomes = [...answers.outcomes]
    .toSorted(([, one], [, other]) => other - one)
    .map(([name, count]) => `${name} ${count}`);
  const text = [
    '# Soak',
    `Made by \`npm run soak\`: ${CALLERS} callers ask without a pause for ${seconds} s, one answer of the providers in ten is faulty.`,
    machine.map((line) => `- ${line}`).join('\n'),
    toTable(rows),
    `Answers by status and code: ${outcomes.join(', ')}.`,
    `Faults of the providers in ${seen.calls} calls: ${faults.join(', ')}.`,
  ].join('\n\n');
  return format(text, { ...(await resolveConfig(PAGE.pathname)), parser: 'markdown' });
}
