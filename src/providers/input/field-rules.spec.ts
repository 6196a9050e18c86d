import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { brokenRules, neededWhen, refusedWhen, somethingGiven, type FieldRule } from './field-rules.js';

const other = { pointer: '/tax/type', values: ['other'] };
const inUsa = { pointer: '/tax/country', values: ['US'] };
const needed = neededWhen(other, '/tax/description', 'is needed');
const together = neededWhen({ pointer: '/tax' }, '/address', 'is needed');
const refused = refusedWhen(inUsa, { pointer: '/tax/type', values: ['passport'] }, { code: 'no', detail: 'is not' });
const given = somethingGiven('must change something');

const accepts = (rule: FieldRule, body: object) => new Ajv2020({ strict: false }).compile(rule.schema)(body);

describe('a rule between fields', () => {
  it.each<readonly [FieldRule, object, string | null]>([
    [needed, { tax: { type: 'other' } }, '/tax/description needed_with'],
    [needed, { tax: { type: 'other', description: null } }, null],
    [needed, { tax: { type: 'ssn' } }, null],
    [needed, { tax: {} }, null],
    [needed, { tax: 'other' }, null],
    [needed, {}, null],
    [together, { tax: {} }, '/address needed_with'],
    [together, { tax: null }, '/address needed_with'],
    [together, { tax: {}, address: {} }, null],
    [together, {}, null],
    [refused, { tax: { country: 'US', type: 'passport' } }, '/tax/type no'],
    [refused, { tax: { country: 'US', type: 'ssn' } }, null],
    [refused, { tax: { country: 'US' } }, null],
    [refused, { tax: { country: 'FR', type: 'passport' } }, null],
    [refused, { tax: { country: ['US'], type: 'passport' } }, null],
    [given, {}, ' nothing_given'],
    [given, { any: null }, null],
  ])('%# is broken by a body exactly when its schema says so', (rule, body, problem) => {
    const found = rule.problemOf(body);
    expect(found && `${found.pointer} ${found.code}`).toBe(problem);
    expect(accepts(rule, body)).toBe(problem === null);
  });

  it('does not take what every object has for a field', () => {
    expect(brokenRules([neededWhen({ pointer: '/constructor' }, '/address', 'is needed')], {})).toEqual([]);
  });

  it('is named with all others that are broken', () => {
    const pointers = brokenRules([needed, together, refused], { tax: { type: 'other' } }).map(({ pointer }) => pointer);
    expect(pointers).toEqual(['/tax/description', '/address']);
  });
});
