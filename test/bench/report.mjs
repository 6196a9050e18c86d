// From measurements to the table: pure functions, tested by report.bench-spec.ts.
import { isDeepStrictEqual } from 'node:util';

/** A figure that misses its goal by more than this share makes the check fail. */
export const TOLERANCE = 0.1;

/** The goals, in the order of the table; `of` takes the figure out of the measurements. */
export const GOALS = [
  { name: 'uncached read, throughput against bare', atLeast: 0.5, of: ({ ratio }) => ratio('gateway', 'bare', 'rate') },
  {
    name: 'uncached read, throughput against Nest + axios',
    atLeast: 3,
    of: ({ ratio }) => ratio('gateway', 'usual', 'rate'),
  },
  {
    name: 'uncached read, p99 against Nest + axios',
    atMost: 1 / 3,
    of: ({ ratio }) => ratio('gateway', 'usual', 'p99'),
  },
  {
    name: 'cached read, throughput against a constant',
    atLeast: 0.7,
    of: ({ ratio }) => ratio('gatewayCached', 'constant', 'rate'),
  },
  { name: 'start to first healthy answer', unit: 's', atMost: 1, of: ({ start }) => start },
  { name: 'resident memory after the reads', unit: 'MiB', atMost: 200, of: ({ memory }) => memory.after },
  { name: 'its growth over the second half of them', unit: 'MiB', atMost: 10, of: ({ memory }) => memory.growth },
  {
    name: 'growth of resident memory during the uploads',
    unit: 'MiB',
    atMost: 300,
    of: ({ uploads }) => uploads.growth,
  },
  { name: 'uploads lost', unit: '', atMost: 0, of: ({ uploads }) => uploads.lost },
];

/** The last line of a load generator, which is its result in JSON; times in milliseconds. */
export function toLoadResult(output) {
  const line = output.trim().split('\n').at(-1);
  const { requests, seconds, p50, p99, failed } = JSON.parse(line);
  for (const value of [requests, seconds, p50, p99, failed]) {
    if (!Number.isFinite(value)) throw new Error(`not a result: ${line}`);
  }
  return { requests, seconds, rate: requests / seconds, p50, p99, failed };
}

export function median(values) {
  const sorted = [...values].sort((one, two) => one - two);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The median of the slices of every contender: requests a second, latencies in ms, CPU time of one request in µs. */
export function summarize(slices) {
  const middle = (results, key) => median(results.map((result) => result[key]));
  const entries = Object.entries(slices).map(([name, results]) => {
    const keys = ['rate', 'p50', 'p99', 'cpu'];
    return [name, Object.fromEntries(keys.map((key) => [key, middle(results, key)]))];
  });
  return Object.fromEntries(entries);
}

/** Whether two answers hold the same record and the same warnings. */
export function sameData(one, two) {
  return isDeepStrictEqual([one.data, one.meta.warnings], [two.data, two.meta.warnings]);
}

/** Every goal with its figure; `met` as it is, `missed` when it is off by more than the tolerance. */
export function judge({ contenders, start, memory, uploads }) {
  const ratio = (name, other, key) => contenders[name][key] / contenders[other][key];
  return GOALS.map(({ name, unit, atLeast, atMost, of }) => {
    const value = of({ ratio, start, memory, uploads });
    const met = atLeast === undefined ? value <= atMost : value >= atLeast;
    const within = atLeast === undefined ? value <= atMost * (1 + TOLERANCE) : value >= atLeast * (1 - TOLERANCE);
    return { name, unit, value, goal: atLeast ?? atMost, isLowest: atLeast !== undefined, met, missed: !within };
  });
}

/** The report as Markdown. */
export function toMarkdown({ titles, measured, machine, how }) {
  const { contenders } = measured;
  const share = (name, other) => (contenders[name].rate / contenders[other].rate).toFixed(2);
  const rows = Object.entries(titles).map(([name, title]) => {
    const { rate, p50, p99, cpu } = contenders[name];
    const isCached = name === 'gatewayCached' || name === 'constant';
    const against = isCached ? ['–', '–', share(name, 'constant')] : [share(name, 'bare'), share(name, 'usual'), '–'];
    return [
      title,
      Math.round(rate),
      p50.toFixed(1),
      p99.toFixed(1),
      Number.isNaN(cpu) ? '–' : Math.round(cpu),
      ...against,
    ];
  });
  const head = [
    'Contender',
    'Requests/s',
    'p50 ms',
    'p99 ms',
    'CPU µs',
    'of bare',
    'of Nest + axios',
    'of the constant',
  ];
  const goals = judge(measured).map((row) => [row.name, figure(row), goalOf(row), row.met ? 'yes' : 'no']);
  return [
    table(head, rows),
    table(['Figure', 'Measured', 'Goal', 'Met'], goals),
    [...machine, ...how].map((line) => `- ${line}`).join('\n'),
  ].join('\n\n');
}

/** What the check says: one line for each goal that is missed by more than the tolerance. */
export function complaints(measured) {
  const missed = judge(measured).filter((row) => row.missed);
  return missed.map((row) => `missed: ${row.name}: ${figure(row)}, goal ${goalOf(row)}`);
}

function figure({ value, unit }) {
  if (unit === undefined) return value.toFixed(2);
  return unit === '' ? `${value}` : `${value.toFixed(unit === 's' ? 2 : 0)} ${unit}`;
}

function goalOf({ goal, unit, isLowest }) {
  const number = Number.isInteger(goal) ? `${goal}` : goal.toFixed(2);
  return `${isLowest ? '≥' : '≤'} ${number}${unit ? ` ${unit}` : ''}`;
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
