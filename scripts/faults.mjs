// Tries the fault matrix. `--full` tries all of it, also by fifty callers, behind open circuits and for longer, and
// writes docs/fault-matrix.md. Anything else is handed to Jest.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';

const PAGE = join(import.meta.dirname, '..', 'docs', 'fault-matrix.md');
const JEST = ['--disable-warning=ExperimentalWarning', '--experimental-vm-modules', 'node_modules/jest/bin/jest.js'];

const given = process.argv.slice(2);
const full = given.includes('--full');
const rest = given.filter((argument) => argument !== '--full');
const directory = mkdtempSync(join(tmpdir(), 'faults-'));
const results = join(directory, 'results.jsonl');
const environment = full ? { FAULTS_FULL: '1', FAULT_RESULTS: results } : {};

try {
  const { status } = spawnSync(process.execPath, [...JEST, 'test/faults', ...rest], {
    stdio: 'inherit',
    env: { ...process.env, ...environment },
  });
  process.exitCode = status ?? 1;
  if (full && status === 0) {
    const lines = readFileSync(results, 'utf8').trim().split('\n');
    const text = page(lines.map((line) => JSON.parse(line)));
    writeFileSync(PAGE, await format(text, { ...(await resolveConfig(PAGE)), parser: 'markdown' }));
  }
} finally {
  rmSync(directory, { recursive: true });
}

function page(entries) {
  const cases = entries.filter(({ subject }) => subject !== undefined);
  const remarks = entries.filter((entry) => entry.remarks !== undefined);
  const figures = entries.filter(({ figure }) => figure !== undefined);
  const rows = Map.groupBy(cases, ({ id, name }) => `${id} | ${name}`);
  const lines = [...rows].sort(([one], [other]) => (one.slice(0, 3) < other.slice(0, 3) ? -1 : 1)).map(line);
  const notes = remarks.filter((entry) => entry.remarks.length > 0).map(note);
  return [
    '# Fault matrix',
    '',
    'Made by `npm run faults -- --full`: every fault on a real socket, each call through a gateway over HTTP. ' +
      `${cases.length} cases of ${rows.size} faults; Node ${process.versions.node}, ${cpus().length} cores. ` +
      'Deadline 1.5 s, one attempt of a read 0.3 s, unless a fault needs longer. “Calls” is what the provider saw of ' +
      'one call to the gateway; where nothing gets through, the attempts. The partner’s files are uploaded before its ' +
      'create: a fault there leaves the create unsent (`not_sent`).',
    '',
    '| Row | Fault | Read | Calls | Create | Calls | Slowest |',
    '| --- | --- | --- | --- | --- | --- | --- |',
    ...lines,
    '',
    '## Remarks',
    '',
    ...notes.sort(),
    '',
    '## Many calls',
    '',
    '| What | Result |',
    '| --- | --- |',
    ...summary(figures).map(({ figure, value }) => `| ${figure} | ${value} |`),
    '',
  ].join('\n');
}

function line([row, cases]) {
  const [reads, writes] = [cases.filter(({ write }) => !write), cases.filter(({ write }) => write)];
  const slowest = Math.max(...cases.map(({ tookMs }) => tookMs));
  return `| ${row} | ${answersOf(reads)} | ${callsOf(reads)} | ${answersOf(writes)} | ${callsOf(writes)} | ${slowest} ms |`;
}

function answersOf(cases) {
  const text = ({ status, code, outcome }) => (code ? `${status} \`${code}\`, ${outcome}` : `${status}`);
  return [...new Set(cases.map(text))].join('; ') || '–';
}

function callsOf(cases) {
  return [...new Set(cases.map(({ calls }) => calls))].join(' or ') || '–';
}

function note({ id, name, remarks }) {
  return `- ${id}, ${name}: ${[...new Set(remarks)].join('; ')}.`;
}

/** The fifty callers are too many to list: the most calls and the slowest answer say it. */
function summary(figures) {
  const callers = figures.filter(({ figure }) => figure.startsWith('50 callers'));
  const others = figures.filter(({ figure }) => !figure.startsWith('50 callers'));
  const number = (text, pattern) => Number(pattern.exec(text)?.[1]);
  const most = Math.max(...callers.map(({ value }) => number(value, /^(\d+) calls/)));
  const slowest = Math.max(...callers.map(({ value }) => number(value, /slowest ([\d.]+) ms/)));
  const together = {
    figure: `50 callers at once, ${callers.length} cases`,
    value: `at most ${most} calls, slowest ${slowest} ms`,
  };
  return [...others.sort((one, other) => (one.figure < other.figure ? -1 : 1)), together];
}
