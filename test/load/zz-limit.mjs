import { environmentFor, keyEntry, startGateway, startProviders } from './processes.mjs';
import { execFileSync } from 'node:child_process';
const providers = await startProviders();
const gateway = await startGateway({ ...environmentFor(providers.urls), GATEWAY_RATE_LIMIT: process.env.LIMIT ?? '10/600', GATEWAY_API_KEYS: [keyEntry('a'), keyEntry('b')].join(',') }, { cores: '0', flags: process.env.PROF ? ['--cpu-prof', '--cpu-prof-dir=/tmp/prof'] : [] });
const path = '/v1/spherepay/customers/2c963f66-afa6-4562-b3fc-2c963f66afa6';
const r = await fetch(gateway.url + path, { headers: { authorization: 'Bearer a' } });
console.log(r.status, JSON.stringify([...r.headers]), (await r.text()).slice(0, 600));
for (let i = 0; i < 15; i++) await fetch(gateway.url + path, { headers: { authorization: 'Bearer a' } }).then((r) => r.text());
const l = await fetch(gateway.url + path, { headers: { authorization: 'Bearer a' } });
console.log(l.status, JSON.stringify([...l.headers]), await l.text());
for (let i = 0; i < 2; i++)
  console.log(execFileSync('taskset', ['-c', '1', 'wrk', '-t1', '-c32', '-d8s', '-H', 'Authorization: Bearer a', gateway.url + path]).toString().match(/(Requests\/sec|Non-2xx).*/g).join(' '));
await gateway.stop();
await providers.stop();
process.exit(0);
