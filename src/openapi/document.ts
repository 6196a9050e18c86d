import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ProviderRegistration } from '../providers/provider.js';
import { withSeparateBodies } from './bodies.js';
import { withNullTypes } from './null-types.js';
import { withSharedParts } from './shared-parts.js';
import { API_VERSION } from './version.js';

const DESCRIPTION = `One customer and one card, whatever provider holds them.

The scope that a key needs stands with the security of an operation. Fields of a body that are not documented are
refused, and so are query parameters wherever an operation has some. \`HEAD\` is answered like \`GET\`, without the body.`;

/** The OpenAPI document of what is served: one tag per enabled provider, and one for the gateway itself. */
export function createDocument(app: NestFastifyApplication, enabled: readonly ProviderRegistration[]): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Unified customer gateway')
    .setDescription(DESCRIPTION)
    .setVersion(API_VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/', 'The gateway that serves this document.')
    .addSecurity('apiKey', { type: 'http', scheme: 'bearer', description: 'A key of `GATEWAY_API_KEYS`.' });
  for (const { title, summary } of enabled) builder.addTag(title, summary);
  builder.addTag('Gateway', 'Providers, health and error pages.');
  return withNullTypes(withSharedParts(withSeparateBodies(SwaggerModule.createDocument(app, builder.build()))));
}
