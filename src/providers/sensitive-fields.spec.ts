import { describe, expect, it } from '@jest/globals';
import { sensitiveFieldNames, sensitiveFieldsIn } from './sensitive-fields.js';

describe('the sensitive fields of an answer', () => {
  const NUMBER = '/person/identityDocuments/*/number';
  const person = (...numbers: (string | null)[]) => ({
    person: { identityDocuments: numbers.map((number) => ({ number, front: null })) },
    business: null,
  });

  it.each([
    ['none of a record without values', person(null, null), []],
    ['those of which one item has a value', person(null, 'TEST1'), [NUMBER]],
    ['those of one record of a list', [person(null), person('TEST1')], [NUMBER]],
    ['none of an empty list', [], []],
  ])('are %s', (_what, data, fields) => {
    expect(sensitiveFieldsIn(data)).toEqual(fields);
  });

  it('are among those of the model', () => {
    expect(sensitiveFieldNames()).toContain(NUMBER);
  });
});
