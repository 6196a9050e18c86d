import { applyDecorators } from '@nestjs/common';
import { isIP } from 'node:net';
import { ValidateBy, ValidateIf, isEmail as looksLikeEmail, type ValidationOptions } from 'class-validator';

// Control characters, halves of characters, marks that turn the direction of a text or end a line.
const FORBIDDEN = String.raw`\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069`;
const UNSEEN = String.raw`\p{Cf}\u3164`;
const FORBIDDEN_CHARACTER = new RegExp(`[${FORBIDDEN}]`, 'u');
const INVISIBLE = new RegExp(`[${UNSEEN}]`, 'gu');
const PORT = String.raw`6553[0-5]|655[0-2]\d|65[0-4]\d\d|6[0-4]\d{3}|[1-5]\d{4}|[1-9]\d{0,3}`;
const HOST = String.raw`(?:\w(?:[\w-]*\w)?\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?`;
const NOT_PUBLIC = String.raw`[^/?#]*\.(?:local|localhost|internal)(?:[:/?#]|$)`;
const HTTPS_ADDRESS = new RegExp(
  String.raw`^https:\/\/(?!${NOT_PUBLIC})${HOST}(?::(?:${PORT}))?(?:[/?#][\x21-\x7e]*)?$`,
);
const EMAIL_ADDRESS =
  /^(?=[^@]{1,64}@)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+(?:[A-Za-z]{2,63}|xn--[a-z0-9-]{2,59})$/;

/** What the rules below accept, as patterns of JSON Schema, which the OpenAPI document shows. */
export const ACCEPTED_PATTERNS = {
  httpsUrl: HTTPS_ADDRESS.source,
  email: EMAIL_ADDRESS.source,
  /** Plain text with at least so many characters that can be seen. */
  plainText: (min: number) =>
    String.raw`^(?=.*[^\s${UNSEEN}])(?=(?:[${UNSEEN}]*[^${UNSEEN}]){${min}})[^${FORBIDDEN}]*$`,
} as const;

/** One rule with a code for callers; its message never holds the value. */
export function rule(code: string, message: string, accepts: (value: unknown) => boolean, options?: ValidationOptions) {
  return ValidateBy({ name: code, validator: { validate: accepts, defaultMessage: () => message } }, options);
}

/** The field may be left out; null is not the same as left out. */
export function IfGiven(): PropertyDecorator {
  return ValidateIf((_object, value) => value !== undefined);
}

/** Text that people can see: no control or direction marks, no broken surrogates, not only blanks. */
export function IsPlainText(min: number, max: number): PropertyDecorator {
  return applyDecorators(
    rule('not_text', 'must be text', (value) => typeof value === 'string'),
    rule('forbidden_character', 'must not hold control, direction or broken characters', (value) => {
      return typeof value !== 'string' || !FORBIDDEN_CHARACTER.test(value);
    }),
    rule(
      'blank',
      'must not be blank',
      (value) => typeof value !== 'string' || value.replace(INVISIBLE, '').trim() !== '',
    ),
    // Characters as people and providers count them: an emoji is one, not two.
    rule('length', `must have ${min} to ${max} characters`, (value) => {
      if (typeof value !== 'string') return true;
      const length = [...value].length;
      return [...value.replace(INVISIBLE, '')].length >= min && length <= max;
    }),
  );
}

/** An e-mail address in ASCII: letters of other scripts that look the same are a known trick. */
export function IsEmailAddress(): PropertyDecorator {
  return rule('not_an_email', 'must be an e-mail address', isEmailAddress);
}

/** One of a closed list of words. */
export function IsOneOf(values: readonly string[]): PropertyDecorator {
  return rule('unsupported_value', `must be one of ${values.join(', ')}`, (value) => values.includes(value as string));
}

/** An https address without credentials, at a host with a public name: the provider fetches it from outside. */
export function IsHttpsUrl(): PropertyDecorator {
  return rule('not_an_https_url', 'must be an https address', (value) => {
    const url = typeof value === 'string' && HTTPS_ADDRESS.test(value) ? URL.parse(value) : null;
    return url !== null && url.username === '' && url.password === '' && isPublicName(url.hostname);
  });
}

function isEmailAddress(value: unknown): boolean {
  const plain = typeof value === 'string' && EMAIL_ADDRESS.test(value);
  return plain && looksLikeEmail(value, { allow_utf8_local_part: false });
}

function isPublicName(hostname: string): boolean {
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return (
    !isAddress && /^[^.].*\.[a-z][a-z0-9-]*$/i.test(hostname) && !/\.(?:localhost|local|internal)$/i.test(hostname)
  );
}
