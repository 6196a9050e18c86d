import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { ERROR_CATALOGUE } from '../../src/canonical/error-catalogue.js';
import { GatewayMetrics } from '../../src/platform/metrics/gateway-metrics.js';
import { DRIFT_KINDS } from '../../src/providers/drift-log.js';

const page = readFileSync(join(import.meta.dirname, '../../docs/alerts.md'), 'utf8');
const names = [...new Set(page.match(/\b(?:gateway|process|nodejs)_[a-z_]+/g))];

/** Name of every metric, with the series of a histogram, and the names of its labels. */
function existing(): ReadonlyMap<string, readonly string[]> {
  const metrics = new GatewayMetrics();
  metrics.watchProcess();
  metrics.stop();
  const all = metrics.registry.getMetricsAsArray() as unknown as { name: string; type: string; labelNames: string[] }[];
  return new Map(
    all.flatMap(({ name, type, labelNames }) =>
      (type === 'histogram' ? ['', '_bucket', '_sum', '_count'] : ['']).map((suffix) => [
        name + suffix,
        suffix === '_bucket' ? [...labelNames, 'le'] : labelNames,
      ]),
    ),
  );
}

test('every metric that an alert names exists, with the labels it asks for', () => {
  const known = existing();
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !known.has(name))).toEqual([]);
  const selectors = [...page.matchAll(/\b(gateway_[a-z_]+)\{([^}]*)\}/g)];
  expect(selectors.length).toBeGreaterThan(4);
  for (const [, name = '', labels = ''] of selectors) {
    const asked = [...labels.matchAll(/(\w+)(?:=~|!=|=)"/g)].map(([, label]) => label);
    expect(known.get(name)).toEqual(expect.arrayContaining(asked));
  }
});

test('every code and kind that an alert names exists', () => {
  const codes = [...page.matchAll(/\bcode(?:=~|!=|=)"([^"]+)"/g)].flatMap(([, text = '']) => text.split('|'));
  const known = Object.keys(ERROR_CATALOGUE);
  expect(codes.filter((code) => !known.some((name) => new RegExp(`^(?:${code})$`).test(name)))).toEqual([]);
  const kinds = [...page.matchAll(/drift_sightings_total\{kind=~"([^"]+)"/g)].flatMap(([, text = '']) =>
    text.split('|'),
  );
  expect(kinds.length).toBeGreaterThan(0);
  expect(kinds.filter((kind) => !(DRIFT_KINDS as readonly string[]).includes(kind))).toEqual([]);
});
