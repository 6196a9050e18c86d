import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { SUCCESS, readRecordedExamples } from '../../src/openapi/examples.js';
import { codesOf, operationsIn, responsesOf } from '../../src/openapi/operations.js';
import { containsCardNumber, containsRevealingToken } from '../../src/platform/privacy/card-data.js';
import { settled } from '../../src/tools/record-examples-settled.js';
import { startTestGateway, type TestGateway } from '../support/gateway.js';

interface Example {
  readonly place: string;
  readonly status: number;
  readonly name: string;
  readonly schema: object;
  readonly value: unknown;
}

let gateway: TestGateway;
let document: OpenAPIObject;
beforeAll(async () => {
  gateway = await startTestGateway({ GATEWAY_MODE: 'sandbox' });
  document = (await gateway.call('/openapi.json', { key: null })).body as OpenAPIObject;
});
afterAll(() => gateway.stop());

/** Every example of a response, as it is served. */
function examples(): Example[] {
  return operationsIn(document).flatMap(({ name: operation, operation: { responses } }) =>
    responsesOf({ responses }).flatMap(([status, { content = {} }]) =>
      Object.entries(content).flatMap(([type, { schema = {}, examples = {} }]) =>
        Object.entries(examples).map(([name, example]) => ({
          place: `${operation} ${status} ${type} ${name}`,
          status,
          name,
          schema,
          value: 'value' in example ? example.value : undefined,
        })),
      ),
    ),
  );
}

describe('the examples of the OpenAPI document', () => {
  test('are those that were recorded, one for each success and one for each error code of each status', () => {
    const missing = operationsIn(document).flatMap(({ name, operation }) =>
      responsesOf(operation).flatMap(([status, response]) => {
        const content = Object.values(response.content ?? {});
        // Nothing to show of an answer without a body.
        if (status === 304) return [];
        const wanted = status < 400 ? [SUCCESS] : codesOf(response);
        expect(wanted.length).toBeGreaterThan(0);
        expect(content.length).toBeGreaterThan(0);
        const absent = wanted.filter((code) => content.some(({ examples = {} }) => !Object.hasOwn(examples, code)));
        return absent.map((code) => `${name} ${status} ${code}`);
      }),
    );
    expect(missing).toEqual([]);
    expect(examples().length).toBeGreaterThan(100);
  });

  test('fit the schema of their response', () => {
    const ajv = new Ajv2020({ strict: false, allErrors: true });
    addFormats.default(ajv);
    const wrong = examples().flatMap(({ schema, value, place }) => {
      const valid = ajv.validate({ ...schema, components: document.components }, value);
      return valid ? [] : [`${place}: ${ajv.errorsText()}`];
    });
    expect(wrong).toEqual([]);
  });

  test('say of themselves what they are filed under', () => {
    const problems = examples().filter(({ status }) => status >= 400);
    const said = problems.map(({ value }) => value as { status: number; code: string });
    expect(said.map(({ status, code }) => [status, code])).toEqual(problems.map(({ status, name }) => [status, name]));
  });

  test('are recorded for operations that exist', () => {
    const names = operationsIn(document).map(({ name }) => name);
    expect(Object.keys(readRecordedExamples()).filter((name) => !names.includes(name))).toEqual([]);
  });

  test('hold no key, no card data and no address of the machine that recorded them', () => {
    const text = readFileSync(join(import.meta.dirname, '../../src/openapi/examples.json'), 'utf8');
    expect(text).not.toMatch(/Bearer \w|key-of-|key-without-|sandbox\.[0-9a-f]{32}|127\.0\.0\.1|\/\/localhost/);
    expect([containsCardNumber(text), containsRevealingToken(text)]).toEqual([false, false]);
  });
});

describe('what is kept of a recorded answer', () => {
  const startedAt = new Date('2026-11-24T12:00:00.000Z');

  test('instants of the recording become one fixed instant, all others stay', () => {
    const body = { data: { createdAt: '2025-01-01T00:00:00.000Z' }, meta: [{ asOf: '2026-11-24T12:00:00.001Z' }] };
    expect(settled(body, startedAt)).toEqual({
      data: { createdAt: '2025-01-01T00:00:00.000Z' },
      meta: [{ asOf: '2026-01-15T09:30:00.000Z' }],
    });
  });

  test('lists are cut only in an answer that is too long to read', () => {
    const short = { data: ['a', 'b', 'c'] };
    const long = { data: ['a', 'b', 'c'].map((item) => item.repeat(10_000)) };
    expect(settled(short, startedAt)).toEqual(short);
    expect(settled(long, startedAt)).toEqual({ data: long.data.slice(0, 2) });
  });
});
