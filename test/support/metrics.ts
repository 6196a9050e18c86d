/** One series of a scrape. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What `/metrics` says. */
export interface Scrape {
  readonly text: string;
  readonly samples: readonly Sample[];
  /** Value of the one series with this name and these labels; undefined when there is none. */
  value(name: string, labels?: Readonly<Record<string, string>>): number | undefined;
}

/** Reads the metrics that are served at a port of this machine. */
export async function scrape(port: number | null): Promise<Scrape> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`);
  const text = await response.text();
  if (response.status !== 200) throw new Error(`/metrics answers ${response.status}`);
  const samples = text.split('\n').flatMap((line) => toSample(line) ?? []);
  return {
    text,
    samples,
    value: (name, labels = {}) => {
      const wanted = Object.entries(labels);
      const found = samples.filter((one) => {
        const fits = Object.keys(one.labels).length === wanted.length;
        return one.name === name && fits && wanted.every(([key, value]) => one.labels[key] === value);
      });
      if (found.length > 1) throw new Error(`${name} is there ${found.length} times with the same labels`);
      return found[0]?.value;
    },
  };
}

function toSample(line: string): Sample | null {
  const [, name, labels = '', value] = /^([a-zA-Z_:]+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
  if (name === undefined) return null;
  const pairs = [...labels.matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, text]) => [key, text]);
  return { name, labels: Object.fromEntries(pairs) as Record<string, string>, value: Number(value) };
}
