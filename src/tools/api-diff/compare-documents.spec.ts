import { describe, expect, it } from '@jest/globals';
import { compareDocuments } from './compare-documents.js';
import type { Node } from './change.js';

// Tests change any part of it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

/** A small document in the forms that ours has: references, null as a type, lists, a map, headers, a closed query word. */
const document = () => ({
  openapi: '3.1.0',
  paths: {
    '/things': {
      post: {
        operationId: 'createThing',
        summary: 'Create',
        security: [{ apiKey: [] }],
        parameters: [
          { name: 'mode', in: 'query', required: false, schema: { type: 'string', enum: ['a', 'b'] } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
        ],
        requestBody: { required: true, content: { 'application/json': { schema: ref('NewThing') } } },
        responses: {
          201: {
            description: 'Made.',
            headers: { Location: { required: true, schema: { type: 'string' } } },
            content: { 'application/json': { schema: ref('Thing') } },
          },
          404: { description: 'None.', content: { 'application/problem+json': { schema: { type: 'object' } } } },
        },
      },
      get: { operationId: 'listThings', responses: { 200: { description: 'All.' } } },
    },
  },
  components: {
    schemas: {
      NewThing: {
        type: 'object',
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 3, maxLength: 20, pattern: '^[a-z]+$', description: 'Its name.' },
          note: { type: 'string' },
          part: { allOf: [ref('Part')] },
        },
      },
      Part: { type: 'object', properties: { size: { type: 'integer' } } },
      Thing: {
        type: 'object',
        required: ['id', 'parent', 'state', 'tags'],
        properties: {
          id: { type: 'string', example: 'thing-1' },
          parent: { anyOf: [ref('Thing'), { type: 'null' }] },
          state: { type: 'string', 'x-extensible-enum': ['on', 'off'] },
          kind: { type: 'string', enum: ['x', 'y'] },
          tags: { type: 'array', items: { type: ['string', 'null'] } },
          map: { type: 'object', additionalProperties: { type: 'number' } },
        },
      },
    },
  },
});

function ref(name: string) {
  return { $ref: `#/components/schemas/${name}` };
}

function changesOf(change: (document: Loose) => unknown) {
  const after = document();
  change(after);
  return compareDocuments({ before: document() as unknown as Node, after: after as unknown as Node });
}

const post = (d: Loose) => d.paths['/things'].post;
const sent = (d: Loose) => d.components.schemas.NewThing;
const answered = (d: Loose) => d.components.schemas.Thing;

const BREAKING: readonly [string, (d: Loose) => unknown][] = [
  ['a path is gone', (d) => delete d.paths['/things']],
  ['an operation is gone', (d) => delete d.paths['/things'].get],
  ['another operation id', (d) => (post(d).operationId = 'makeThing')],
  ['another security', (d) => (post(d).security = [{ other: [] }])],
  ['an open operation needs a key', (d) => (d.paths['/things'].get.security = [{ apiKey: [] }])],
  ['an answer is gone', (d) => delete post(d).responses[404]],
  ['another success', (d) => (post(d).responses[202] = { description: 'Later.' })],
  ['a media type of an answer is gone', (d) => delete post(d).responses[201].content['application/json']],
  ['a header of an answer is gone', (d) => delete post(d).responses[201].headers.Location],
  ['a header of an answer may be missing', (d) => (post(d).responses[201].headers.Location.required = false)],
  ['a field of an answer is gone', (d) => delete answered(d).properties.id],
  ['a field of an answer has another type', (d) => (answered(d).properties.id.type = 'integer')],
  ['a field of an answer may be missing', (d) => (answered(d).required = ['parent', 'state', 'tags'])],
  ['a field of an answer may be null', (d) => (answered(d).properties.id.type = ['string', 'null'])],
  ['a closed enum of an answer grows', (d) => answered(d).properties.kind.enum.push('z')],
  ['items of an answer have another type', (d) => (answered(d).properties.tags.items = { type: 'object' })],
  ['values of a map have another type', (d) => (answered(d).properties.map.additionalProperties.type = 'string')],
  [
    'a field of an answer has another form',
    (d) => (answered(d).properties.id.format = 'uuid') && (answered(d).properties.id.type = 'number'),
  ],
  ['the body has another media type', (d) => delete post(d).requestBody.content['application/json']],
  ['a new field is needed', (d) => ((sent(d).properties.extra = { type: 'string' }), sent(d).required.push('extra'))],
  ['a field that was free is needed', (d) => sent(d).required.push('note')],
  ['a field is not accepted any more', (d) => delete sent(d).properties.note],
  ['a shorter text only', (d) => (sent(d).properties.name.maxLength = 10)],
  ['a longer text only', (d) => (sent(d).properties.note.minLength = 1)],
  ['another pattern', (d) => (sent(d).properties.name.pattern = '^[a-c]+$')],
  ['a new format', (d) => (sent(d).properties.note.format = 'date')],
  ['a listed value is not accepted any more', (d) => (post(d).parameters[0].schema.enum = ['a'])],
  ['only listed values', (d) => (sent(d).properties.note.enum = ['a'])],
  ['whole numbers only, inside of a part', (d) => (d.components.schemas.Part.properties.size.type = 'string')],
  ['no fields without a name', (d) => (sent(d).additionalProperties = false)],
  ['a parameter is gone', (d) => post(d).parameters.pop()],
  ['a new parameter is needed', (d) => post(d).parameters.push({ name: 'x', in: 'query', required: true, schema: {} })],
  ['a parameter is needed', (d) => (post(d).parameters[0].required = true)],
  ['a lower limit', (d) => (post(d).parameters[1].schema.maximum = 50)],
  ['another default', (d) => (post(d).parameters[1].schema.default = 50)],
];

const ADDITIONS: readonly [string, (d: Loose) => unknown][] = [
  ['a new path', (d) => (d.paths['/others'] = { get: { operationId: 'listOthers', responses: {} } })],
  ['a new operation', (d) => (d.paths['/things'].put = { operationId: 'putThing', responses: {} })],
  ['a new failure', (d) => (post(d).responses[429] = { description: 'Slower.' })],
  ['a new header', (d) => (post(d).responses[201].headers.ETag = { schema: { type: 'string' } })],
  ['a new field of an answer', (d) => (answered(d).properties.color = { type: 'string' })],
  ['a field of an answer is always there', (d) => answered(d).required.push('kind')],
  ['a field of an answer is never null', (d) => (answered(d).properties.tags.items = { type: 'string' })],
  ['a free field', (d) => (sent(d).properties.color = { type: 'string' })],
  ['a field is not needed any more', (d) => (sent(d).required = [])],
  ['a field may be null', (d) => (sent(d).properties.note.type = ['string', 'null'])],
  ['a longer text', (d) => (sent(d).properties.name.maxLength = 50)],
  ['any form', (d) => delete sent(d).properties.name.pattern],
  ['another listed value', (d) => post(d).parameters[0].schema.enum.push('c')],
  ['another media type', (d) => (post(d).requestBody.content['multipart/form-data'] = { schema: {} })],
  ['a free parameter', (d) => post(d).parameters.push({ name: 'x', in: 'query', schema: {} })],
  ['no key needed', (d) => (post(d).security = [])],
  ['the body is not needed any more', (d) => (post(d).requestBody.required = false)],
];

const NOTHING: readonly [string, (d: Loose) => unknown][] = [
  ['a description', (d) => (sent(d).properties.name.description = 'The name.')],
  ['a summary', (d) => (post(d).summary = 'Make')],
  ['an example', (d) => delete answered(d).properties.id.example],
  ['a value of an open enum', (d) => answered(d).properties.state['x-extensible-enum'].push('broken')],
  ['a title and tags', (d) => ((d.info = { title: 'Things' }), (post(d).tags = ['Things']))],
  ['a reference written out', (d) => (sent(d).properties.part = d.components.schemas.Part)],
];

describe('the comparison of two documents', () => {
  it.each(BREAKING)('breaks callers: %s', (_what, change) => {
    expect(changesOf(change).some((one) => one.breaking)).toBe(true);
  });

  it.each(ADDITIONS)('adds: %s', (_what, change) => {
    const changes = changesOf(change);
    expect(changes.length).toBeGreaterThan(0);
    expect(changes.filter((one) => one.breaking)).toEqual([]);
  });

  it.each(NOTHING)('changes nothing for callers: %s', (_what, change) => {
    expect(changesOf(change)).toEqual([]);
  });

  it('names the place of a change', () => {
    expect(changesOf((d) => delete sent(d).properties.note)).toEqual([
      { at: 'POST /things body application/json /note', what: 'the field is gone', breaking: true },
    ]);
  });
});
