import { describe, expect, it } from '@jest/globals';
import { fieldsNotSent, notSentWarnings } from './not-sent.js';

describe('the fields that are not sent', () => {
  it.each<readonly [object, string[], string[]]>([
    [{}, ['/a', '/list/*/b'], []],
    [{ a: undefined, b: 1 }, ['/a'], []],
    [{ a: '', b: null }, ['/b', '/a'], ['/b', '/a']],
    [{ list: [{ b: 1 }, {}, { b: 2 }] }, ['/list/*/b'], ['/list/0/b', '/list/2/b']],
    [{ a: 'text', list: null }, ['/a/b', '/list/*/b'], []],
  ])('of %j by %j are %j', (body, patterns, pointers) => {
    expect(fieldsNotSent(body, patterns)).toEqual(pointers);
  });

  it('are named in a warning each, without their values', () => {
    const warnings = notSentWarnings(fieldsNotSent({ a: 'private', b: 'private' }, ['/a', '/b']));
    expect(warnings.map(({ code, pointer }) => [code, pointer])).toEqual([
      ['field_not_sent', '/a'],
      ['field_not_sent', '/b'],
    ]);
    expect(JSON.stringify(warnings)).not.toContain('private');
  });
});
