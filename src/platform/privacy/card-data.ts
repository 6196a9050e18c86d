/**
 * Finds card numbers and card tokens in text of unknown origin. Providers leak both: a clear number in a mask field,
 * and tokens such as `tkAlsp_<JWT>` whose middle part decodes, without any key, to the number or the security code.
 */

/** True for every text that can hold card data, escapes included; a cheap test before the exact ones. */
export const CARD_DATA_HINT =
  /[\d\uff10-\uff19](?:[\s\p{Pd}\p{Cf}._/]{0,3}[\d\uff10-\uff19]){12}|eyJ|tk[A-Z][A-Za-z]*_|\\[tnru]/u;

// Runs of digits with up to three separators. A run inside a longer word is part of an id (UUID, hash) unless it is solid.
const DIGIT_RUN = /\+?\d(?:[\s\p{Pd}\p{Cf}._/]{0,3}\d)*/gu;
const LONG_RUN = /\d(?:[\s\p{Pd}\p{Cf}._/]{0,3}\d){12}/u;
const WORD_CHARACTER = /[A-Za-z0-9]/;
const CARD_TOKEN = /tk[A-Z][A-Za-z]*_[\w.-]*|eyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?/;
const CARD_TOKENS = new RegExp(CARD_TOKEN, 'g');
const LONGEST_PHONE = 15;
const SHORTEST_NUMBER = 13;
const LONGEST_NUMBER = 19;

/** True when the text holds a number of 13 to 19 digits (spaced, dashed or solid) with a valid Luhn check digit. */
export function containsCardNumber(text: string): boolean {
  const plain = text.normalize('NFKC');
  // Nearly all texts have none; going from run to run takes several times as long.
  if (!LONG_RUN.test(plain)) return false;
  for (const match of plain.matchAll(DIGIT_RUN)) if (isCardNumberAt(plain, match.index, match[0])) return true;
  return false;
}

/** True when the text holds a JWT or one of the known card tokens. */
export function containsCardToken(text: string): boolean {
  return CARD_TOKEN.test(text);
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
    .replace(DIGIT_RUN, (run, offset: number, whole: string) =>
      isCardNumberAt(whole, offset, run) ? '[card number]' : run,
    );
}

/** A run may begin or end with something else, such as an expiry date: any of its groups between blanks can be one. */
function isCardNumberAt(text: string, offset: number, run: string): boolean {
  if (run.length < SHORTEST_NUMBER) return false;
  if (run.startsWith('+') && run.replace(/\D/g, '').length <= LONGEST_PHONE) return false;
  const groups = [...run.matchAll(/\S+/g)].map(({ index, 0: group }) => ({
    start: offset + index,
    end: offset + index + group.length,
    digits: group.replace(/\D/g, '').length,
  }));
  return groups.some(({ start }, first) => {
    let digits = 0;
    // At least every second group has a digit, so no more of them can make a number: the search stays linear.
    for (const group of groups.slice(first, first + 2 * LONGEST_NUMBER)) {
      digits += group.digits;
      if (digits > LONGEST_NUMBER) return false;
      if (digits >= SHORTEST_NUMBER && isCardNumber(text, start, group.end)) return true;
    }
    return false;
  });
}

function isCardNumber(text: string, start: number, end: number): boolean {
  const spelled = text.slice(start, end);
  const digits = spelled.replace(/\D/g, '');
  const separated = digits.length !== spelled.length;
  if (separated && (isWord(text[start - 1]) || isWord(text[end]))) return false;
  return passesLuhn(digits);
}

function isWord(character: string | undefined): boolean {
  return character !== undefined && WORD_CHARACTER.test(character);
}

/** Whether the last digit is the check digit of the others (Luhn's test). */
export function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (let index = 0; index < digits.length; index++) {
    const digit = digits.charCodeAt(digits.length - 1 - index) - 48;
    const doubled = index % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}
