import { DigitRun, type RunPart } from './digit-run.js';

/**
 * Finds card numbers and card tokens in text of unknown origin. Providers leak both: a clear number in a mask field,
 * and tokens such as `tkAlsp_<JWT>` whose middle part decodes, without any key, to the number or the security code.
 */

/** True for every text that can hold card data, escapes included; a cheap test before the exact ones. */
export const CARD_DATA_HINT =
  /[\d\uff10-\uff19](?:[\s\p{Pd}\p{Cf}._/]{0,3}[\d\uff10-\uff19]){12}|eyJ|tk[A-Z][A-Za-z]*_|\\[tnru]/u;

// Runs of digits with up to three separators. One inside a longer word is part of that word unless it is solid.
const DIGIT_RUN = /\+?\d(?:[\s\p{Pd}\p{Cf}._/]{0,3}\d)*/gu;
const LONG_RUN = /\d(?:[\s\p{Pd}\p{Cf}._/]{0,3}\d){12}/u;
const WORD_CHARACTER = /[A-Za-z0-9]/;
const CARD_TOKEN = /tk[A-Z][A-Za-z]*_[\w.-]*|eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/;
const CARD_TOKENS = new RegExp(CARD_TOKEN, 'g');
// UUIDs, with hyphens or without, hashes and ids of databases: one of 32 digits in 470 has a part that passes for a card
// number by chance.
const RANDOM_ID =
  /(?:[\da-f]{8}-[\da-f]{4}-[1-8][\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}|[\da-f]{24}|[\da-f]{32}|[\da-f]{40}|[\da-f]{64})(?![\da-z])/iy;
const LONGEST_ID = 64;
const UUID_GROUPS = 5;
// What follows a number on a magnetic stripe, and what fills one up.
const BEHIND_NUMBER = /[df]/i;
// In the data of a chip: tag and length of a number, or of what the stripe has, stand before it and look like more of it.
const CHIP_NUMBER =
  /(?<=5a07)\d{13,14}|(?<=5a08)\d{15,16}|(?<=5a09)\d{17,18}|(?<=5a0a)\d{19}|(?<=57[01][\da-f])\d{13,19}(?=d)/gi;
const LONGEST_PHONE = 15;
const SHORTEST_NUMBER = 13;
const LONGEST_NUMBER = 19;

/** True when the text holds a number of 13 to 19 digits (spaced, dashed or solid) with a valid Luhn check digit. */
export function containsCardNumber(text: string): boolean {
  const plain = text.normalize('NFKC');
  // Nearly all texts have none; going from run to run takes several times as long.
  if (!LONG_RUN.test(plain)) return false;
  for (const [number] of plain.matchAll(CHIP_NUMBER)) if (passesLuhn(number)) return true;
  for (const match of plain.matchAll(DIGIT_RUN)) if (isCardNumberAt(plain, match.index, match[0])) return true;
  return false;
}

/** True when the text holds a JWT or one of the known card tokens. */
export function containsCardToken(text: string): boolean {
  return CARD_TOKEN.test(text);
}

/** True when the text is not to be shown as it is. */
export function holdsCardData(text: string): boolean {
  return containsCardNumber(text) || containsCardToken(text);
}

/** True when a JWT inside the text decodes to something that holds a card number or a security code. */
export function containsRevealingToken(text: string): boolean {
  for (const [token] of text.matchAll(CARD_TOKENS)) {
    if (token.startsWith('tk')) return true;
    const payload = Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8');
    if (containsCardNumber(payload) || /"(?:pan|cvv|cvc|cvv2|number|card)[^"]*"\s*:/i.test(payload)) return true;
  }
  return false;
}

/** The text with every card number and token replaced, for messages and log lines. */
export function withoutCardData(text: string): string {
  if (!CARD_DATA_HINT.test(text)) return text;
  return text
    .normalize('NFKC')
    .replace(CARD_TOKENS, '[token]')
    .replace(CHIP_NUMBER, (number) => (passesLuhn(number) ? '[card number]' : number))
    .replace(DIGIT_RUN, (run, offset: number, whole: string) =>
      isCardNumberAt(whole, offset, run) ? '[card number]' : run,
    );
}

function isCardNumberAt(text: string, offset: number, run: string): boolean {
  if (run.length < SHORTEST_NUMBER) return false;
  const digits = new DigitRun(run);
  if (run.startsWith('+') && digits.count <= LONGEST_PHONE) return false;
  for (const { start, end, separated } of digits.numbers(SHORTEST_NUMBER, LONGEST_NUMBER)) {
    if (isCardNumber(text, { start: offset + start, end: offset + end, separated })) return true;
  }
  return false;
}

function isCardNumber(text: string, { start, end, separated }: RunPart): boolean {
  if (separated && (isWord(text[start - 1]) || isWord(text[end]))) return false;
  return !isInRandomId(text, start, end);
}

function isInRandomId(text: string, start: number, end: number): boolean {
  let begins = wordStart(text, start);
  for (let group = 0; group < UUID_GROUPS; group++) {
    RANDOM_ID.lastIndex = begins;
    const id = RANDOM_ID.exec(text)?.[0] ?? '';
    if (end <= begins + id.length) return begins < start || id.includes('-') || !BEHIND_NUMBER.test(text.charAt(end));
    if (text[begins - 1] !== '-') return false;
    begins = wordStart(text, begins - 1);
  }
  return false;
}

/** Where the word before a place begins, or a place in a word that is too long for an id. */
function wordStart(text: string, place: number): number {
  let begins = place;
  while (place - begins <= LONGEST_ID && isWord(text[begins - 1])) begins--;
  return begins;
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && WORD_CHARACTER.test(character);
}

/** Whether the last digit is the check digit of the others (Luhn's test). */
export function passesLuhn(digits: string): boolean {
  return new DigitRun(digits).passesLuhn(0, digits.length);
}
