// Runs in a process of its own, since a process has one time zone: maps every birth date that comes in on standard
// input through every adapter, sends some of them through a whole gateway, and applies the age rule.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const SWC = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2024',
    experimental: { keepImportAttributes: true },
  },
  module: { type: 'es6' },
  swcrc: false,
};

// The sources are run as they are: `./x.js` is `./x.ts`, compiled on the way in.
registerHooks({
  resolve(specifier, context, next) {
    if (specifier.startsWith('.') && specifier.endsWith('.js')) {
      const source = new URL(specifier.replace(/\.js$/, '.ts'), context.parentURL);
      if (source.protocol === 'file:' && existsSync(source)) return { url: source.href, shortCircuit: true };
    }
    return next(specifier, context);
  },
  load(url, context, next) {
    if (!url.endsWith('.ts')) return next(url, context);
    const filename = fileURLToPath(url);
    const { code } = transformSync(readFileSync(filename, 'utf8'), { ...SWC, filename });
    return { format: 'module', source: code, shortCircuit: true };
  },
});

const src = (path) => import(new URL(`../../src/${path}.ts`, import.meta.url).href);
await import('reflect-metadata');
const { cartevoCustomer } = await src('providers/cartevo/cartevo.fields');
const { spherePayCustomer } = await src('providers/spherepay/spherepay.fields');
const { partnerCustomer } = await src('providers/partner/partner.fields');
const { MappingContext } = await src('providers/mapping/mapping-context');
const { birthDateFault } = await src('providers/mapping/age');
const { startGateway } = await src('start');

const CLOCKS = [
  '',
  'T00:00:00.000Z',
  'T00:00:00Z',
  'T23:59:59.999Z',
  'T00:00:00+14:00',
  'T23:59:59-12:00',
  ' 12:00:00Z',
];

const { days, ages, keyEntry } = JSON.parse(await text(process.stdin));

/** What each adapter makes of a birth date as the provider writes it. */
function mapped(written) {
  const context = new MappingContext(false);
  const cartevo = cartevoCustomer.masked({ id: 'x', date_of_birth: written }, context);
  const spherepay = spherePayCustomer.masked({ id: 'x', type: 'individual', dateOfBirth: written }, context);
  const person = { basic_info: { birth_date: written }, identification: { id_issue_date: written } };
  const partner = partnerCustomer.masked({ customer_id: 'x', business_person_list: [person] }, context);
  const [one] = partner.business.people;
  return [
    cartevo.person.dateOfBirth,
    spherepay.person.dateOfBirth,
    one.dateOfBirth,
    one.identityDocuments[0].issuedOn,
    ...context.warnings.map(({ code }) => code),
  ];
}

const moved = days.flatMap((day) =>
  CLOCKS.map((clock) => day + clock).filter((written) => mapped(written).join() !== [day, day, day, day].join()),
);

/** The same through HTTP on both sides, a hundred customers at once. */
async function throughGateway(written) {
  const id = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
  const data = written.map((date_of_birth, index) => ({ id: id(index), first_name: 'Zoe', date_of_birth }));
  const stub = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ success: true, data }));
  });
  await new Promise((resolve) => stub.listen(0, '127.0.0.1', resolve));
  const gateway = await startGateway({
    PORT: '0',
    METRICS_PORT: 'off',
    GATEWAY_LOG_LEVEL: 'silent',
    GATEWAY_API_KEYS: keyEntry.entry,
    CARTEVO_BASE_URL: `http://127.0.0.1:${stub.address().port}`,
    CARTEVO_ACCESS_TOKEN: 'stub-token',
  });
  const headers = { authorization: `Bearer ${keyEntry.key}` };
  const response = await fetch(`${gateway.url}/v1/cartevo/customers?limit=100`, { headers });
  const answer = await response.json();
  await gateway.stop();
  stub.close();
  return answer.data.map(({ person }) => person.dateOfBirth);
}

const sample = days.slice(0, 100);
const served = await throughGateway(sample.map((day, index) => day + CLOCKS[index % CLOCKS.length]));

process.stdout.write(
  JSON.stringify({
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
    offsetMinutes: new Date('2026-01-15T12:00:00Z').getTimezoneOffset(),
    moved,
    served,
    ages: ages.map(([born, today]) => birthDateFault(born, today)),
  }),
);
