import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OpenAPIObject } from '@nestjs/swagger';
import { ERROR_CATALOGUE, type ErrorCode } from '../canonical/error-catalogue.js';
import { operationsIn, responsesOf } from './operations.js';

/** Name of the plain example of a success; others are named by what was asked (`explain=true`), problems by their code. */
export const SUCCESS = 'success';

/** Bodies of answers by operation (`GET /v1/providers`), status and name (a problem’s code, or `success`). */
export type RecordedExamples = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** The answers that `npm run generate` recorded from a gateway in the sandbox. */
export function readRecordedExamples(): RecordedExamples {
  return JSON.parse(readFileSync(join(import.meta.dirname, 'examples.json'), 'utf8')) as RecordedExamples;
}

/** The document with the recorded answers as examples of its responses; what was not recorded stays without one. */
export function withExamples(document: OpenAPIObject, recorded: RecordedExamples): OpenAPIObject {
  const next = structuredClone(document);
  for (const { name, operation } of operationsIn(next)) {
    for (const [status, response] of responsesOf(operation)) {
      const answers = Object.entries(recorded[name]?.[status] ?? {});
      const examples = Object.fromEntries(answers.map(([code, value]) => [code, { summary: titleOf(code), value }]));
      for (const content of Object.values(response.content ?? {})) if (answers.length > 0) content.examples = examples;
    }
  }
  return next;
}

function titleOf(name: string): string {
  if (name === SUCCESS) return 'As recorded in the sandbox';
  return Object.hasOwn(ERROR_CATALOGUE, name) ? `${name}: ${ERROR_CATALOGUE[name as ErrorCode].title}` : `With ${name}`;
}
