import { applyDecorators } from '@nestjs/common';
import { isIP } from 'node:net';
import { ValidateBy, ValidateIf, isEmail as looksLikeEmail, type ValidationOptions } from 'class-validator';

const CONTROL_OR_DIRECTION = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/;
const INVISIBLE = /[\p{Cf}\u3164]/gu;

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
      return typeof value !== 'string' || (value.isWellFormed() && !CONTROL_OR_DIRECTION.test(value));
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
    const url = typeof value === 'string' && /^https:\/\/[\x21-\x7e]+$/.test(value) ? URL.parse(value) : null;
    return url !== null && url.username === '' && url.password === '' && isPublicName(url.hostname);
  });
}

function isEmailAddress(value: unknown): boolean {
  const ascii = typeof value === 'string' && /^[\x21-\x7e]+$/.test(value);
  return ascii && looksLikeEmail(value, { allow_utf8_local_part: false });
}

function isPublicName(hostname: string): boolean {
  const isAddress = isIP(hostname.replace(/^\[|\]$/g, '')) !== 0;
  return (
    !isAddress && /^[^.].*\.[a-z][a-z0-9-]*$/i.test(hostname) && !/\.(?:localhost|local|internal)$/i.test(hostname)
  );
}
