import { describe, expect, it } from '@jest/globals';
// Without the languages of the whole library: those that are needed must be loaded by the code itself.
import countries from 'i18n-iso-countries/index.js';
import { country, englishName, isAlpha2, toAlpha2, toAlpha3 } from './countries.js';
import { MappingContext } from './mapping-context.js';

describe('a country', () => {
  it.each([
    ['CM', 'CM'],
    ['cm', 'CM'],
    ['CMR', 'CM'],
    ['cmr', 'CM'],
    ['Cameroon', 'CM'],
    ['CAMEROON', 'CM'],
    ['Cameroun', 'CM'],
    [' Cameroon ', 'CM'],
    ["Côte d'Ivoire", 'CI'],
    ['Côte d’Ivoire', 'CI'],
    ["Cote D'Ivoire", 'CI'],
    ['Ivory Coast', 'CI'],
    ['CIV', 'CI'],
    ['Congo', 'CG'],
    ['Republic of the Congo', 'CG'],
    ['Congo-Brazzaville', 'CG'],
    ['COG', 'CG'],
    ['Democratic Republic of the Congo', 'CD'],
    ['DR Congo', 'CD'],
    ['DRC', 'CD'],
    ['Congo-Kinshasa', 'CD'],
    ['République démocratique du Congo', 'CD'],
    ['COD', 'CD'],
    ['Nigeria', 'NG'],
    ['Nigéria', 'NG'],
    ['NGA', 'NG'],
    ['USA', 'US'],
    ['United States', 'US'],
    ['The United States of America', 'US'],
    ['États-Unis', 'US'],
    ['Etats-Unis', 'US'],
    ['United Kingdom', 'GB'],
    ['Royaume-Uni', 'GB'],
    ['The Gambia', 'GM'],
    ['Gambie', 'GM'],
    ['Sénégal', 'SN'],
    ['Senegal', 'SN'],
    ['Bénin', 'BJ'],
    ['Guinea-Bissau', 'GW'],
    ['Guinée équatoriale', 'GQ'],
    ['Guinea', 'GN'],
    ['Niger', 'NE'],
    ['Eswatini', 'SZ'],
    ['Swaziland', 'SZ'],
    ['Cabo Verde', 'CV'],
    ['Singapour', 'SG'],
    ['AND', 'AD'],
    ['ET', 'ET'],
    ['ST', 'ST'],
    ['St. Lucia', 'LC'],
    ['Trinité-et-Tobago', 'TT'],
    ['Bosnia & Herzegovina', 'BA'],
    ['Antigua et Barbuda', 'AG'],
    ['Republic of Cameroon', 'CM'],
    ['Federal Republic of Nigeria', 'NG'],
    ['United Republic of Tanzania', 'TZ'],
    ['Republic of Korea', 'KR'],
    ['Congo, Democratic Republic of the', 'CD'],
    ['Trinidad et Tobago', 'TT'],
    ['Bahamas, The', 'BS'],
  ])('written %p is %s', (written, alpha2) => {
    const context = new MappingContext(false);
    expect(country(written, context)).toBe(alpha2);
    expect(context.warnings).toEqual([]);
  });

  it('is null without a warning when the provider says nothing', () => {
    const context = new MappingContext(false);
    expect(country(null, context)).toBeNull();
    expect(context.warnings).toEqual([]);
  });

  it.each([
    ['<string>'],
    ['Atlantis'],
    ['XX'],
    ['XK'],
    ['Kosovo'],
    ['ZZZ'],
    ['+234'],
    ['12'],
    [''],
    ['constructor'],
    ['__proto__'],
    [237],
    [true],
    [['CM']],
    [{ code: 'CM' }],
  ])('that is %p is null with a warning', (written) => {
    const context = new MappingContext(false);
    context.pointer = '/person/address/country';
    expect(country(written, context)).toBeNull();
    expect(context.warnings).toEqual([
      {
        code: 'invalid_value',
        pointer: '/person/address/country',
        detail: 'the provider’s value is not a country that is known',
      },
    ]);
  });

  it('is understood by every code, and by every English and French name that is not two countries', () => {
    const wrong: string[] = [];
    for (const [alpha2, alpha3] of Object.entries(countries.getAlpha2Codes())) {
      if (alpha2 === 'XK') continue; // Kosovo has no code in ISO 3166-1.
      const names = [alpha2, alpha3, englishName(alpha2) ?? '', countries.getName(alpha2, 'fr') ?? ''];
      wrong.push(...names.filter((name) => toAlpha2(name) !== alpha2).map((name) => `${alpha2} ${name}`));
    }
    expect(wrong).toEqual([]);
  });
});

describe('the English name that a create sends', () => {
  it.each([
    ['CM', 'Cameroon'],
    ['NG', 'Nigeria'],
    ['CI', "Cote d'Ivoire"],
    ['XX', null],
  ])('of %s is %p', (alpha2, name) => {
    expect(englishName(alpha2)).toBe(name);
  });
});

it.each([
  ['CM', true],
  ['cm', false],
  ['CMR', false],
  ['XX', false],
  ['XK', false],
  ['ZZ', false],
  ['', false],
])('%p as a code of ISO 3166-1 alpha-2: %p', (code, valid) => {
  expect(isAlpha2(code)).toBe(valid);
});

it.each([
  ['République du Cameroun', 'CM'],
  ['République du Sénégal', 'SN'],
  ['République du Niger', 'NE'],
  ['République de Guinée', 'GN'],
  ['République du Congo', 'CG'],
  ['République démocratique du Congo', 'CD'],
  ['Centrafricaine, République', 'CF'],
  ['Rép. dém. du Congo', 'CD'],
  ['Republic of Ireland', 'IE'],
  ['Federal Republic of Nigeria', 'NG'],
  ['U.K.', 'GB'],
  ['Kosovo', null],
])('the official name %s is %s', (name, alpha2) => {
  expect(toAlpha2(name)).toBe(alpha2);
});

it.each([
  ['Syria', 'SY'],
  ['Moldova', 'MD'],
  ['Macedonia', 'MK'],
  ['Macau', 'MO'],
  ['Brunei', 'BN'],
  ['Micronesia', 'FM'],
  ['Vatican', 'VA'],
  ['Vatican City', 'VA'],
  ['Viet Nam', 'VN'],
  ['Burma', 'MM'],
  ['Birmanie', 'MM'],
  ['Holland', 'NL'],
  ['England', 'GB'],
  ['Scotland', 'GB'],
  ['UK', 'GB'],
  ['Tanzanie', 'TZ'],
  ['Centrafrique', 'CF'],
  ['République centrafricaine', 'CF'],
  ['Île Maurice', 'MU'],
  ['RDC', 'CD'],
  ['Congo, Democratic Republic of', 'CD'],
  ['Congo, Republic of', 'CG'],
  ['East Timor', 'TL'],
  ['Burkina', 'BF'],
])('the everyday name %s is %s', (name, alpha2) => {
  expect(toAlpha2(name)).toBe(alpha2);
});

it.each([
  ['CM', 'CMR'],
  ['GB', 'GBR'],
  ['XX', null],
])('the three letters of %s are %p', (alpha2, alpha3) => {
  expect(toAlpha3(alpha2)).toBe(alpha3);
});
