import countries from 'i18n-iso-countries/index.js';
import english from 'i18n-iso-countries/langs/en.json' with { type: 'json' };
import french from 'i18n-iso-countries/langs/fr.json' with { type: 'json' };
import type { MappingContext } from './mapping-context.js';

countries.registerLocale(english);
countries.registerLocale(french);

// Names in everyday use that the library does not list, and one that it gives to the other Congo.
const EVERYDAY_NAMES: Readonly<Record<string, string>> = {
  Congo: 'CG',
  'DR Congo': 'CD',
  DRC: 'CD',
  'Congo-Kinshasa': 'CD',
  'Congo-Brazzaville': 'CG',
  Swaziland: 'SZ',
  Syria: 'SY',
  Moldova: 'MD',
  Macedonia: 'MK',
  'États-Unis': 'US',
  'Cabo Verde': 'CV',
  Macau: 'MO',
  Brunei: 'BN',
  Micronesia: 'FM',
  Vatican: 'VA',
  'Vatican City': 'VA',
  'Viet Nam': 'VN',
  Burma: 'MM',
  Holland: 'NL',
  England: 'GB',
  Scotland: 'GB',
  UK: 'GB',
  Tanzanie: 'TZ',
  Birmanie: 'MM',
  Centrafrique: 'CF',
  'Île Maurice': 'MU',
  RDC: 'CD',
  'Congo, Democratic Republic of': 'CD',
  'Congo, Republic of': 'CG',
  'East Timor': 'TL',
  Burkina: 'BF',
  'Centrafricaine, République': 'CF',
  'République centrafricaine': 'CF',
  'Rép. dém. du Congo': 'CD',
  'Republic of Ireland': 'IE',
  'U.K.': 'GB',
};

// The library lists Kosovo under a code that ISO 3166-1 leaves to users.
const NOT_IN_ISO = 'XK';

const alpha2ByName = compileNames();
const alpha2ByCode = compileCodes();

/** ISO 3166-1 alpha-2 of a country given as English or French name, alpha-2 or alpha-3, in any case. */
export function country(value: unknown, context: MappingContext): string | null {
  if (value === null) return null;
  const code = typeof value === 'string' ? toAlpha2(value) : null;
  return code ?? context.invalid('a country that is known');
}

/** Alpha-2 of a country, or null. */
export function toAlpha2(name: string): string | null {
  // Codes are the usual case and need no folding.
  return alpha2ByCode.get(name) ?? alpha2ByName.get(fold(name)) ?? null;
}

/** English name of a country, as Cartevo wants it in a create. */
export function englishName(alpha2: string): string | null {
  return countries.getName(alpha2, 'en') ?? null;
}

/** Alpha-3 of a country given as alpha-2, or null. */
export function toAlpha3(alpha2: string): string | null {
  return countries.alpha2ToAlpha3(alpha2) ?? null;
}

/** True for a code of ISO 3166-1, in capitals. */
export function isAlpha2(code: string): boolean {
  return /^[A-Z]{2}$/.test(code) && code !== NOT_IN_ISO && countries.isValid(code);
}

function compileNames(): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const language of ['fr', 'en']) {
    for (const [alpha2, all] of Object.entries(countries.getNames(language, { select: 'all' }))) {
      for (const name of all) names.set(fold(name), alpha2);
    }
  }
  for (const [name, alpha2] of Object.entries(EVERYDAY_NAMES)) names.set(fold(name), alpha2);
  for (const [alpha2, alpha3] of Object.entries(countries.getAlpha2Codes())) {
    names.set(fold(alpha2), alpha2);
    names.set(fold(alpha3), alpha2);
  }
  for (const [name, alpha2] of names) if (alpha2 === NOT_IN_ISO) names.delete(name);
  return names;
}

/** Codes in capitals, with the meaning that the names give them. */
function compileCodes(): ReadonlyMap<string, string> {
  const codes = Object.entries(countries.getAlpha2Codes()).flat();
  return new Map(
    codes.flatMap((code) => {
      const alpha2 = alpha2ByName.get(fold(code));
      return alpha2 === undefined ? [] : [[code, alpha2]];
    }),
  );
}

/** Case, accents, punctuation, "the", "republic of" and ways to write "and" and "saint" do not tell countries apart. */
function fold(name: string): string {
  return (
    name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replaceAll('&', ' and ')
      .replace(/[^a-z]+/g, ' ')
      .trim()
      .replace(/^the /, '')
      // Only between other words: alone they are the codes of São Tomé and of Ethiopia.
      .replace(/\bst(?= )/g, 'saint')
      .replace(/(?<= )et(?= )/g, 'and')
      .replace(/^(?:federal |united )?republic of (?=\S)(?!the congo|congo|korea|china|moldova|ireland|macedonia)/, '')
      .replace(
        /^republique (?:federale |unie |islamique )?(?:du|de la|des|de l|de|d) (?!congo|coree|chine|moldavie|irlande|macedoine)/,
        '',
      )
      .replace(/ the$/, '')
  );
}
