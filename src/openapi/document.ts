import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';
import type { ProviderRegistration } from '../providers/provider.js';
import { withNullTypes } from './null-types.js';

const VERSION = '1.0.0';
const DESCRIPTION = 'One customer and one card, whatever provider holds them.';

/** The OpenAPI document of what is served: one tag per enabled provider, and one for the gateway itself. */
export function createDocument(app: NestFastifyApplication, enabled: readonly ProviderRegistration[]): OpenAPIObject {
  const builder = new DocumentBuilder()
    .setTitle('Unified customer gateway')
    .setDescription(DESCRIPTION)
    .setVersion(VERSION)
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addSecurity('apiKey', { type: 'http', scheme: 'bearer', description: 'A key of `GATEWAY_API_KEYS`.' });
  for (const { title, summary } of enabled) builder.addTag(title, summary);
  builder.addTag('Gateway', 'Providers, health and error pages.');
  return withNullTypes(withSeparateBodies(SwaggerModule.createDocument(app, builder.build())));
}

/** Swagger's decorators give every content type the same body; here each gets the alternative that is its own. */
function withSeparateBodies(document: OpenAPIObject): OpenAPIObject {
  for (const { post } of Object.values(document.paths)) {
    const content = post?.requestBody && 'content' in post.requestBody ? post.requestBody.content : {};
    const types = Object.values(content);
    types.forEach((type, index) => {
      const alternatives = type.schema && 'anyOf' in type.schema ? type.schema.anyOf : undefined;
      if (alternatives?.length === types.length) type.schema = alternatives[index] as typeof type.schema;
    });
  }
  return document;
}
