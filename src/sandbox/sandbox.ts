import { randomBytes } from 'node:crypto';
import type { SandboxOffer } from '../openapi/guide.js';
import { SCOPES, digestOf } from '../platform/auth/api-keys.js';
import type { Configuration, ConfiguredProvider } from '../platform/config/configuration.js';
import type { Simulator } from '../platform/simulation/simulator-server.js';
import type { ProviderRegistration } from '../providers/provider.js';
import type { ScenarioCheck } from '../providers/scenario-check.js';

/** The key that every sandbox accepts: no secret, since a sandbox holds fictional data only. */
export const DEMO_KEY = 'sandbox-demo-key';

/** Starts the simulator of every provider on a loopback port of its own. Loaded in sandbox mode only. */
export async function startSimulators(registered: readonly ProviderRegistration[]): Promise<Simulator[]> {
  return Promise.all(registered.map(async ({ simulator }) => (await simulator())()));
}

/** Tells what is wrong with a scenario for a provider, by what its simulator knows. */
export function scenarioCheck(simulators: readonly Simulator[]): ScenarioCheck {
  const byProvider = new Map(simulators.map((simulator) => [simulator.provider, simulator]));
  return (provider, header) => byProvider.get(provider)?.scenarioProblem(header) ?? null;
}

/** What Swagger UI offers in a sandbox only. */
export function sandboxOffer(simulators: readonly Simulator[]): SandboxOffer {
  const scenarios = simulators.map(({ provider, scenarioChoices }) => [provider, scenarioChoices] as const);
  return { demoKey: DEMO_KEY, scenarios: new Map(scenarios) };
}

/** In sandbox mode the demo key is a caller with every right. */
export function withDemoKey<P extends ConfiguredProvider>(configuration: Configuration<P>): Configuration<P> {
  if (configuration.gateway.mode !== 'sandbox') return configuration;
  const demo = { name: 'sandbox-demo', scopes: new Set(SCOPES), providers: null };
  const callers = new Map([...configuration.gateway.callers, [digestOf(DEMO_KEY), demo]]);
  return { ...configuration, gateway: { ...configuration.gateway, callers } };
}

/** Tells a newcomer what to paste: three calls, one line each, and where Swagger UI is. */
export function announceSandbox(url: string, docs: boolean): void {
  const authorization = `-H 'Authorization: Bearer ${DEMO_KEY}'`;
  const lines = [
    '',
    'The gateway runs in sandbox mode: simulated providers, fictional data.',
    `Demo key: ${DEMO_KEY}`,
    ...(docs ? [`Swagger UI: ${url}/docs`] : []),
    '',
    'Try it:',
    `curl -s ${authorization} ${url}/v1/spherepay/customers/customer_f31121c389624d3697cbf3ea8830b7a4`,
    `curl -s ${authorization} '${url}/v1/partner/customers?externalId=ext-0002'`,
    `curl -s ${authorization} -H 'Content-Type: application/json' -d '${JSON.stringify(newCustomer())}' ${url}/v1/cartevo/customers`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** A customer that does not exist yet, so that the call works once per start. */
function newCustomer() {
  const unique = randomBytes(4).toString('hex');
  return {
    givenName: 'Amina',
    familyName: 'Testou',
    email: `amina.${unique}@example.com`,
    dateOfBirth: '1990-01-15',
    phone: '+237677000001',
    address: { line1: '12 Rue Exemple', city: 'Douala', region: 'Littoral', postalCode: '00237', country: 'CM' },
    identityDocument: {
      type: 'passport',
      number: `TEST-${unique}`,
      frontUrl: 'https://files.example.com/passport-front.jpg',
    },
  };
}
