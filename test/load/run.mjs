// Campaigns of load on the built gateway: `npm run load`, or `npm run load -- hung-provider flood` for some of them.
// `--quick` is a short slice, `--json` prints the rows for programs. All of them in full are kept in docs/load.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { describeMachine } from '../bench/machine.mjs';
import { flood } from './flood.mjs';
import { goodput } from './goodput.mjs';
import { hungProvider } from './hung-provider.mjs';
import { outage } from './outage.mjs';
import { overhead } from './overhead.mjs';
import { figure, toTable } from './report.mjs';
import { shutdown } from './shutdown.mjs';
import { slowSenders } from './slow-senders.mjs';

const PAGE = new URL('../../docs/load.md', import.meta.url);
const CAMPAIGNS = {
  overhead,
  'hung-provider': hungProvider,
  outage,
  flood,
  'slow-senders': slowSenders,
  goodput,
  shutdown,
};

const options = { quick: { type: 'boolean' }, json: { type: 'boolean' } };
const { values, positionals } = parseArgs({ options, allowPositionals: true });
const chosen = positionals.length > 0 ? positionals : Object.keys(CAMPAIGNS);
const [machine] = describeMachine();

const results = {};
const begun = {};
for (const name of chosen) {
  const campaign = CAMPAIGNS[name];
  if (!campaign) throw new Error(`${name} is none of ${Object.keys(CAMPAIGNS).join(', ')}`);
  const start = performance.now();
  process.stderr.write(`${name} …\n`);
  begun[name] =
    `Begun ${new Date().toISOString().slice(0, 16).replace('T', ' at ')} UTC on ${machine}; load of the machine ${figure(loadavg()[0])}.`;
  results[name] = await campaign({ quick: values.quick === true });
  process.stderr.write(`${name}: ${Math.round((performance.now() - start) / 1000)} s\n`);
}

if (values.json) {
  console.log(JSON.stringify(results));
} else {
  const page = await toPage();
  console.log(page);
  if (!values.quick) writeFileSync(PAGE, page);
}
process.exit(0);

async function toPage() {
  const how = [
    'the built gateway alone on core 0, but for `hung-provider`, `flood` and `slow-senders`, where it may use both unless a row says otherwise; providers and load generator, in processes of their own, on core 1',
    'constant arrival rate: a request is sent when its time has come, and its latency counts from then',
    'settings as in production, a ledger of ten thousand writes, `GATEWAY_RATE_LIMIT=off` where that is not the subject',
  ];
  const before = sectionsBefore();
  const sections = Object.keys(CAMPAIGNS).flatMap((name) => {
    const rows = results[name];
    return rows ? [`## ${name}\n\n${begun[name]}\n\n${toTable(rows)}`] : (before.get(name) ?? []);
  });
  const text = [
    '# Load',
    'Made by `npm run load`, each section by itself.',
    how.map((line) => `- ${line}`).join('\n'),
    ...sections,
  ].join('\n\n');
  return format(text, { ...(await resolveConfig(PAGE.pathname)), parser: 'markdown' });
}

/** What is on the page of campaigns that were not run this time. */
function sectionsBefore() {
  const [, ...sections] = readFileSync(PAGE, 'utf8').split(/^(?=## )/m);
  return new Map(sections.map((section) => [/^## (.*)/.exec(section)[1], section.trim()]));
}
