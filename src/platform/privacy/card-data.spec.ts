import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import {
  CARD_DATA_HINT,
  containsCardNumber,
  containsCardToken,
  containsRevealingToken,
  holdsCardData,
  withoutCardData,
} from './card-data.js';

// Assembled at run time: no card number stands in the sources.
const GROUPS = ['4111', '1111', '1111', '1111'];
const SOLID = GROUPS.join('');
const SPACED = GROUPS.join(' ');
const DASHED = GROUPS.join('-');
const NOT_LUHN = ['4111', '1111', '1111', '1112'].join(' ');
const jwt = (payload: unknown) =>
  ['{"alg":"none"}', JSON.stringify(payload), 'x'].map((part) => Buffer.from(part).toString('base64url')).join('.');

describe('a card number', () => {
  it.each([
    ['solid', SOLID],
    ['spaced', SPACED],
    ['dashed', DASHED],
    ['with hard blanks', GROUPS.join('\u00a0')],
    ['every digit apart', [...SOLID].join(' ')],
    ['with double separators', GROUPS.join('--')],
    ['every digit apart, with dashes between blanks', [...SOLID].join(' - ')],
    ['with dots', GROUPS.join('.')],
    ['with typographic dashes', GROUPS.join('\u2013')],
    ['over lines', GROUPS.join('\r\n')],
    ['in full-width digits', [...SOLID].map((digit) => String.fromCharCode(0xff10 + Number(digit))).join('')],
    ['of 13 digits', '4222222222' + '222'],
    ['of 14 digits', '3056930902' + '5904'],
    ['of 15 digits', '3714' + '496353' + '98431'],
    ['of 19 digits', '6304' + '0000' + '0000' + '0000' + '000'],
    ['in a sentence', `pay with ${SPACED}.`],
    ['in quotes', `"${SPACED}"`],
    ['solid inside a word', `x${SOLID}y`],
    ['before an expiry date', `${SPACED} 12/29`],
    ['before a security code', `${SOLID} 123`],
    ['behind a number', `order 5 ${SPACED}`],
    ['between numbers', `12 ${DASHED} 34 56`],
    ['where a UUID lacks a digit', '74016304-8903-4060-a8a3-3e1347976ad'],
    ['in too short a word for an id', `65f${SOLID}c0a1`],
    ['in too long a word for an id', `${'ab'.repeat(24)}${SOLID}c`],
    ['in a word that is not hexadecimal', `65f${SOLID}c0a1g`],
    ['behind a word like an id', `x65f${SOLID}c0a1e`],
    ['on a magnetic stripe', `${SOLID}D25122010000012300000F`.slice(0, 32)],
    ['filled up with F', SOLID.padEnd(24, 'F')],
    ['in a word of 30 digits', `65f${SOLID}c0a1e65f0aa`],
    ['in what has the form of a UUID but no version', '41111111-1111-1111-cbcd-3e1347976ad6'],
    ['behind a digit and a hyphen', `5-${SOLID}`],
    ['behind words and numbers', `order_7_${SOLID}`],
    ['before a number and a dot', `${SOLID}.2025`],
    ['next to a UUID', `4815a141-6b4f-486d-9435-328353863310 ${SPACED}`],
    ['before an expiry date', `${DASHED}/12/30`],
    ['before a security code', `${DASHED}-123`],
    ['behind a digit, in groups', `5-${DASHED}`],
    ['in the groups of another brand', '12-3782-822463-10005-1'],
    ['in the data of a chip', `5A08${SOLID}5F24032512319F1A`],
    ['in the data of a chip, as on the stripe', `5713${SOLID}D25122010000012300000F`],
    ['in the data of a chip, filled up', '5A0A4111111111111111110F'],
    ['behind another one that is none', `${NOT_LUHN} ${SPACED}`],
  ])('%s is found, and taken out of a text', (_name, text) => {
    expect(CARD_DATA_HINT.test(text)).toBe(true);
    expect(containsCardNumber(text)).toBe(true);
    expect(holdsCardData(text)).toBe(true);
    expect(withoutCardData(text).replace(/\D/g, '')).not.toContain(SOLID);
    expect(withoutCardData(text)).toContain('[card number]');
  });

  it.each([
    ['no Luhn digit', NOT_LUHN],
    ['12 digits', SOLID.slice(0, 12)],
    ['20 digits', `${SOLID}1111`],
    ['a UUID of digits', '11111111-2222-4333-8444-555555555555'],
    ['a UUID', '4d4dad81-7899-4612-a9f6-133ce56a4507'],
    ['a UUID whose beginning passes for one', '74016304-8903-4060-a8a3-3e1347976ad6'],
    ['a UUID whose end passes for one, in a sentence', 'no card 4815a141-6b4f-486d-9435-328353863310 here'],
    ['a UUID in capital letters', '4815A141-6B4F-486D-9435-328353863310'],
    ['the id of an operation', 'op_f1618593178344e79d8880fc3911ee26'],
    ['the id of a customer in an address', 'https://files.example.com/faee3433325a40318700626102aa3292.jpg'],
    ['an id of 24 digits', `65f${SOLID}c0a1e`],
    ['an id that begins with digits', `${SOLID}c0a1e65f`],
    ['a hash', `${'ab'.repeat(20)}${SOLID}${'cd'.repeat(4)}`],
    ['the data of a chip without a number', `5A08${NOT_LUHN.replaceAll(/\D/g, '')}5F24`],
    ['an instant', '2026-03-09T20:46:31.305Z'],
    ['a telephone number', '+237 677 000 001'],
    ['a long telephone number', `+${SOLID.slice(0, 15)}`],
    ['a mask', '4111********1111'],
    ['another mask', '**** **** **** 1111'],
    ['four separators', GROUPS.join('----')],
    ['a dashed part of a word', `a${DASHED}`],
    ['nothing', ''],
  ])('is not seen in %s', (_name, text) => {
    expect(containsCardNumber(text)).toBe(false);
    expect(holdsCardData(text)).toBe(false);
    expect(withoutCardData(text)).toBe(text);
  });

  it.each([
    ['digits between blanks', '1 '],
    ['digits between hyphens', '4-'],
    ['digits', '1'],
    ['groups of four', '4444 '],
    ['groups of digits between hyphens and blanks', '444-4444 '],
    ['card numbers', `${DASHED} `],
    ['ids', `65f${SOLID}c0a1e `],
    ['separators', '1 - '],
  ])('is looked for in a megabyte of %s in no time', (_name, part) => {
    const text = part.repeat(1_000_000 / part.length);
    const times = [containsCardNumber, withoutCardData].map((search) => {
      const startedAt = performance.now();
      search(text);
      return performance.now() - startedAt;
    });
    expect(Math.max(...times)).toBeLessThan(1000);
  });
});

it('is seen in no random id, however many there are', () => {
  // About forty of so many have digits that pass for a card number.
  const ids = Array.from({ length: 20_000 }, () => `c${randomUUID().replaceAll('-', '').slice(1)}`);
  expect(ids.filter((id) => containsCardNumber(id) || withoutCardData(`id ${id}`) !== `id ${id}`)).toEqual([]);
});

describe('a card token', () => {
  it.each([
    `tkMplr_${jwt({ cvv: '123' })}`,
    `tkAlsp_${jwt({ pan: SOLID })}`,
    'tkXy_',
    jwt({ a: 1 }),
    `Bearer ${jwt({})}`,
  ])('%# is found, and taken out of a text', (text) => {
    expect(containsCardToken(text)).toBe(true);
    expect(withoutCardData(`a ${text} b`)).not.toMatch(/eyJ|tk[A-Z]/);
  });

  it.each(['token', 'tk_lower', 'eyJ', 'eyJhbGci', 'TKMplr_', ''])('is not seen in %p', (text) => {
    expect(containsCardToken(text)).toBe(false);
    expect(holdsCardData(text)).toBe(false);
  });

  it.each([
    [jwt({ pan: SOLID }), true],
    [jwt({ anything: SPACED }), true],
    [jwt({ cvv: '123' }), true],
    [jwt({ card_number: 'x' }), true],
    ['tkMplr_x', true],
    [jwt({ file: 'front.jpg', exp: 1 }), false],
    ['no token', false],
  ])('%# gives card data away: %p', (text, reveals) => {
    expect(containsRevealingToken(`https://cdn.example.com/f?t=${text}`)).toBe(reveals);
  });

  it('before a card number does not hide it', () => {
    const clean = withoutCardData(`tkMplr_${jwt({ cvv: '123' })} and ${SPACED} and ${DASHED}`);
    expect(clean).toBe('[token] and [card number] and [card number]');
  });
});
