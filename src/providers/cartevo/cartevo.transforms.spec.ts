import { describe, expect, it } from '@jest/globals';
import { MappingContext } from '../mapping/mapping-context.js';
import {
  cardActions,
  cardForm,
  cardState,
  cardStateChangedBy,
  customerStatus,
  expiryMonth,
  expiryYear,
  firstCountryText,
  last4,
} from './cartevo.transforms.js';

// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'];

function warned<T>(run: (context: MappingContext) => T): [T, string[]] {
  const context = new MappingContext(false);
  const result = run(context);
  return [result, context.warnings.map(({ code }) => code)];
}

it.each([
  [true, 'active', []],
  [false, 'suspended', []],
  [null, 'unknown', []],
  ['true', 'unknown', ['invalid_value']],
  [1, 'unknown', ['invalid_value']],
  [{}, 'unknown', ['invalid_value']],
])('a customer whose is_active is %p is %s', (value, status, warnings) => {
  expect(warned((context) => customerStatus(value, context))).toEqual([status, warnings]);
});

describe('the state of a card', () => {
  const ACTIVE = ['freeze', 'withdraw', 'fund', 'terminate'];

  it.each([
    ['ACTIVE', null, 'active', null, ACTIVE],
    ['ACTIVE', true, 'active', null, ACTIVE],
    ['FROZEN', null, 'frozen', 'integrator', ['unfreeze', 'withdraw', 'terminate']],
    ['FROZEN', true, 'frozen', 'integrator', ['unfreeze', 'withdraw', 'terminate']],
    ['SUSPENDED', true, 'suspended', 'provider', []],
    ['PENDING', true, 'pending', null, []],
    ['TERMINATED', true, 'terminated', null, []],
    ['FAILED', true, 'failed', null, []],
    [null, true, 'unknown', null, []],
    [null, null, 'unknown', null, []],
  ])('status %p with is_active %p is %s', (status, active, state, changedBy, actions) => {
    expect(warned((context) => cardState({ status, active }, context))).toEqual([state, []]);
    expect(cardStateChangedBy({ status, active })).toBe(changedBy);
    expect(cardActions({ status, active })).toEqual(actions);
  });

  it.each([
    ['ACTIVE', false, 'inactive', ['contradictory_status']],
    ['ACTIVE', 'true', 'unknown', ['invalid_value']],
    ['ACTIVE', 1, 'unknown', ['invalid_value']],
    ['FROZEN', 'true', 'frozen', ['invalid_value']],
    ['active', true, 'unknown', ['unknown_value']],
    ['EXPIRED', true, 'unknown', ['unknown_value']],
    ['constructor', true, 'unknown', ['unknown_value']],
    [5, true, 'unknown', ['invalid_value']],
    [['ACTIVE'], true, 'unknown', ['invalid_value']],
  ])('status %p with is_active %p is %s with a warning', (status, active, state, warnings) => {
    expect(warned((context) => cardState({ status, active }, context))).toEqual([state, warnings]);
    expect(cardActions({ status, active }).includes('fund')).toBe(false);
  });

  it('gives each card a list of actions of its own', () => {
    const actions = cardActions({ status: 'ACTIVE', active: null });
    actions.length = 0;
    expect(cardActions({ status: 'ACTIVE', active: null })).toEqual(ACTIVE);
  });
});

it.each([
  [true, null, 'virtual', []],
  [false, null, 'physical', []],
  [null, true, 'physical', []],
  [null, false, 'virtual', []],
  [true, false, 'virtual', []],
  [false, true, 'physical', []],
  [null, null, 'unknown', []],
  [true, true, 'unknown', ['conflicting_values']],
  [false, false, 'unknown', ['conflicting_values']],
  ['true', null, 'unknown', ['invalid_value']],
  [true, 0, 'unknown', ['invalid_value']],
])('a card with is_virtual %p and is_physical %p is %s', (virtual, physical, form, warnings) => {
  expect(warned((context) => cardForm({ virtual, physical }, context))).toEqual([form, warnings]);
});

describe('the last four digits', () => {
  it.each([
    ['**** **** **** 5407', '5407'],
    ['4111********1111', '1111'],
    ['411111******1111', '1111'],
    ['41111111****1111', '1111'],
    [' **** 0042 ', '0042'],
    ['XXXX-XXXX-XXXX-0042', '0042'],
    ['0042', '0042'],
  ])('of %p are %s', (mask, last) => {
    expect(warned((context) => last4(mask, context))).toEqual([last, []]);
  });

  it.each([
    [null, []],
    ['**** **** **** ****', ['invalid_value']],
    ['**** **** **** 54O7', ['invalid_value']],
    ['**** **** **** ٥٤٠٧', ['invalid_value']],
    ['5407 ****', ['invalid_value']],
    ['541', ['invalid_value']],
    ['41115407', ['invalid_value']],
    [5407, ['invalid_value']],
    [{}, ['invalid_value']],
    [CARD_NUMBER.join(' '), ['card_number_dropped']],
    [CARD_NUMBER.join(''), ['card_number_dropped']],
    [`${CARD_NUMBER.slice(0, 3).join('')}*${CARD_NUMBER[3] ?? ''}`, ['card_number_dropped']],
  ])('of %p are none', (mask, warnings) => {
    expect(warned((context) => last4(mask, context))).toEqual([null, warnings]);
  });
});

it.each([
  [1, 1],
  [12, 12],
  ['09', 9],
  [null, null],
])('the month %p is %p', (value, month) => {
  expect(warned((context) => expiryMonth(value, context))).toEqual([month, []]);
});

it.each([[0], [13], [1.5], ['13'], ['x'], ['-1'], [true], [{}]])('%p is no month: null with a warning', (value) => {
  expect(warned((context) => expiryMonth(value, context))).toEqual([null, ['invalid_value']]);
});

it.each([
  [29, 2029],
  ['29', 2029],
  [0, 2000],
  [2029, 2029],
  ['2029', 2029],
  [null, null],
])('the year %p is %p', (value, year) => {
  expect(warned((context) => expiryYear(value, context))).toEqual([year, []]);
});

it.each([[100], [1999], [2100], [29.5], ['twenty'], [-1], [[29]]])('%p is no year: null with a warning', (value) => {
  expect(warned((context) => expiryYear(value, context))).toEqual([null, ['invalid_value']]);
});

it.each([
  [{ name: 'Cameroon', code: 'CM' }, 'Cameroon', []],
  [{ name: null, code: 'CM' }, 'CM', []],
  [{ name: null, code: null }, null, []],
  [{ name: 5, code: 'CM' }, null, ['invalid_value']],
])('the country as written of %p is %p', (values, written, warnings) => {
  expect(warned((context) => firstCountryText(values, context))).toEqual([written, warnings]);
});
