import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { validateBody } from '../../platform/validation/validate.js';
import { MetadataField, mergeMetadata, type MetadataPatch } from './metadata-field.js';

class Body {
  @MetadataField('Pairs.')
  metadata?: MetadataPatch;
}

const problemsOf = (metadata: unknown) => validateBody(Body, { metadata }).problems.map(({ code }) => code);
const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, index]));

describe('metadata', () => {
  it.each([
    [{}],
    [{ a: 'text', b: 0, c: false, d: null, e: -1.5 }],
    [{ [`k${'x'.repeat(63)}`]: '\u{1f600}'.repeat(500) }],
    [pairs(50)],
    [undefined],
  ])('may be %j', (metadata) => {
    const { value, problems } = validateBody(Body, metadata === undefined ? {} : { metadata });
    expect(problems).toEqual([]);
    expect(value.metadata).toEqual(metadata);
  });

  it.each([
    [{ a: {} }, 'not_metadata'],
    [{ a: [] }, 'not_metadata'],
    [{ a: Number.NaN }, 'not_metadata'],
    [{ a: 'x'.repeat(501) }, 'not_metadata'],
    [{ a: '\ud800' }, 'not_metadata'],
    [{ '': 1 }, 'not_metadata'],
    [{ ['k'.repeat(65)]: 1 }, 'not_metadata'],
    [pairs(51), 'not_metadata'],
    [[], 'not_metadata'],
    ['text', 'not_metadata'],
    [null, 'required'],
  ])('may not be %j', (metadata, code) => {
    expect(problemsOf(metadata)).toEqual([code]);
  });
});

describe('merging metadata', () => {
  const values = fc.oneof(fc.string(), fc.integer(), fc.boolean());
  const records = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd', '__proto__'), values);

  it('sets what is given, takes away what is null and keeps the rest', () => {
    fc.assert(
      fc.property(records, records, fc.subarray(['a', 'b', 'c', 'd']), (current, given, gone) => {
        const patch = { ...given, ...Object.fromEntries(gone.map((key) => [key, null])) };
        const merged = mergeMetadata(current, patch);
        for (const key of ['a', 'b', 'c', 'd']) {
          const expected = gone.includes(key) ? undefined : Object.hasOwn(given, key) ? given[key] : current[key];
          expect(merged[key]).toBe(expected);
        }
        // The same patch again changes nothing.
        expect(mergeMetadata(merged, patch)).toEqual(merged);
      }),
    );
  });
});
