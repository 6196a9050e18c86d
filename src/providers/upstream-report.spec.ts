import { describe, expect, it } from '@jest/globals';
import { cleanCode, cleanMessage, readErrorReport } from './upstream-report.js';

// Assembled at run time: no card number stands in the sources.
const CARD_NUMBER = ['4111', '1111', '1111', '1111'].join(' ');
const NOTHING = { messages: [], label: null, code: null, correlationId: null, pointers: [], faults: [] };

describe('an error body', () => {
  it.each([
    [
      'Cartevo',
      { success: false, statusCode: 404, message: 'Card not found', error: 'Not Found' },
      { messages: ['Card not found'], label: 'Not Found' },
    ],
    [
      'Cartevo with several messages',
      { message: ['a', 'b'], error: 'Bad Request' },
      { messages: ['a', 'b'], label: 'Bad Request' },
    ],
    [
      'Cartevo, older',
      { error: { code: 'invalid_request', message: 'No' } },
      { messages: ['No'], code: 'invalid_request' },
    ],
    ['an error word alone', { error: 'not_found' }, { messages: ['not_found'], label: 'not_found' }],
    [
      'SpherePay',
      { status: 400, detail: 'No', code: 'address/invalid', correlationId: 'e01' },
      { messages: ['No'], code: 'address/invalid', correlationId: 'e01' },
    ],
    [
      'SpherePay validation',
      { detail: 'No', code: 'validation/failed', errors: [{ detail: 'bad', pointer: '/email' }] },
      {
        messages: ['No', 'bad'],
        code: 'validation/failed',
        pointers: ['/email'],
        faults: [{ pointer: '/email', detail: 'bad' }],
      },
    ],
    ['SpherePay 2025, list', { ts: 'x', error: { information: ['Required'] } }, { messages: ['Required'] }],
    [
      'SpherePay 2025, text',
      { ts: 'x', error: { general: 'Customer not found' } },
      { messages: ['Customer not found'] },
    ],
    ['SpherePay v1', { ok: false, error: 'x', message: 'Bad', data: null }, { messages: ['Bad'], label: 'x' }],
    ['another with a request id', { request_id: 'r1', message: 'Bad' }, { messages: ['Bad'], correlationId: 'r1' }],
  ])('of %s is understood', (_provider, body, report) => {
    expect(readErrorReport(body)).toEqual({ ...NOTHING, ...report });
  });

  it.each([
    [null],
    [undefined],
    ['text'],
    [5],
    [[]],
    [{}],
    [{ message: 5, code: {}, error: [], errors: 'x' }],
    [{ message: '' }],
  ])('%p says nothing', (body) => {
    expect(readErrorReport(body)).toEqual(NOTHING);
  });

  it('gives at most ten messages', () => {
    expect(readErrorReport({ message: Array.from({ length: 50 }, (_, index) => `m${index}`) }).messages).toHaveLength(
      10,
    );
  });
});

describe('a provider’s message', () => {
  it.each([
    ['first_name must be at least 3 characters', 'first_name must be at least 3 characters'],
    ['line one\r\nline two', 'line one line two'],
    ['\u001b[31mred\u001b[0m', '[31mred [0m'],
    ['right\u202eto left', 'right to left'],
    ['zero\u200bwidth', 'zero width'],
    ['NUL\u0000byte', 'NUL byte'],
    ['value "Jane Smith" is wrong', 'value […] is wrong'],
    ["value 'Jane' is wrong", 'value […] is wrong'],
    ['value “Jane” is wrong', 'value […] is wrong'],
    ['value `Jane` is wrong', 'value […] is wrong'],
    ['mail jane.smith@example.com is taken', 'mail […] is taken'],
    ['see https://files.example.com/kyc/1.jpg now', 'see […] now'],
    ['phone +237 677 000 001 is taken', 'phone […] is taken'],
    ['number 12345678901 is taken', 'number […] is taken'],
    [`card ${CARD_NUMBER} is known`, 'card [card number] is known'],
    ['token tkMplr_abc.def is known', 'token [token] is known'],
    ['must be 18 or older', 'must be 18 or older'],
    ['  a   lot\tof space ', 'a lot of space'],
    ['', ''],
  ])('%p becomes %p', (message, clean) => {
    expect(cleanMessage(message)).toBe(clean);
  });

  it('holds nothing that the caller had sent, but keeps words too short to be anybody’s', () => {
    expect(cleanMessage('douala or littoral in CM', ['douala', 'littoral', 'CM'])).toBe('[…] or […] in CM');
  });

  it('has at most 200 characters and no half of one', () => {
    expect(cleanMessage('x'.repeat(500))).toHaveLength(200);
    expect(cleanMessage(`${'x'.repeat(199)}🙂`).isWellFormed()).toBe(true);
  });
});

it.each([
  ['validation/failed', 'validation/failed'],
  ['invalid_request', 'invalid_request'],
  ['E-42:7.1', 'E-42:7.1'],
  ['two words', null],
  ['jane@example.com', null],
  ['line\nbreak', null],
  ['', null],
  ['x'.repeat(65), null],
  [CARD_NUMBER.replaceAll(' ', '-'), '[card number]'],
  [null, null],
])('the provider’s code %p is shown as %p', (code, shown) => {
  expect(cleanCode(code)).toBe(shown);
});
