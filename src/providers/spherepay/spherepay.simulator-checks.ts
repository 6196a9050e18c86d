import { Refusal, readJsonObject, type SimulatedRequest } from '../../platform/simulation/simulated-exchange.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';

/** One thing that is wrong with a body. */
export interface FieldError {
  readonly detail: string;
  readonly pointer: string;
}

const ADDRESS = { line1: true, line2: false, city: true, state: false, postalCode: false, country: true } as const;
const COUNTRY = /^[A-Z]{3}$/;
const PHONE = /^\+(?:[0-9]){6,14}[0-9]$/;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@.]+$/;
const TAX = ['taxIdentificationNumberType', 'taxIdentificationNumber', 'taxIdentificationNumberCountry'];
const PERSONAL = [
  ...TAX,
  'taxIdentificationNumberDescription',
  'gender',
  'countryOfBirth',
  'nationality',
  'middleName',
  'occupationSocCode',
  'residencyCountry',
  'sourceOfFunds',
];
const COUNTRIES = ['taxIdentificationNumberCountry', 'countryOfBirth', 'nationality', 'residencyCountry'];
const ANYWHERE_BUT_USA = ['passport', 'national_id', 'other'];

/** The body of “Create a customer” for a person, and what is wrong with it. */
export function checkCreate(request: SimulatedRequest): { body: WireRecord; errors: FieldError[] } {
  const body = readBody(request);
  const known = ['type', 'email', 'phone', 'address', 'personalInformation', 'meta'];
  const email = body['email'];
  const errors = [
    ...unknownIn(body, known, ''),
    ...unless(body['type'] === 'individual', '/type', 'type must be individual'),
    ...unless(isText(email) && EMAIL.test(email) && email.length <= 254, '/email', 'email must be an email'),
    ...unless(isText(body['phone']) && PHONE.test(body['phone']), '/phone', 'phone must be in E.164'),
    ...unless(body['address'] !== undefined, '/address', 'address is required'),
    ...blocksErrors(body),
  ];
  return { body, errors };
}

/** The body of “Update a customer”, and what is wrong with it. */
export function checkUpdate(request: SimulatedRequest): { body: WireRecord; errors: FieldError[] } {
  const body = readBody(request);
  return { body, errors: [...unknownIn(body, ['address', 'personalInformation', 'meta'], ''), ...blocksErrors(body)] };
}

function readBody(request: SimulatedRequest): WireRecord {
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(400, 'Content-Type must be application/json');
  }
  return readJsonObject(request);
}

/** The parts that both bodies share. A tax number needs its type, its country and an address. */
function blocksErrors({ address, personalInformation: information, meta }: WireRecord): FieldError[] {
  const errors: FieldError[] = [];
  if (address !== undefined) errors.push(...addressErrors(address));
  if (meta !== undefined) errors.push(...metaErrors(meta));
  if (information === undefined) return errors;
  if (!isObject(information)) return [...errors, { pointer: '/personalInformation', detail: 'must be an object' }];
  return [...errors, ...personalErrors(information, address !== undefined)];
}

function addressErrors(address: unknown): FieldError[] {
  if (!isObject(address)) return [{ pointer: '/address', detail: 'address must be an object' }];
  return [
    ...unknownIn(address, Object.keys(ADDRESS), '/address'),
    ...Object.entries(ADDRESS).flatMap(([name, needed]) => {
      const value = address[name];
      return unless(
        isText(value) || (!needed && value === undefined),
        `/address/${name}`,
        `${name} must be a non-empty string`,
      );
    }),
    ...unless(
      !isText(address['country']) || COUNTRY.test(address['country']),
      '/address/country',
      'country must be alpha-3',
    ),
  ];
}

function personalErrors(information: WireRecord, hasAddress: boolean): FieldError[] {
  const at = '/personalInformation';
  const given = TAX.filter((name) => information[name] !== undefined);
  const type = String(information['taxIdentificationNumberType']);
  const country = information['taxIdentificationNumberCountry'];
  return [
    ...unknownIn(information, PERSONAL, at),
    ...Object.entries(information).flatMap(([name, value]) =>
      unless(
        isText(value) && (!COUNTRIES.includes(name) || COUNTRY.test(value)),
        `${at}/${name}`,
        `${name} is invalid`,
      ),
    ),
    ...(given.length === 0 ? [] : TAX.filter((name) => !given.includes(name))).map((name) => ({
      pointer: `${at}/${name}`,
      detail: 'tax fields must be given together',
    })),
    ...unless(given.length === 0 || hasAddress, '/address', 'address is required with tax fields'),
    ...unless(
      type !== 'other' || isText(information['taxIdentificationNumberDescription']),
      `${at}/taxIdentificationNumberDescription`,
      'description is required for other',
    ),
    ...unless(
      country !== 'USA' || !ANYWHERE_BUT_USA.includes(type),
      `${at}/taxIdentificationNumberType`,
      'type is not valid for USA',
    ),
  ];
}

function metaErrors(meta: unknown): FieldError[] {
  if (!isObject(meta)) return [{ pointer: '/meta', detail: 'meta must be an object' }];
  return Object.entries(meta)
    .filter(([, value]) => typeof value === 'object' && value !== null)
    .map(([key]) => ({ pointer: `/meta/${key}`, detail: 'value must be null or primitive' }));
}

function unknownIn(value: WireRecord, known: readonly string[], at: string): FieldError[] {
  const unknown = Object.keys(value).filter((name) => !known.includes(name));
  return unknown.map((name) => ({ pointer: `${at}/${name}`, detail: 'unknown property' }));
}

function unless(holds: boolean, pointer: string, detail: string): FieldError[] {
  return holds ? [] : [{ pointer, detail }];
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

function isObject(value: unknown): value is WireRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
