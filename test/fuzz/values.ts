import fc from 'fast-check';
import currencies from 'currency-codes';
import countries from 'i18n-iso-countries';
import { getCountries, getExampleNumber } from 'libphonenumber-js/max';
import examples from 'libphonenumber-js/mobile/examples';
import { DocumentReader } from '../support/openapi/document-reader.js';
import { SchemaChecker } from '../support/openapi/schema-checker.js';

interface Schema {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, unknown>>;
  readonly items?: unknown;
  readonly example?: unknown;
  readonly pattern?: string;
}

/** What fast-check cannot generate from a pattern. */
const TOO_HARD = /\\p|\(\?[!=<]/;

/** Texts of a pattern for which there is no example: by chance none would ever be found. */
function matching({ pattern, example }: Schema): { weight: number; arbitrary: fc.Arbitrary<unknown> }[] {
  if (pattern === undefined || example !== undefined || TOO_HARD.test(pattern)) return [];
  return [{ weight: 20, arbitrary: fc.stringMatching(new RegExp(pattern), { size: 'small' }) }];
}

const LONGEST = 300;
const MOST_ITEMS = 2;
const PHONES = getCountries().flatMap((country) => getExampleNumber(country, examples)?.number ?? []);
const LETTERS = [...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.'];
const HOSTILE = [
  '',
  ' ',
  '\u0000',
  'a\r\nb',
  '\ud800',
  '\u202e abc',
  '\u200b\u200b\u200b',
  '../../etc/passwd',
  '${7*7}',
  "' OR 1=1 --",
  '<script>alert(1)</script>',
  '%00',
  '__proto__',
  'null',
  '9'.repeat(400),
  'x'.repeat(9000),
  'é'.repeat(300),
  '\u{1f600}'.repeat(200),
  'ﬁ',
  'https://127.0.0.1/a',
  'http://example.com/a',
  '2023-02-29',
  '+1',
];

/** Values for the schemas of a document. */
export class Values {
  private readonly reader: DocumentReader;
  readonly checker: SchemaChecker;

  constructor(document: object) {
    this.reader = new DocumentReader(document);
    this.checker = new SchemaChecker(document);
  }

  /** Values that a schema accepts. */
  valid(pointer: string): fc.Arbitrary<unknown> {
    const at = this.place(pointer);
    const schema = this.reader.node(at) as Schema;
    if (schema.properties) return this.object(at, schema);
    if (schema.items) return fc.array(this.valid(`${at}/items`), { maxLength: MOST_ITEMS });
    // A map of its caller’s own is as its example.
    if (schema.type === 'object') return fc.constant(schema.example ?? {});
    const known = schema.example === undefined ? [] : [{ weight: 1, arbitrary: fc.constant(schema.example) }];
    const made = { weight: 20, arbitrary: this.scalar(schema) };
    return fc.oneof(...known, ...matching(schema), made).filter((value) => this.checker.faults(at, value).length === 0);
  }

  /** Whether a schema says of a text no more than its length and its letters. */
  isFreeText(pointer: string): boolean {
    const { type, format, enum: words } = this.reader.node(this.place(pointer)) as Schema;
    return type === 'string' && format === undefined && words === undefined;
  }

  /** Values at both ends of what a schema accepts, and one step further. */
  edges(pointer: string): (string | number)[] {
    const { minLength, maxLength, minimum, maximum } = this.reader.node(this.place(pointer)) as Schema;
    const lengths = [minLength, maxLength].flatMap((length) =>
      length === undefined ? [] : [length - 1, length, length + 1],
    );
    const numbers = [minimum, maximum].flatMap((value) => (value === undefined ? [] : [value - 1, value, value + 1]));
    return [...lengths.filter((length) => length >= 0).map((length) => 'x'.repeat(length)), ...numbers];
  }

  /** The fields of an object schema that hold no object themselves, by their path. */
  leaves(pointer: string, path: readonly string[] = []): { path: readonly string[]; schema: string }[] {
    const at = this.place(pointer);
    const { properties } = this.reader.node(at) as Schema;
    if (!properties) return [{ path, schema: at }];
    return Object.keys(properties).flatMap((name) => this.leaves(`${at}/properties/${name}`, [...path, name]));
  }

  /** Values of any kind, many of which no schema accepts. */
  wild(): fc.Arbitrary<unknown> {
    return fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e30, [], {}, [[]], { a: 1 }) },
      { weight: 6, arbitrary: this.hostileText() },
      { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
    );
  }

  hostileText(): fc.Arbitrary<string> {
    return fc.oneof(fc.constantFrom(...HOSTILE), fc.string({ unit: 'binary', maxLength: 40 }));
  }

  private object(at: string, { properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
    const fields = Object.keys(properties).map((name) => [name, this.valid(`${at}/properties/${name}`)] as const);
    return fc.record(Object.fromEntries(fields), { requiredKeys: [...required], noNullPrototype: true });
  }

  private scalar(schema: Schema): fc.Arbitrary<unknown> {
    if (schema.enum) return fc.constantFrom(...schema.enum);
    if (schema.type === 'boolean') return fc.boolean();
    if (schema.type === 'integer') return fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 1_000_000 });
    switch (schema.format) {
      case 'date':
        return fc
          .date({ min: new Date('1890-01-01'), max: new Date('2030-12-31'), noInvalidDate: true })
          .map((date) => {
            return date.toISOString().slice(0, 10);
          });
      case 'e164':
        return fc.constantFrom(...PHONES);
      case 'iso-3166-1-alpha-2':
        return fc.constantFrom(...Object.keys(countries.getAlpha2Codes()));
      case 'iso-4217':
        return fc.constantFrom(...currencies.codes());
      case 'email':
        return fc.emailAddress();
      case 'uri':
        return fc.webUrl({ validSchemes: ['https'], withQueryParameters: true });
      default:
        return text(schema);
    }
  }

  private place(pointer: string): string {
    const at = this.reader.follow(pointer);
    const [only] = (this.reader.node(at)['allOf'] ?? []) as unknown[];
    return only ? this.reader.follow(`${at}/allOf/0`) : at;
  }
}

/** Text within the lengths: plain letters, any characters, and both ends of the range. */
function text({ minLength = 1, maxLength = LONGEST }: Schema): fc.Arbitrary<string> {
  const longest = Math.min(maxLength, LONGEST);
  const plain = fc.string({
    unit: fc.constantFrom(...LETTERS),
    minLength,
    maxLength: Math.min(longest, minLength + 40),
  });
  const any = fc.string({ unit: 'grapheme', minLength, maxLength: Math.min(longest, minLength + 20) });
  const ends = fc.constantFrom('x'.repeat(minLength), 'x'.repeat(longest), '\u{1f600}'.repeat(longest));
  return fc.oneof({ weight: 4, arbitrary: plain }, { weight: 3, arbitrary: any }, { weight: 1, arbitrary: ends });
}
