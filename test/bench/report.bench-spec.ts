import { describe, expect, it } from '@jest/globals';
import { complaints, judge, median, sameData, summarize, toLoadResult, toMarkdown, type Measured } from './report.mjs';

const WRK = `Running 5s test @ http://127.0.0.1:3000
  1 threads and 50 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    11.20ms    2.10ms  40.00ms   88.10%
Requests/sec:   4000.00
{"requests":20000,"seconds":5.000000,"p50":11.000,"p99":20.500,"failed":3}
`;

/** Figures that meet every goal exactly. */
function figures(changes: Partial<Measured> = {}): Measured {
  return {
    contenders: {
      gateway: { rate: 6000, p50: 8, p99: 20, cpu: 160 },
      bare: { rate: 12_000, p50: 4, p99: 10, cpu: 80 },
      usual: { rate: 2000, p50: 24, p99: 60, cpu: 480 },
      gatewayCached: { rate: 21_000, p50: 2, p99: 5, cpu: 47 },
      constant: { rate: 30_000, p50: 1, p99: 3, cpu: 32 },
    },
    start: 1,
    memory: { requests: 100_000, after: 200, growth: 10 },
    uploads: { creates: 100, growth: 300, lost: 0, seconds: 9 },
    ...changes,
  };
}

function withGateway(rate: number, p99 = 20): Measured {
  const { contenders } = figures();
  return figures({ contenders: { ...contenders, gateway: { rate, p50: 8, p99, cpu: 160 } } });
}

describe('result of a load generator', () => {
  it('is the last line, whatever wrk prints before', () => {
    expect(toLoadResult(WRK)).toEqual({ requests: 20_000, seconds: 5, rate: 4000, p50: 11, p99: 20.5, failed: 3 });
  });

  it.each(['', 'unable to connect', '{"requests":1}', '{"requests":"1","seconds":1,"p50":1,"p99":1,"failed":0}'])(
    'is refused when there is none: %j',
    (output) => {
      expect(() => toLoadResult(output)).toThrow();
    },
  );
});

describe('summary', () => {
  it.each([
    [[3, 1, 2], 2],
    [[4, 1, 2, 3], 2.5],
    [[7], 7],
  ])('the median of %j is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  it('takes the median of each figure by itself', () => {
    const slices = [
      { rate: 100, p50: 9, p99: 30, cpu: 5 },
      { rate: 300, p50: 7, p99: 10, cpu: 6 },
      { rate: 200, p50: 8, p99: 20, cpu: 4 },
    ];
    expect(summarize({ one: slices })).toEqual({ one: { rate: 200, p50: 8, p99: 20, cpu: 5 } });
  });

  it('compares records and warnings, not ids and times of the request', () => {
    const answer = (data: object, warnings: string[], requestId: string) => ({ data, meta: { warnings, requestId } });
    expect(sameData(answer({ a: 1, b: null }, [], '1'), answer({ b: null, a: 1 }, [], '2'))).toBe(true);
    expect(sameData(answer({ a: 1 }, [], '1'), answer({ a: 1, b: null }, [], '1'))).toBe(false);
    expect(sameData(answer({ a: 1 }, [], '1'), answer({ a: 1 }, ['x'], '1'))).toBe(false);
  });
});

describe('check', () => {
  it('is content with figures that meet every goal exactly', () => {
    expect(judge(figures()).filter(({ met }) => !met)).toEqual([]);
    expect(complaints(figures())).toEqual([]);
  });

  it('forgives a goal that is missed by a little, and says that it is not met', () => {
    const almost = withGateway(5500);
    expect(complaints(almost)).toEqual([]);
    expect(judge(almost).filter(({ met }) => !met)).toHaveLength(2);
  });

  it('names each goal that is missed by more than a tenth, with figure and goal', () => {
    expect(complaints(withGateway(5000, 23))).toEqual([
      'missed: uncached read, throughput against bare: 0.42, goal ≥ 0.50',
      'missed: uncached read, throughput against Nest + axios: 2.50, goal ≥ 3',
      'missed: uncached read, p99 against Nest + axios: 0.38, goal ≤ 0.33',
    ]);
  });

  it.each<[string, Partial<Measured>]>([
    ['start to first healthy answer', { start: 1.2 }],
    ['resident memory after the reads', { memory: { requests: 1, after: 221, growth: 0 } }],
    ['its growth over the second half', { memory: { requests: 1, after: 100, growth: 12 } }],
    ['growth of resident memory during the uploads', { uploads: { creates: 1, growth: 331, lost: 0, seconds: 1 } }],
    ['uploads lost', { uploads: { creates: 1, growth: 0, lost: 1, seconds: 1 } }],
  ])('looks at: %s', (name, changes) => {
    expect(complaints(figures(changes))).toEqual([expect.stringContaining(name)]);
  });

  it('takes a figure that could not be measured for a miss', () => {
    expect(complaints(figures({ start: NaN }))).toHaveLength(1);
  });
});

describe('table', () => {
  const titles = { gateway: 'gateway', bare: 'bare', usual: 'usual', gatewayCached: 'cached', constant: 'constant' };
  const markdown = toMarkdown({ titles, measured: figures(), machine: ['2 cores'], how: ['50 connections'] });

  it('has a row for each contender, with its ratios', () => {
    expect(markdown).toContain('| gateway | 6000 | 8.0 | 20.0 | 160 | 0.50 | 3.00 | – |');
    expect(markdown).toContain('| cached | 21000 | 2.0 | 5.0 | 47 | – | – | 0.70 |');
  });

  it('says of each goal whether it is met, and what was measured on which machine', () => {
    expect(markdown).toContain('| start to first healthy answer | 1.00 s | ≤ 1 s | yes |');
    expect(markdown).toContain('- 2 cores\n- 50 connections');
  });
});
