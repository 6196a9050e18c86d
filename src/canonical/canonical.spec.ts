import { describe, expect, it } from '@jest/globals';
import { CardListAnswer, CustomerAnswer, CustomerListAnswer } from './answers.js';
import * as enums from './enums.js';
import { SENSITIVITIES, fieldsOf, shapeOf, type Field, type Shape } from './field.js';

/** Every field of every shape that can be reached from an answer, by its path. */
function everyField(shape: Shape, path = '', seen = new Set<Shape>()): [string, Field][] {
  if (seen.has(shape)) return [];
  seen.add(shape);
  return [...fieldsOf(shape).values()].flatMap((field) => {
    const here = `${path}/${field.name}`;
    const inner = shapeOf(field);
    return [[here, field] as [string, Field], ...(inner ? everyField(inner, here, seen) : [])];
  });
}

const ANSWERS: Shape[] = [CustomerAnswer, CustomerListAnswer, CardListAnswer];
const FIELDS = ANSWERS.flatMap((shape) => everyField(shape));

describe('every field of the canonical model', () => {
  it('says what it means in a sentence, and how carefully it is treated', () => {
    const wrong = FIELDS.filter(
      ([, { description, sensitivity }]) => !/^\S.*\.$/s.test(description) || !SENSITIVITIES.includes(sensitivity),
    );
    expect(wrong.map(([path]) => path)).toEqual([]);
  });

  it('is never secret: what nobody may see is not part of the model', () => {
    expect(FIELDS.filter(([, { sensitivity }]) => sensitivity === 'secret')).toEqual([]);
    const names = FIELDS.map(([, { name }]) => name);
    expect(names.filter((name) => /^(?:pan|cvv|cvc|cardNumber|securityCode)$/i.test(name))).toEqual([]);
  });

  it('that is sensitive can be left out, unless it stands inside something that can', () => {
    const sensitive = FIELDS.filter(([, { sensitivity }]) => sensitivity === 'sensitive').map(([path]) => path);
    const optional = FIELDS.filter(([, field]) => field.optional).map(([path]) => path);
    expect(optional.map((path) => path.split('/').at(-1))).toEqual([
      'number',
      'front',
      'back',
      'explain',
      'number',
      'front',
      'back',
    ]);
    expect(sensitive.filter((path) => !optional.some((parent) => path.startsWith(parent)))).toEqual([]);
  });

  it('that normalises a word of the provider has that word beside it', () => {
    const paths = new Set(FIELDS.map(([path]) => path));
    const withNative = ['status', 'brand', 'state', 'gender'].flatMap((name) =>
      FIELDS.filter(([path]) => path.endsWith(`/${name}`)),
    );
    const without = withNative.filter(([path]) => !paths.has(`${path}Native`) && !path.includes('/requirements/'));
    expect(without.map(([path]) => path)).toEqual([]);
    expect(paths.has('/data/person/identityDocuments/typeNative')).toBe(true);
  });

  it('that has an example gives one of its own known values', () => {
    const wrong = FIELDS.filter(([, { openEnum, example, array }]) => {
      if (!openEnum || example === null || example === undefined) return false;
      return (
        ![example].flat().every((value) => openEnum.includes(value as string)) ||
        Array.isArray(example) !== Boolean(array)
      );
    });
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

describe('the enums', () => {
  const lists = Object.entries(enums).filter(([, list]) => Array.isArray(list)) as [string, readonly string[]][];

  it.each(lists)('%s are lower snake_case words, each once', (_name, words) => {
    expect(words.filter((word) => !/^[a-z]+(?:_[a-z]+)*$/.test(word.replace(/\d/g, '')))).toEqual([]);
    expect(new Set(words).size).toBe(words.length);
  });

  it('of what a provider says always include unknown', () => {
    const { CUSTOMER_TYPES, CUSTOMER_STATUSES, GENDERS, VERIFICATION_STATUSES, TERMS_STATUSES, REQUIREMENT_STATUSES } =
      enums;
    const { IDENTITY_DOCUMENT_TYPES, CARD_FORMS, CARD_BRANDS, CARD_STATES } = enums;
    const said = [
      CUSTOMER_TYPES,
      CUSTOMER_STATUSES,
      GENDERS,
      VERIFICATION_STATUSES,
      TERMS_STATUSES,
      REQUIREMENT_STATUSES,
    ];
    const documents = [IDENTITY_DOCUMENT_TYPES, CARD_FORMS, CARD_BRANDS, CARD_STATES];
    expect([...said, ...documents].every((words) => (words as readonly string[]).includes('unknown'))).toBe(true);
  });

  it('of verification go from the worst to the best', () => {
    expect(enums.VERIFICATION_STATUSES).toEqual([
      'rejected',
      'expired',
      'unknown',
      'action_required',
      'not_started',
      'in_review',
      'approved',
    ]);
  });
});

it('a class without canonical fields is no shape', () => {
  expect(() => fieldsOf(class Nothing {})).toThrow('Nothing declares no canonical field');
});
