import { describe, expect, it } from '@jest/globals';
import { pointerToken } from '../../canonical/json-pointer.js';
import { ExactNumber } from '../../platform/http/exact-numbers.js';
import { MappingContext } from './mapping-context.js';
import {
  enumOf,
  fullName,
  gatewayId,
  imageFileId,
  imageUrl,
  isSouthAfricanIdentityNumber,
  literal,
  maskedNumber,
  metadata,
  text,
  webAddress,
} from './text.js';

const NOT_TEXT: [unknown][] = [[5], [true], [{}], [[]], [['x']]];
// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'].join('');

function warned<T>(run: (context: MappingContext) => T): [T, string[]] {
  const context = new MappingContext(false);
  const result = run(context);
  return [result, context.warnings.map(({ code, pointer }) => `${code}${pointer && ` ${pointer}`}`)];
}

describe('text', () => {
  it.each(['Jane', ' Jane ', 'Zoë', '🙂', "Robert'); DROP TABLE", '{{7*7}}'])('%p stays as it is', (value) => {
    expect(warned((context) => text(value, context))).toEqual([value, []]);
  });

  it.each(NOT_TEXT)('that is %p is null with a warning', (value) => {
    expect(warned((context) => text(value, context))).toEqual([null, ['invalid_value']]);
  });

  it('is null without a warning when the provider says nothing', () => {
    expect(warned((context) => text(null, context))).toEqual([null, []]);
  });
});

describe('the literal of an enum', () => {
  it.each([
    ['ACTIVE', 'ACTIVE'],
    ['Processing,Succeeded', 'Processing,Succeeded'],
    ['AC\u0000TI\u001b[31mVE', 'ACTI[31mVE'],
    ['AC\u202eTIVE\u2066', 'ACTIVE'],
    ['two\nlines', 'twolines'],
    ['', null],
    [' \u0007 ', null],
    [null, null],
    [undefined, null],
    [5, null],
    [{}, null],
  ])('%p is shown as %p', (value, shown) => {
    expect(literal(value)).toBe(shown);
  });

  it('has at most 128 characters and no half of one', () => {
    expect(literal('x'.repeat(200))).toBe('x'.repeat(128));
    expect(literal(`${'x'.repeat(127)}🙂`)?.isWellFormed()).toBe(true);
  });

  it('is not shown when a card number comes out without the control characters', () => {
    expect(literal([...CARD_NUMBER].join('\u0000'))).toBeNull();
    expect(literal(`t\u0000kMplr_x`)).toBeNull();
  });
});

describe('a status table', () => {
  const exact = enumOf({ ACTIVE: 'active', FROZEN: 'frozen' }, { absent: 'unknown' });
  const anyCase = enumOf({ Succeeded: 'active' }, { absent: null, ignoreCase: true });

  it.each([
    ['ACTIVE', 'active'],
    ['FROZEN', 'frozen'],
  ])('knows %s as %s', (word, meaning) => {
    expect(warned((context) => exact(word, context))).toEqual([meaning, []]);
  });

  it.each(['Succeeded', 'SUCCEEDED', 'succeeded'])('without regard to case knows %s', (word) => {
    expect(warned((context) => anyCase(word, context))).toEqual(['active', []]);
  });

  it.each([
    'active',
    'ACTIVE ',
    ' ACTIVE',
    'ACTIVE,FROZEN',
    'constructor',
    '__proto__',
    'toString',
    'valueOf',
    'hasOwnProperty',
  ])('does not know %p: unknown with a warning', (word) => {
    expect(warned((context) => exact(word, context))).toEqual(['unknown', ['unknown_value']]);
    expect(warned((context) => anyCase(word, context))).toEqual(['unknown', ['unknown_value']]);
  });

  it.each([...NOT_TEXT, [0], [new ExactNumber('1')]])(
    'says unknown with a warning for %p, which is no word',
    (value) => {
      expect(warned((context) => exact(value, context))).toEqual(['unknown', ['invalid_value']]);
    },
  );

  it('has a meaning of its own for what is absent, without a warning', () => {
    expect(warned((context) => exact(null, context))).toEqual(['unknown', []]);
    expect(warned((context) => anyCase(null, context))).toEqual([null, []]);
  });
});

it.each([
  ['91b3', 'cartevo:91b3', []],
  [null, null, []],
  [5, null, ['invalid_value']],
])('the gateway’s id of %p is %p', (value, id, warnings) => {
  expect(warned((context) => gatewayId('cartevo')(value, context))).toEqual([id, warnings]);
});

it.each([
  [{ given: 'Jane', family: 'Smith' }, 'Jane Smith'],
  [{ given: 'Jane', family: null }, 'Jane'],
  [{ given: null, family: 'Smith' }, 'Smith'],
  [{ given: null, family: null }, null],
  [{ given: 5, family: {} }, null],
])('the name to show of %p is %p', (parts, name) => {
  expect(fullName(parts)).toBe(name);
});

it.each([
  ['TEST0000001', '*******0001'],
  ['12345678', '****5678'],
  ['1234567', '*****67'],
  ['123', '**3'],
  ['12', '**'],
  ['1', '*'],
  ['🙂🙂🙂🙂🙂🙂🙂🙂', '****🙂🙂🙂🙂'],
  [null, null],
])('the document number %p is shown as %p', (number, shown) => {
  expect(warned((context) => maskedNumber(number, context))).toEqual([shown, []]);
});

it.each([
  ['900115' + '5009' + '087', true],
  ['901315' + '5009' + '087', false],
  ['900132' + '5009' + '087', false],
  ['900115' + '5009' + '287', false],
  ['900115', false],
  ['900115 5009 087', false],
])('%p has the form of a South African identity number: %p', (number, is) => {
  expect(isSouthAfricanIdentityNumber(number)).toBe(is);
});

describe('addresses and images', () => {
  it.each(['https://cdn.example.com/front.jpg', 'http://files.example.com/a?b=c'])('%s may be opened', (value) => {
    expect(warned((context) => webAddress(value, context))).toEqual([value, []]);
    expect(warned((context) => imageUrl(value, context))).toEqual([{ kind: 'url', value }, []]);
  });

  it.each([
    ['javascript:alert(1)'],
    ['data:text/html,x'],
    ['file:///etc/passwd'],
    ['ftp://example.com/a'],
    ['//example.com/a'],
    ['front.jpg'],
    ['<string>'],
    [5],
    [{}],
  ])('%p is no web address: null with a warning', (value) => {
    expect(warned((context) => webAddress(value, context))).toEqual([null, ['invalid_value']]);
    expect(warned((context) => imageUrl(value, context))).toEqual([null, ['invalid_value']]);
  });

  it('a file id stays as it is', () => {
    expect(warned((context) => imageFileId('file_front_01', context))).toEqual([
      { kind: 'file_id', value: 'file_front_01' },
      [],
    ]);
    expect(warned((context) => imageFileId(5, context))).toEqual([null, ['invalid_value']]);
  });

  it('are null without a warning when the provider says nothing', () => {
    for (const transform of [webAddress, imageUrl, imageFileId]) {
      expect(warned((context) => transform(null, context))).toEqual([null, []]);
    }
  });
});

describe('metadata', () => {
  it('keeps plain values', () => {
    const pairs = { text: 'a', count: 3, flag: false, nothing: null, '': 'blank key' };
    expect(warned((context) => metadata(pairs, context))).toEqual([pairs, []]);
  });

  it('is an empty object when the provider says nothing', () => {
    expect(warned((context) => metadata(null, context))).toEqual([{}, []]);
  });

  it('leaves nested values out, with a warning at the key', () => {
    const pairs = { a: { b: 1 }, 'c/d~': [1], ok: 1, huge: new ExactNumber('1e400'), nan: Number.NaN };
    expect(warned((context) => metadata(pairs, context))).toEqual([
      { ok: 1 },
      ['invalid_value /a', 'invalid_value /c~1d~0', 'invalid_value /huge', 'invalid_value /nan'],
    ]);
  });

  it('leaves out names that every object has, with a warning for each', () => {
    const pairs = JSON.parse('{"__proto__":"x","constructor":"y","toString":"z","a":1}') as unknown;
    expect(warned((context) => metadata(pairs, context))).toEqual([
      { a: 1 },
      ['invalid_value /__proto__', 'invalid_value /constructor', 'invalid_value /toString'],
    ]);
  });

  it.each([['text'], [5], [true], [[]]])('that is %p is empty, with a warning', (value) => {
    expect(warned((context) => metadata(value, context))).toEqual([{}, ['invalid_value']]);
  });
});

it('a key becomes one token of a JSON pointer', () => {
  expect(pointerToken('a/b~c')).toBe('a~1b~0c');
});
