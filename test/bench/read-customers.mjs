// The same reads as read-customers.lua, by autocannon, for machines without wrk.
// Arguments: address, seconds, connections, number of the first customer, pool. Prints the result as one line of JSON.
import autocannon from 'autocannon';

const [, , url, seconds, connections, first, pool] = process.argv;
let number = 0;
const nextPath = () => {
  const turn = Number(pool) > 0 ? number % Number(pool) : number;
  number++;
  const ending = (Number(first) + turn).toString(16).padStart(8, '0');
  return `/v1/spherepay/customers/customer_f31121c389624d3697cbf3ea${ending}`;
};

const result = await autocannon({
  url,
  connections: Number(connections),
  duration: Number(seconds),
  headers: { authorization: 'Bearer bench', ...(Number(pool) > 0 && { 'cache-control': 'max-age=60' }) },
  requests: [{ method: 'GET', setupRequest: (request) => ({ ...request, path: nextPath() }) }],
});
console.log(
  JSON.stringify({
    requests: result.requests.total,
    seconds: result.duration,
    p50: result.latency.p50,
    p99: result.latency.p99,
    failed: result.errors + result.timeouts + result.non2xx,
  }),
);
