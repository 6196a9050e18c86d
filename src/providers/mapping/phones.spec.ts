import { describe, expect, it } from '@jest/globals';
import { MappingContext } from './mapping-context.js';
import { parsePhone, phone, phoneFromParts } from './phones.js';

function detailOf(run: (context: MappingContext) => unknown): string | undefined {
  const context = new MappingContext(false);
  run(context);
  return context.warnings[0]?.detail;
}

function warned<T>(run: (context: MappingContext) => T): [T, string[]] {
  const context = new MappingContext(false);
  const result = run(context);
  return [result, context.warnings.map(({ code }) => code)];
}

describe('a telephone number in one piece', () => {
  it.each([
    ['+14155550123', '+14155550123', 'US'],
    ['+1 (415) 555-0123', '+14155550123', 'US'],
    ['+6560000001', '+6560000001', 'SG'],
    ['+237 6 77 00 00 01', '+237677000001', 'CM'],
    ['+44 20 7946 0958', '+442079460958', 'GB'],
    [' +14155550123  ', '+14155550123', 'US'],
    ['+18764555123', '+18764555123', 'JM'],
    ['+80012345678', '+80012345678', null],
  ])('%p is %s in %s', (written, e164, country) => {
    expect(warned((context) => phone(written, context))).toEqual([{ e164, country, original: written }, []]);
  });

  it('that is possible but not valid is accepted', () => {
    // The sample number of a provider's document: long enough, in no range that was given out.
    expect(warned((context) => phone('+237100000001', context))).toEqual([
      { e164: '+237100000001', country: 'CM', original: '+237100000001' },
      [],
    ]);
  });

  it('of a dial code that several countries share names none when it cannot tell which', () => {
    const [number] = warned((context) => phone('+12000000000', context));
    expect(number).toEqual({ e164: '+12000000000', country: null, original: '+12000000000' });
  });

  it.each([
    ['<string>'],
    ['tel:+14155550123'],
    ['0677000001'],
    ['+999123456789'],
    ['+23'],
    ['+1415555'],
    ['+141555501234'],
    ['+14155550123\n'],
    ['+1415555012345678901'],
    ['call +14155550123 now'],
    ['+14155550123 ext. 5'],
    ['+14155\u202e550123'],
    ['+1415555\u00000123'],
    ['4155550123'],
  ])('%p cannot be understood: e164 and country are null, the original stays, with a warning', (written) => {
    expect(warned((context) => phone(written, context))).toEqual([
      { e164: null, country: null, original: written },
      ['invalid_value'],
    ]);
  });

  it.each([[14155550123], [true], [{}], [['+14155550123']]])(
    'that is %p and not text is null with a warning',
    (written) => {
      expect(warned((context) => phone(written, context))).toEqual([null, ['invalid_value']]);
    },
  );

  it('is null without a warning when the provider says nothing', () => {
    expect(warned((context) => phone(null, context))).toEqual([null, []]);
  });
});

describe('a telephone number in dial code and local number', () => {
  it.each([
    ['+237', '677000001', '+237677000001', 'CM'],
    ['237', '677000001', '+237677000001', 'CM'],
    ['00237', '677000001', '+237677000001', 'CM'],
    ['+2 37', '677 00 00 01', '+237677000001', 'CM'],
    ['+234', '8012345678', '+2348012345678', 'NG'],
    ['+234', '08012345678', '+2348012345678', 'NG'],
    ['+44', '020 7946 0958', '+442079460958', 'GB'],
    ['+1', '4155550123', '+14155550123', 'US'],
    ['+1876', '4555123', '+18764555123', 'JM'],
    ['+237', '237677000001', '+237677000001', 'CM'],
    ['+237', ' 677000001 ', '+237677000001', 'CM'],
  ])('%s and %s are %s in %s', (dialCode, local, e164, country) => {
    expect(warned((context) => phoneFromParts({ dialCode, local }, context))).toEqual([
      { e164, country, original: `${dialCode} ${local}` },
      [],
    ]);
  });

  it('whose local part is international already is taken from that part', () => {
    for (const local of ['+237677000001', ' +237677000001']) {
      expect(warned((context) => phoneFromParts({ dialCode: '+234', local }, context))).toEqual([
        { e164: '+237677000001', country: 'CM', original: local },
        [],
      ]);
    }
  });

  it.each([
    ['CM', '677000001', 'CM 677000001'],
    ['CM237', '677000001', 'CM237 677000001'],
    ['237CM', '677000001', '237CM 677000001'],
    ['999', '677000001', '999 677000001'],
    ['', '677000001', ' 677000001'],
    [237, '677000001', '677000001'],
    [null, '677000001', '677000001'],
    ['+237', 'none', '+237 none'],
    ['+237', '6770\u202e00001', '+237 6770\u202e00001'],
    ['+237', null, '+237'],
  ])('%p and %p cannot be understood, and the original stays', (dialCode, local, original) => {
    expect(warned((context) => phoneFromParts({ dialCode, local }, context))).toEqual([
      { e164: null, country: null, original },
      ['invalid_value'],
    ]);
  });

  it.each([
    [237, null],
    ['+237', 677000001],
    [null, {}],
  ])('%p and %p are not text: null with a warning', (dialCode, local) => {
    expect(warned((context) => phoneFromParts({ dialCode, local }, context))).toEqual([null, ['invalid_value']]);
  });

  it('are null without a warning when both are missing', () => {
    expect(warned((context) => phoneFromParts({ dialCode: null, local: null }, context))).toEqual([null, []]);
  });
});

it('a warning says what was expected', () => {
  const text = 'the provider’s value is not text';
  expect(detailOf((context) => phone(5, context))).toBe(text);
  expect(detailOf((context) => phoneFromParts({ dialCode: '+237', local: 5 }, context))).toBe(text);
  expect(detailOf((context) => phoneFromParts({ dialCode: 237, local: null }, context))).toBe(text);
  expect(detailOf((context) => phone('none', context))).toBe('the provider’s value is not a telephone number');
});

it('a number gives dial code and local number back, as a create needs them', () => {
  const number = parsePhone('+2348012345678');
  expect([number?.countryCallingCode, number?.nationalNumber]).toEqual(['234', '8012345678']);
});
