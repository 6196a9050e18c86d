import { createApp } from '../app.js';
import type { RecordedExamples } from '../openapi/examples.js';
import { servedDocument } from '../openapi/served-document.js';
import { loadConfiguration } from '../platform/config/configuration.js';
import { createLogger } from '../platform/logging/logger.js';
import type { ProviderRegistration } from '../providers/provider.js';
import { gatewayRedaction } from '../providers/redacted-names.js';

// The digest of no key: nobody can call the gateway that is built here, and it never listens.
const NOBODY = `nobody:${'0'.repeat(64)}`;

/** The OpenAPI document of a gateway in live mode with every provider enabled and with these examples, as a file. */
export async function openApiDocument(registered: readonly ProviderRegistration[], examples: string): Promise<string> {
  const { startSimulators } = await import('../sandbox/sandbox.js');
  // Credentials are needed to enable a provider; those of the simulators are nobody's.
  const simulators = await startSimulators(registered);
  try {
    const environment = Object.assign({ GATEWAY_API_KEYS: NOBODY }, ...simulators.map((one) => one.environment));
    const configuration = loadConfiguration(environment, registered);
    const logger = createLogger('silent', gatewayRedaction(registered));
    const { nest } = await createApp({ configuration, registered, logger });
    const document = servedDocument(nest, registered, null, JSON.parse(examples) as RecordedExamples);
    await nest.close();
    return `${JSON.stringify(document, null, 2)}\n`;
  } finally {
    await Promise.all(simulators.map((simulator) => simulator.close()));
  }
}
