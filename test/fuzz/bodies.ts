import fc from 'fast-check';
import { jpeg, pdf, png, zipEnd } from '../support/new-customer.js';
import { DocumentReader } from '../support/openapi/document-reader.js';
import type { Values } from './values.js';

/** A body as it is sent, and what the document says about it. */
export interface Body {
  readonly contentType: string | null;
  readonly bytes: Buffer;
  /** True: the document accepts it. False: it does not. Null: the document cannot tell. */
  readonly valid: boolean | null;
  /** Places that are wrong by the document, as JSON pointers. */
  readonly places: readonly string[];
}

interface Part {
  readonly name: string;
  readonly value: string | Buffer;
  readonly filename?: string;
}

const BOUNDARY = 'fuzz-boundary-7f3a';
const DOCUMENTS = [jpeg(), png(), pdf()];
const WRONG_FILES = [
  Buffer.alloc(0),
  Buffer.from('just text'),
  Buffer.from('GIF89a'),
  jpeg().subarray(0, 1000),
  Buffer.concat([png(), zipEnd()]),
  Buffer.concat([jpeg(), pdf()]),
];
const HOSTILE_NAMES = ['__proto__', 'constructor.prototype', 'a.b.c.d.e', 'x'.repeat(250), 'toString', '', '.', 'ü'];
const HOSTILE_FILENAMES = ['../../etc/passwd', 'a\u0000.png', 'x'.repeat(400), 'CON', '.htaccess', 'ü.png'];
const MALFORMED = [
  Buffer.alloc(0),
  Buffer.from('{'),
  Buffer.from('{"a":1,}'),
  Buffer.from('{"a":1}{'),
  Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]),
  Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]),
  Buffer.from('{"givenName":"Amina","givenName":"Amina"}'),
  Buffer.from('{"__proto__":{"admin":true}}'),
  Buffer.from('['.repeat(50_000)),
  Buffer.from('{"a":'.repeat(40) + '1' + '}'.repeat(40)),
  Buffer.from(JSON.stringify({ a: 'x'.repeat(110_000) })),
  Buffer.from('NaN'),
  Buffer.from("{'a':1}"),
];
const MEDIA_TYPES = [
  'text/plain',
  'application/xml',
  'application/x-www-form-urlencoded',
  'application/json; charset=utf-16',
  'application/jsonp',
  'multipart/mixed; boundary=x',
  'nonsense',
];

/** Bodies for the media types of an operation. */
export class Bodies {
  private readonly reader: DocumentReader;

  constructor(
    document: object,
    private readonly values: Values,
  ) {
    this.reader = new DocumentReader(document);
  }

  /** Bodies that the document accepts. */
  valid(type: string, pointer: string): fc.Arbitrary<Body> {
    if (type === 'multipart/form-data') {
      return this.parts(pointer).map((parts) => form(parts, { valid: true, places: [] }));
    }
    return this.values.valid(pointer).map((value) => json(value, true, []));
  }

  /** Bodies near valid ones, and ones far away. */
  bad(type: string, pointer: string): fc.Arbitrary<Body> {
    return type === 'multipart/form-data' ? this.badForm(pointer) : this.badJson(pointer);
  }

  private badJson(pointer: string): fc.Arbitrary<Body> {
    const near = fc
      .tuple(this.values.valid(pointer), fc.nat(), this.mutation())
      .map(([value, choice, mutate]) => this.judged(pointer, mutate(structuredClone(value) as object, choice)));
    const edges = this.values.leaves(pointer).flatMap(({ path, schema }) => {
      return this.values.edges(schema).map((value) => ({ path, value }));
    });
    const edge = fc
      .tuple(this.values.valid(pointer), fc.constantFrom(...edges))
      .map(([value, { path, value: item }]) => {
        return this.judged(pointer, withValue(value as Record<string, unknown>, path, item));
      });
    return fc.oneof(
      { weight: 6, arbitrary: near },
      ...(edges.length > 0 ? [{ weight: 4, arbitrary: edge }] : []),
      { weight: 1, arbitrary: this.values.wild().map((value) => this.judged(pointer, value)) },
      { weight: 1, arbitrary: fc.constantFrom(...MALFORMED).map((bytes) => refused('application/json', bytes)) },
      { weight: 1, arbitrary: this.otherMediaType(pointer) },
    );
  }

  /** One change at one place of an object. */
  private mutation(): fc.Arbitrary<(value: object, choice: number) => unknown> {
    const wild = this.values.wild();
    return fc.oneof(
      wild.map((item) => (value: object, choice: number) => atPlace(value, choice, (at, key) => void (at[key] = item))),
      fc.constant((value: object, choice: number) => atPlace(value, choice, (at, key) => delete at[key])),
      wild.map((item) => (value: object, choice: number) => {
        return atPlace(value, choice, (at) =>
          Object.defineProperty(at, `x${choice % 5}`, { value: item, enumerable: true }),
        );
      }),
      fc.constant((value: object) => [value]),
    );
  }

  private judged(pointer: string, value: unknown): Body {
    const bytes = JSON.stringify(value);
    // What is sent counts: JSON has no `undefined`, and a half of a character is sent as an escape.
    const places = this.values.checker.places(pointer, JSON.parse(bytes));
    return json(value, places.length === 0, places);
  }

  private otherMediaType(pointer: string): fc.Arbitrary<Body> {
    return fc.tuple(this.values.valid(pointer), fc.constantFrom(null, ...MEDIA_TYPES)).map(([value, contentType]) => {
      return { ...json(value, false, []), contentType };
    });
  }

  private badForm(pointer: string): fc.Arbitrary<Body> {
    const { hostile, wrongFile } = { hostile: this.values.hostileText(), wrongFile: fc.constantFrom(...WRONG_FILES) };
    const unknown = { valid: null, places: [] };
    const changed = fc.oneof(
      fc.tuple(this.parts(pointer), fc.nat(), hostile).map(([parts, choice, text]) => {
        const index = choice % parts.length;
        const wellFormed = text.toWellFormed();
        return parts.map((part, at) => (at === index && !part.filename ? { ...part, value: wellFormed } : part));
      }),
      fc.tuple(this.parts(pointer), fc.nat()).map(([parts, choice]) => parts.toSpliced(choice % parts.length, 1)),
    );
    const edges = this.values.leaves(pointer).flatMap(({ path: [name = ''], schema }) => {
      return this.values.edges(schema).map((value) => ({ name, value: String(value) }));
    });
    const edge = fc.tuple(this.parts(pointer), fc.constantFrom(...edges)).map(([parts, { name, value }]) => {
      return parts.map((part) => (part.name === name ? { name, value } : part));
    });
    const withFile = this.parts(pointer).filter((parts) => parts.some(({ filename }) => filename !== undefined));
    const strange = fc.oneof(
      fc.tuple(withFile, wrongFile).map(([parts, value]) => {
        return parts.map((part) => (part.filename ? { ...part, value } : part));
      }),
      fc.tuple(this.parts(pointer), fc.constantFrom(...HOSTILE_NAMES), hostile).map(([parts, name, value]) => {
        return [...parts, { name, value: value.toWellFormed() }];
      }),
      fc.tuple(this.parts(pointer), fc.nat()).map(([parts, choice]) => {
        const once = parts.filter(({ name }) => !this.isList(pointer, name));
        return [...parts, once[choice % once.length] as Part];
      }),
    );
    const named = fc.tuple(this.parts(pointer), fc.constantFrom(...HOSTILE_FILENAMES)).map(([parts, filename]) => {
      return form(
        parts.map((part) => (part.filename ? { ...part, filename } : part)),
        unknown,
      );
    });
    const broken = fc
      .tuple(this.parts(pointer), fc.double({ min: 0, max: 0.99, noNaN: true }))
      .map(([parts, share]) => {
        const whole = form(parts, { valid: false, places: [] });
        return { ...whole, bytes: whole.bytes.subarray(0, Math.floor(whole.bytes.length * share)) };
      });
    return fc.oneof(
      { weight: 3, arbitrary: changed.map((parts) => form(parts, this.judgement(pointer, parts))) },
      ...(edges.length > 0
        ? [{ weight: 3, arbitrary: edge.map((parts) => form(parts, this.judgement(pointer, parts))) }]
        : []),
      { weight: 3, arbitrary: strange.map((parts) => form(parts, { valid: false, places: [] })) },
      { weight: 1, arbitrary: named },
      { weight: 1, arbitrary: broken },
    );
  }

  private judgement(pointer: string, parts: readonly Part[]): { valid: boolean; places: string[] } {
    const value: Record<string, unknown> = {};
    for (const { name, value: text, filename } of parts) {
      const item = filename ? 'file' : this.read(pointer, name, text);
      value[name] = this.isList(pointer, name) ? [...((value[name] as unknown[] | undefined) ?? []), item] : item;
    }
    const places = this.values.checker.places(pointer, value).map((place) => place.replaceAll('.', '/'));
    return { valid: places.length === 0, places };
  }

  /** A form has no numbers: a text that is one counts as such where the document wants one. */
  private read(pointer: string, name: string, text: string | Buffer): unknown {
    const isNumber = this.property(pointer, name)?.['type'] === 'integer' && /^(?:0|[1-9]\d{0,15})$/.test(String(text));
    return isNumber ? Number(text) : text;
  }

  private property(pointer: string, name: string): Readonly<Record<string, unknown>> | undefined {
    return this.reader.node(`${this.reader.follow(pointer)}/properties`)[name] as
      Readonly<Record<string, unknown>> | undefined;
  }

  private isList(pointer: string, name: string): boolean {
    return this.property(pointer, name)?.['type'] === 'array';
  }

  /** The parts of a form that the document accepts. */
  private parts(given: string): fc.Arbitrary<Part[]> {
    const pointer = this.reader.follow(given);
    const required = this.reader.node(pointer)['required'] as string[];
    const isFile = (name: string) => {
      const { items, format } = this.property(pointer, name) as { items?: { format?: string }; format?: string };
      return (items?.format ?? format) === 'binary';
    };
    const value = this.values.valid(pointer).filter((one) => this.values.checker.faults(pointer, one).length === 0);
    return fc.tuple(value, fc.constantFrom(...DOCUMENTS)).map(([fields, bytes]) =>
      Object.entries(fields as Record<string, unknown>)
        .filter(([name, item]) => required.includes(name) || item !== undefined)
        .flatMap(([name, item]) => (Array.isArray(item) ? item : [item]).map((one: unknown) => [name, one] as const))
        .map(([name, item]) =>
          isFile(name) ? { name, value: bytes, filename: 'scan.bin' } : { name, value: String(item) },
        ),
    );
  }
}

function json(value: unknown, valid: boolean, places: readonly string[]): Body {
  return { contentType: 'application/json', bytes: Buffer.from(JSON.stringify(value)), valid, places };
}

function refused(contentType: string, bytes: Buffer): Body {
  return { contentType, bytes, valid: false, places: [] };
}

function form(parts: readonly Part[], judgement: { valid: boolean | null; places: readonly string[] }): Body {
  const chunks = parts.flatMap(({ name, value, filename }) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quoted(name)}"`),
    Buffer.from(
      filename === undefined ? '\r\n\r\n' : `; filename="${quoted(filename)}"\r\nContent-Type: image/png\r\n\r\n`,
    ),
    Buffer.from(value),
    Buffer.from('\r\n'),
  ]);
  const bytes = Buffer.concat([...chunks, Buffer.from(`--${BOUNDARY}--\r\n`)]);
  return { contentType: `multipart/form-data; boundary=${BOUNDARY}`, bytes, ...judgement };
}

function quoted(text: string): string {
  return text.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A').replaceAll('\u0000', '%00');
}

/** Changes an object at one of its places, chosen by number. */
function atPlace(value: object, choice: number, change: (at: Record<string, unknown>, key: string) => unknown): object {
  const places = placesIn(value as Record<string, unknown>);
  const [at, key] = places[choice % places.length] as [Record<string, unknown>, string];
  change(at, key);
  return value;
}

function withValue(value: Record<string, unknown>, path: readonly string[], item: unknown): Record<string, unknown> {
  const [name = '', ...rest] = path;
  const below = (value[name] ?? {}) as Record<string, unknown>;
  return { ...value, [name]: rest.length > 0 ? withValue(below, rest, item) : item };
}

function placesIn(value: Record<string, unknown>): [Record<string, unknown>, string][] {
  return Object.entries(value).flatMap(([key, item]) => {
    const below = typeof item === 'object' && item !== null ? placesIn(item as Record<string, unknown>) : [];
    return [[value, key] as [Record<string, unknown>, string], ...below];
  });
}
