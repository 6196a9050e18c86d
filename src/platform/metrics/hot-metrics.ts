import { Counter, Histogram, type Registry } from 'prom-client';

export interface HotMetricOptions {
  readonly registry: Registry;
  readonly name: string;
  readonly help: string;
  /** At most three. */
  readonly labels: readonly string[];
}

/**
 * A counter for the way of every request. prom-client checks and hashes the labels with each increment; here they are
 * looked up, and prom-client is told the sums when somebody asks for them.
 */
export class HotCounter {
  private readonly cells: Cells<{ value: number }>;

  constructor({ registry, name, help, labels }: HotMetricOptions) {
    const cells = new Cells(labels, () => ({ value: 0 }));
    this.cells = cells;
    new Counter({
      name,
      help,
      labelNames: [...labels],
      registers: [registry],
      collect() {
        this.reset();
        for (const [values, { value }] of cells.all()) this.inc(values, value);
      },
    });
  }

  inc(first = '', second = '', third = ''): void {
    this.cells.at(first, second, third).value++;
  }

  /** Makes a series known before anything was counted, so that a rate can be taken from its first event on. */
  expect(first = '', second = '', third = ''): void {
    this.cells.at(first, second, third);
  }
}

/** Counts of a histogram: one for each bucket and one for what is above all of them. */
interface Distribution {
  readonly counts: number[];
  sum: number;
}

/** A histogram for the way of every request, for the same reason. */
export class HotHistogram {
  private readonly cells: Cells<Distribution>;

  constructor(
    options: HotMetricOptions,
    private readonly bounds: readonly number[],
  ) {
    this.cells = new Cells(options.labels, () => ({ counts: bounds.map(() => 0).concat(0), sum: 0 }));
    new CollectedHistogram(options, bounds, this.cells);
  }

  observe(value: number, first = '', second = '', third = ''): void {
    const distribution = this.cells.at(first, second, third);
    const { bounds } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket++;
    distribution.counts[bucket]!++;
    distribution.sum += value;
  }

  expect(first = '', second = '', third = ''): void {
    this.cells.at(first, second, third);
  }
}

/** prom-client’s histogram, which takes its values from the cells. */
class CollectedHistogram extends Histogram {
  constructor(
    private readonly described: HotMetricOptions,
    private readonly bounds: readonly number[],
    private readonly cells: Cells<Distribution>,
  ) {
    const { registry, name, help, labels } = described;
    super({ name, help, labelNames: [...labels], buckets: [...bounds], registers: [registry] });
  }

  override get(): ReturnType<Histogram['get']> {
    const { name, help } = this.described;
    const values = [...this.cells.all()].flatMap(([labels, distribution]) => this.series(labels, distribution));
    // The declared type holds members that neither prom-client nor its registry has or reads here.
    return Promise.resolve({ name, help, type: 'histogram', aggregator: 'sum', values }) as never;
  }

  /** Asked for in place of `get` when the text format is made. */
  getForPromString(): ReturnType<Histogram['get']> {
    return this.get();
  }

  private series(labels: Labels, { counts, sum }: Distribution) {
    const { name } = this.described;
    let below = 0;
    const buckets = counts.map((count, index) => {
      below += count;
      return { metricName: `${name}_bucket`, labels: { le: this.bounds[index] ?? '+Inf', ...labels }, value: below };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: below },
    ];
  }
}

type Labels = Record<string, string>;
type Branch<T> = Map<string, T>;

/** One value for each combination of labels, found without building a key. */
class Cells<T> {
  private readonly root: Branch<Branch<Branch<T>>> = new Map();

  constructor(
    private readonly names: readonly string[],
    private readonly create: () => T,
  ) {}

  at(first: string, second: string, third: string): T {
    const cell = this.root.get(first)?.get(second)?.get(third);
    return cell === undefined ? this.add(first, second, third) : cell;
  }

  *all(): Iterable<[Labels, T]> {
    for (const [first, seconds] of this.root) {
      for (const [second, thirds] of seconds) {
        for (const [third, cell] of thirds) {
          const values = [first, second, third];
          yield [Object.fromEntries(this.names.map((name, index) => [name, values[index] as string])), cell];
        }
      }
    }
  }

  private add(first: string, second: string, third: string): T {
    let seconds = this.root.get(first);
    if (!seconds) this.root.set(first, (seconds = new Map()));
    let thirds = seconds.get(second);
    if (!thirds) seconds.set(second, (thirds = new Map()));
    const cell = this.create();
    thirds.set(third, cell);
    return cell;
  }
}
