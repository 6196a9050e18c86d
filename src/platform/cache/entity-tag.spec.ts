import { expect, it } from '@jest/globals';
import { entityTagOf, matchesEntityTag } from './entity-tag.js';

const tag = entityTagOf('{"a":1}');
const opaque = tag.slice(2);

it('the same text has the same weak tag, another text another one', () => {
  expect(tag).toMatch(/^W\/"[A-Za-z0-9_-]{22}"$/);
  expect(entityTagOf('{"a":1}')).toBe(tag);
  expect(entityTagOf('{"a":2}')).not.toBe(tag);
});

it.each([tag, opaque, '*', ' * ', `"x", ${tag}`, `${opaque},"y"`, `W/"z" , ${opaque}`, `nonsense, ${tag}`])(
  '%s names it',
  (header) => {
    expect(matchesEntityTag(header, tag)).toBe(true);
  },
);

it.each([undefined, '', '"x"', 'W/"x"', '**', opaque.slice(1, -1), `${opaque.slice(0, -1)}x"`, '"*"', '""'])(
  '%s does not',
  (header) => {
    expect(matchesEntityTag(header, tag)).toBe(false);
  },
);
