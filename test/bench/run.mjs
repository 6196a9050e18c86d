// The benchmark of the built gateway: `npm run bench`. `--quick` is a short slice, `--check` fails on missed goals.
// Without either, the table is also kept in docs/benchmarks.md.
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { CACHED, CONTENDERS } from './contenders.mjs';
import { CACHED_IDS, CONNECTIONS } from './load.mjs';
import { describeMachine } from './machine.mjs';
import { measureMemory, measureStart, measureThroughput, measureUploads } from './measurements.mjs';
import { startRecordedProvider } from './recorded-provider.mjs';
import { complaints, summarize, toMarkdown } from './report.mjs';

const PAGE = new URL('../../docs/benchmarks.md', import.meta.url);
// A warm-up after which V8 has compiled what it is going to: the more code a contender has, the longer that takes.
const FULL = { rounds: 3, seconds: 5, warmUp: 12, starts: 5, requests: 100_000, creates: 100 };
const QUICK = { rounds: 1, seconds: 2, warmUp: 2, starts: 1, requests: 10_000, creates: 20 };

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, check: { type: 'boolean' } } });
const size = values.quick ? QUICK : FULL;
const machine = describeMachine();
const progress = (text) => process.stderr.write(`${text} …\n`);

const provider = await startRecordedProvider();
progress('throughput');
const contenders = summarize(await measureThroughput(provider.url, size));
progress('start');
const start = await measureStart(provider.url, size.starts);
progress('memory');
const memory = await measureMemory(provider.url, size.requests);
progress('uploads');
const uploads = await measureUploads(size.creates);

const measured = { contenders, start, memory, uploads };
const how = [
  `${CONNECTIONS} connections; median of ${size.rounds} rounds of ${size.seconds} s in turns after ${size.warmUp} s of warm-up`,
  `every read asks for another customer; the cached ones for ${CACHED_IDS} customers with \`Cache-Control: max-age=60\``,
  'the gateway runs as in production (keys, log of level info into a file, documents), with a rate limit that one caller with all of the load does not reach',
  `start: median of ${size.starts}; memory: ${memory.requests} reads; uploads: ${size.creates} creates at once, two files of 10 MiB each, in ${uploads.seconds.toFixed(1)} s`,
];
const report = toMarkdown({ titles: { ...CONTENDERS, ...CACHED }, measured, machine, how });
const page = `# Benchmarks\n\nMade by \`npm run bench\`; [performance.md](performance.md) says where the time goes.\n\n${report}\n`;
const options = { ...(await resolveConfig(PAGE.pathname)), parser: 'markdown' };
const formatted = await format(page, options);
console.log(formatted);
if (!values.quick && !values.check) writeFileSync(PAGE, formatted);

const missed = values.check ? complaints(measured) : [];
for (const line of missed) console.error(line);
process.exit(missed.length > 0 ? 1 : 0);
