// What the gateway adds to a call of the provider, at a rate that leaves both at ease.
import { environmentFor, good, reads, send, startGateway, startProviders } from './processes.mjs';
import { figure, judge, median } from './report.mjs';

const RATE = 200;
const DIRECT = { label: 'direct', rate: RATE, path: '/v2/customer/customer_f31121c389624d3697cbf3ea{id}' };

export async function overhead({ quick }) {
  const [rounds, seconds] = quick ? [1, 3] : [5, 5];
  const providers = await startProviders();
  const gateway = await startGateway(environmentFor(providers.urls));
  await send(gateway.url, [reads('spherepay', 5 * RATE)], quick ? 2 : 6);
  const direct = [];
  const through = [];
  let failed = 0;
  for (let round = 0; round < rounds; round++) {
    direct.push(good((await send(providers.urls.spherepay, [DIRECT], seconds)).streams.direct));
    const { spherepay } = (await send(gateway.url, [reads('spherepay', RATE)], seconds)).streams;
    through.push(good(spherepay));
    failed += spherepay.sent - good(spherepay).count;
  }
  await gateway.stop();
  await providers.stop();
  const middle = (results, key) => median(results.map((result) => result[key]));
  const [p50, p99] = ['p50', 'p99'].map((key) => middle(through, key) - middle(direct, key));
  return [
    judge(`a read at ${RATE} a second, over the same call of the provider`, {
      value: p99,
      text:
        `p50 +${figure(p50)} ms, p99 +${figure(p99)} ms (through the gateway ${figure(middle(through, 'p50'))} and ` +
        `${figure(middle(through, 'p99'))} ms); ${failed} failed`,
      bound: 'p50 +3 ms, p99 +15 ms (aim +8)',
      met: p50 <= 3 && p99 <= 15 && failed === 0,
    }),
  ];
}
