import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import type { ProviderRegistration } from '../providers/provider.js';
import { createDocument } from './document.js';
import { readRecordedExamples, withExamples, type RecordedExamples } from './examples.js';
import { withGuide, type SandboxOffer } from './guide.js';

/** The document as it is served: what the gateway can do, recorded examples, and what helps people to try it. */
export function servedDocument(
  app: NestFastifyApplication,
  enabled: readonly ProviderRegistration[],
  offer: SandboxOffer | null,
  recorded: RecordedExamples = readRecordedExamples(),
): OpenAPIObject {
  return withGuide(withExamples(createDocument(app, enabled), recorded), enabled, offer);
}
