// What counting costs on the way of one read, beside prom-client's own metrics with labels looked up beforehand.
// Run on the built gateway: npm run bench:metrics
import { Counter, Histogram, Registry } from 'prom-client';
import { GatewayMetrics } from '../../dist/platform/metrics/gateway-metrics.js';

const LIMIT_NS = 1000;
const ROUTE = '/v1/spherepay/customers/:id';
const BOUNDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Nanoseconds of one call, the median of several rounds. */
function time(act) {
  const round = (times) => {
    const start = process.hrtime.bigint();
    for (let index = 0; index < times; index++) act(index % 100);
    return Number(process.hrtime.bigint() - start) / times;
  };
  round(500_000);
  return Array.from({ length: 9 }, () => round(200_000)).sort((one, other) => one - other)[4];
}

const metrics = new GatewayMetrics();
const ours = time((milliseconds) => {
  metrics.attemptEnded('spherepay', 'read', null, milliseconds);
  metrics.cacheOutcome('spherepay', 'miss');
  metrics.operationEnded('spherepay', 'getCustomer', 'ok', milliseconds);
  metrics.requestEnded('GET', ROUTE, 200, milliseconds);
});

const registers = [new Registry()];
const histogram = (name, labelNames, ...values) =>
  new Histogram({ name, help: name, labelNames, buckets: BOUNDS, registers }).labels(...values);
const counter = (name, labelNames, ...values) =>
  new Counter({ name, help: name, labelNames, registers }).labels(...values);
const attempts = histogram('attempts', ['provider', 'kind', 'outcome'], 'spherepay', 'read', 'ok');
const lookups = counter('lookups', ['provider', 'outcome'], 'spherepay', 'miss');
const operations = counter('operations', ['provider', 'operation', 'code'], 'spherepay', 'getCustomer', 'ok');
const seconds = histogram('seconds', ['provider', 'operation'], 'spherepay', 'getCustomer');
const requests = counter('requests', ['method', 'route', 'status'], 'GET', ROUTE, '200');
const requestSeconds = histogram('request_seconds', ['method', 'route'], 'GET', ROUTE);
const theirs = time((milliseconds) => {
  attempts.observe(milliseconds / 1000);
  lookups.inc();
  operations.inc();
  seconds.observe(milliseconds / 1000);
  requests.inc();
  requestSeconds.observe(milliseconds / 1000);
});

console.log(`three counters and three histograms of one read: ${ours.toFixed(0)} ns`);
console.log(`the same with prom-client alone: ${theirs.toFixed(0)} ns`);
process.exitCode = ours < LIMIT_NS ? 0 : 1;
