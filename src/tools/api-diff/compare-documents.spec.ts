import { describe, expect, it } from '@jest/globals';
import { compareDocuments } from './compare-documents.js';
import type { Node } from './change.js';

// Tests change any part of it.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any;

/** A small document in the forms that ours has: references, null as a type, lists, a map, headers, a closed query word. */
const document = () => ({
  openapi: '3.1.0',
  servers: [{ url: '/' }, { url: '/sandbox' }],
  paths: {
    '/things': {
      post: {
        operationId: 'createThing',
        summary: 'Create',
        security: [{ apiKey: [] }],
        parameters: [
          { name: 'mode', in: 'query', required: false, schema: { type: 'string', enum: ['a', 'b'] } },
          { name: 'tags', in: 'query', schema: { type: 'array', items: { type: 'string' }, default: ['a', 'b'] } },
          { name: 'limit', in: 'query', schema: { type: 'integer', minimum: 1, maximum: 100, default: 20 } },
        ],
        requestBody: {
          required: true,
          content: {
            'application/json': { schema: ref('NewThing') },
            'multipart/form-data': { schema: { type: 'object' }, encoding: { scan: { contentType: 'image/png' } } },
          },
        },
        responses: {
          201: {
            description: 'Made.',
            headers: { Location: { required: true, schema: { type: 'string' } } },
            content: { 'application/json': { schema: ref('Thing') } },
          },
          501: { description: 'Not yet.' },
          404: {
            description: '[`gone`](/errors/gone): None.',
            content: { 'application/problem+json': { schema: ref('Problem') } },
          },
        },
      },
      get: { operationId: 'listThings', responses: { 200: { description: 'All.' } } },
    },
  },
  components: {
    securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'A key.' } },
    schemas: {
      Problem: { type: 'object', properties: { code: { type: 'string', 'x-extensible-enum': ['gone', 'wrong'] } } },
      NewThing: {
        type: 'object',
        not: { required: ['name', 'label'] },
        dependentRequired: { note: ['name'] },
        patternProperties: { '^x-': { type: 'string' } },
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

const HEADER_KEY = { type: 'apiKey', in: 'header', name: 'X-Api-Key' };

function rename(node: Loose, from: string, to: string) {
  node[to] = node[from];
  delete node[from];
}

function inContent(parameter: Loose) {
  parameter.content = { 'application/json': { schema: parameter.schema } };
  delete parameter.schema;
}

function changesOf(change: (document: Loose) => unknown) {
  const after = document();
  change(after);
  return compareDocuments({ before: document() as unknown as Node, after: after as unknown as Node });
}

type Place = (d: Loose) => Loose;
const post = (d: Loose) => d.paths['/things'].post;
const sent = (d: Loose) => d.components.schemas.NewThing;
const answered = (d: Loose) => d.components.schemas.Thing;

const [mode, tags, limit] = [0, 1, 2].map((index) => (d: Loose) => post(d).parameters[index]) as [Place, Place, Place];
const form = (d: Loose) => post(d).requestBody.content['multipart/form-data'];
const words = (d: Loose) => answered(d).properties.state['x-extensible-enum'];
const codes = (d: Loose) => d.components.schemas.Problem.properties.code['x-extensible-enum'];

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
  ['a listed value is not accepted any more', (d) => (mode(d).schema.enum = ['a'])],
  ['only listed values', (d) => (sent(d).properties.note.enum = ['a'])],
  ['whole numbers only, inside of a part', (d) => (d.components.schemas.Part.properties.size.type = 'string')],
  ['no fields without a name', (d) => (sent(d).additionalProperties = false)],
  ['a parameter is gone', (d) => post(d).parameters.pop()],
  ['a new parameter is needed', (d) => post(d).parameters.push({ name: 'x', in: 'query', required: true, schema: {} })],
  ['a parameter is needed', (d) => (mode(d).required = true)],
  ['a lower limit', (d) => (limit(d).schema.maximum = 50)],
  ['another default', (d) => (limit(d).schema.default = 50)],
  ['another default of a list', (d) => tags(d).schema.default.push('c')],
  ['another scheme behind the security', (d) => (d.components.securitySchemes.apiKey = HEADER_KEY)],
  ['another scope of the security', (d) => (post(d).security[0].apiKey = ['write'])],
  ['one of two ways to be known is gone', (d) => (post(d).security = [{ other: [] }, { third: [] }])],
  ['the server has moved', (d) => (d.servers[0].url = '/api')],
  ['the server of an operation has moved', (d) => (post(d).servers = [{ url: '/api' }])],
  ['the server of a path has moved', (d) => (d.paths['/things'].servers = [{ url: '/api' }])],
  ['another server comes first', (d) => d.servers.reverse()],
  ['a code of problems is gone', (d) => codes(d).pop()],
  ['a code of problems has another name', (d) => (codes(d)[0] = 'lost')],
  ['an operation has no such code any more', (d) => (post(d).responses[404].description = 'None.')],
  [
    'a code of an operation has another name',
    (d) => (post(d).responses[404].description = '[`lost`](/errors/lost): None.'),
  ],
  ['a word of an open enum is gone', (d) => words(d).pop()],
  ['the words of an open enum are gone', (d) => delete answered(d).properties.state['x-extensible-enum']],
  ['an enum is open now', (d) => rename(answered(d).properties.kind, 'enum', 'x-extensible-enum')],
  ['values of a map can be anything', (d) => delete answered(d).properties.map.additionalProperties],
  ['items of an answer can be anything', (d) => delete answered(d).properties.tags.items],
  ['another style of a parameter', (d) => (tags(d).style = 'pipeDelimited')],
  ['a parameter is not exploded', (d) => (tags(d).explode = false)],
  ['a header of an answer is exploded', (d) => (post(d).responses[201].headers.Location.explode = true)],
  ['a parameter is a media type', (d) => inContent(tags(d))],
  ['a form is encoded in another way', (d) => (form(d).encoding.scan.contentType = 'image/gif')],
  ['a form has no encoding', (d) => delete form(d).encoding],
  ['something is forbidden', (d) => (sent(d).properties.note.not = { const: 'x' })],
  ['something else is forbidden', (d) => sent(d).not.required.pop()],
  ['a field without a schema is needed', (d) => sent(d).required.push('anything')],
  ['a new success without being asked for', (d) => newSuccess(d, 'Tried.', 'dry')],
  ['a new success by a parameter that was there', (d) => newSuccess(d, 'With `mode=a`: tried.', 'dry')],
  ['a pattern of names is gone', (d) => delete sent(d).patternProperties],
  ['a field needs another one', (d) => (sent(d).properties.part.dependentRequired = { size: ['unit'] })],
  ['a field needs other ones', (d) => sent(d).dependentRequired.note.push('part')],
  ['a field is not accepted, only read', (d) => (sent(d).properties.note.readOnly = true)],
  ['a field is not answered, only written', (d) => (answered(d).properties.kind.writeOnly = true)],
  ['a limit beside a reference', (d) => (sent(d).properties.part = { ...ref('Part'), minProperties: 1 })],
];

/** A new kind of success, and a new parameter. */
function newSuccess(d: Loose, description: string, name: string): void {
  post(d).parameters.push({ name, in: 'query', schema: { type: 'string' } });
  post(d).responses[200] = { description };
}

const ADDITIONS: readonly [string, (d: Loose) => unknown][] = [
  ['a new path', (d) => (d.paths['/others'] = { get: { operationId: 'listOthers', responses: {} } })],
  ['a new operation', (d) => (d.paths['/things'].put = { operationId: 'putThing', responses: {} })],
  ['what was not implemented is', (d) => delete post(d).responses[501]],
  ['a new success that has to be asked for', (d) => newSuccess(d, 'With `dry=true`: tried.', 'dry')],
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
  ['another listed value', (d) => mode(d).schema.enum.push('c')],
  ['another media type', (d) => (post(d).requestBody.content['application/cbor'] = { schema: {} })],
  ['a free parameter', (d) => post(d).parameters.push({ name: 'x', in: 'query', schema: {} })],
  ['no key needed', (d) => (post(d).security = [])],
  ['the body is not needed any more', (d) => (post(d).requestBody.required = false)],
  ['another way to be known', (d) => post(d).security.push({ other: [] })],
  ['another server', (d) => d.servers.push({ url: '/api' })],
  ['a code of problems', (d) => codes(d).push('late')],
  ['a code of an operation', (d) => (post(d).responses[404].description += '\n\n[`late`](/errors/late): Late.')],
  ['a word of an open enum', (d) => words(d).push('broken')],
  ['items that are sent can be anything', (d) => delete tags(d).schema.items],
  ['nothing is forbidden', (d) => delete sent(d).not],
  ['no field needs another one', (d) => delete sent(d).dependentRequired],
  ['a field of an answer is only read', (d) => (answered(d).properties.kind.readOnly = true)],
  ['a field that is sent is only written', (d) => (sent(d).properties.note.writeOnly = true)],
];

const NOTHING: readonly [string, (d: Loose) => unknown][] = [
  ['a description', (d) => (sent(d).properties.name.description = 'The name.')],
  ['a summary', (d) => (post(d).summary = 'Make')],
  ['an example', (d) => delete answered(d).properties.id.example],
  ['what OpenAPI assumes, said', (d) => Object.assign(tags(d), { style: 'form', explode: true, allowReserved: false })],
  ['the description of a security scheme', (d) => delete d.components.securitySchemes.apiKey.description],
  ['words around a code', (d) => (post(d).responses[404].description = 'Not there: [`gone`](/errors/gone)')],
  ['a title and tags', (d) => ((d.info = { title: 'Things' }), (post(d).tags = ['Things']))],
  ['a reference written out', (d) => (sent(d).properties.part = d.components.schemas.Part)],
];

const UNKNOWN: readonly [string, (d: Loose) => unknown][] = [
  ['paths//things/post/callbacks', (d) => (post(d).callbacks = {})],
  ['components/schemas/Thing/properties/id/contains', (d) => (answered(d).properties.id.contains = {})],
  ['components/schemas/Thing/properties/tags/items/x-order', (d) => (answered(d).properties.tags.items['x-order'] = 1)],
  ['components/schemas/NewThing/not/if', (d) => (sent(d).not.if = {})],
  ['servers/0/variables', (d) => (d.servers[0].variables = {})],
  ['components/links', (d) => (d.components.links = {})],
  ['components/schemas/Thing/properties/kind', (d) => (answered(d).properties.kind = false)],
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

  it.each(UNKNOWN)('refuses what it would leave out: %s', (place, change) => {
    expect(() => changesOf(change)).toThrow(`/${place}: `);
  });

  it('refuses references and parts that it cannot put together', () => {
    expect(() => changesOf((d) => (sent(d).properties.part = ref('Nothing')))).toThrow(
      'Nothing is not in the document',
    );
    expect(() => changesOf((d) => (sent(d).properties.part = { ...ref('Part'), type: 'string' }))).toThrow('type');
  });

  it('names the place of a change', () => {
    expect(changesOf((d) => delete sent(d).properties.note)).toEqual([
      { at: 'POST /things body application/json /note', what: 'the field is gone', breaking: true },
    ]);
  });
});
