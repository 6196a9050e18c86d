import { expect, test } from '@jest/globals';
import { validateSync } from 'class-validator';
import { ACCEPTED_PATTERNS, IsHttpsUrl } from './validators.js';

class Body {
  @IsHttpsUrl()
  address: unknown;
}

function accepts(address: unknown): boolean {
  return validateSync(Object.assign(new Body(), { address })).length === 0;
}

test.each([
  'https://files.example.com/front.jpg',
  'https://files.example.com',
  'https://files.example.com:8443/a?b=c#d',
  'https://files.example.com:61000/',
  'https://files.example.com:65535/',
  'https://my_bucket.storage.example.com/a%20b.pdf',
  'https://xn--exmple-cua.example/x',
])('%s is accepted, by the rule and by the pattern of the document', (address) => {
  expect([accepts(address), new RegExp(ACCEPTED_PATTERNS.httpsUrl, 'u').test(address)]).toEqual([true, true]);
});

test.each([
  'http://files.example.com/front.jpg',
  'https://user:secret@files.example.com/',
  'https://127.0.0.1/front.jpg',
  'https://[::1]/front.jpg',
  'https://localhost/front.jpg',
  'https://files.internal/front.jpg',
  'https://files.example.com:0/',
  'https://files.example.com:65536/',
  'https://-files.example.com/',
  'https://files..example.com/',
  'https://files.example.com/a b',
  'https://files.example.com\\@evil.example/',
  'https://exämple.com/',
  'javascript:alert(1)',
  '',
  5,
  null,
])('%p is refused', (address) => expect(accepts(address)).toBe(false));

test('a long host is decided at once', () => {
  const start = performance.now();
  expect(accepts(`https://${'a-'.repeat(1000)}`)).toBe(false);
  expect(accepts(`https://${'a.'.repeat(1000)}`)).toBe(false);
  expect(performance.now() - start).toBeLessThan(100);
});
