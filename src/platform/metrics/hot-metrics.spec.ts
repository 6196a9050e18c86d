import { expect, it } from '@jest/globals';
import { Counter, Histogram, Registry } from 'prom-client';
import { HotCounter, HotHistogram } from './hot-metrics.js';

const BOUNDS = [0.1, 0.5, 1];
// On, between, below and above the bounds.
const VALUES = [0, 0.1, 0.100001, 0.5, 0.7, 1, 1.5, 40];
const about = { name: 'test_seconds', help: 'Help.', labels: ['one', 'two'] };

it('a histogram says the same as one of prom-client', async () => {
  const [hot, plain] = [new Registry(), new Registry()];
  const ours = new HotHistogram({ ...about, registry: hot }, BOUNDS);
  const theirs = new Histogram({ ...about, labelNames: about.labels, buckets: BOUNDS, registers: [plain] });
  for (const two of ['a', 'b"\n\\']) {
    for (const value of VALUES) {
      ours.observe(value, 'x', two);
      theirs.observe({ one: 'x', two }, value);
    }
  }
  ours.expect('y', 'c');
  theirs.zero({ one: 'y', two: 'c' });
  expect(await hot.metrics()).toBe(await plain.metrics());
  expect(await hot.metrics()).toContain('test_seconds_bucket{le="0.1",one="x",two="a"} 2');
  expect(await hot.metrics()).toBe(await plain.metrics());
});

it('a counter says the same as one of prom-client, scrape after scrape', async () => {
  const [hot, plain] = [new Registry(), new Registry()];
  const ours = new HotCounter({ ...about, name: 'test_total', registry: hot });
  const theirs = new Counter({ ...about, name: 'test_total', labelNames: about.labels, registers: [plain] });
  ours.expect('x', 'never');
  theirs.inc({ one: 'x', two: 'never' }, 0);
  for (let round = 0; round < 2; round++) {
    ours.inc('x', 'a');
    theirs.inc({ one: 'x', two: 'a' });
    expect(await hot.metrics()).toBe(await plain.metrics());
  }
});
