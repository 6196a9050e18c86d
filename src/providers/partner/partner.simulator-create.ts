import { Refusal, readJsonObject } from '../../platform/simulation/simulated-exchange.js';
import type { SimulatedRequest } from '../../platform/simulation/simulated-exchange.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';

/** What is wrong with a value, as it follows the name of the field; null when nothing is. */
type Check = (value: unknown) => string | null;
/** A group of fields, a list of groups, or one field. */
type Rule = Check | { readonly [name: string]: Rule } | readonly [Readonly<Record<string, Rule>>];

const FILE_TYPES = [
  'Business Registration',
  'Article of Association',
  'Main page',
  'Back page',
  'Front / Main page',
  'Invoice',
  'Contract',
];

const matching = (pattern: RegExp, words: string): Check => {
  return (value) => (typeof value === 'string' && pattern.test(value) ? null : words);
};
const text = matching(/\S/, 'must be a string');
const country = matching(/^[A-Z]{2}$/, 'must be an ISO 3166-1 alpha-2 code');
const dateTime = matching(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/, 'must be a date-time');
const url = matching(/^https?:\/\/\S+$/, 'must be a URL');
const phone = matching(/^\+[1-9]\d{6,14}$/, 'must be a phone number in E.164');
const email = matching(/^[^\s@]+@[^\s@]+\.[^\s@.]+$/, 'must be an email');
const currency = matching(/^[A-Z]{3}$/, 'must be an ISO 4217 code');
const amount: Check = (value) => (typeof value === 'number' && value >= 0 ? null : 'must be a number');

function addressRules(group: string): Record<string, Rule> {
  return {
    [`${group}_line1`]: text,
    [`${group}_city`]: text,
    [`${group}_state`]: text,
    [`${group}_postcode`]: text,
    [`${group}_country_code`]: country,
  };
}

/** The fields of “Create Customer”; a file must have been uploaded before. */
function rulesOf(hasFile: (id: string) => boolean): Record<string, Rule> {
  const file: Check = (value) => (typeof value === 'string' && hasFile(value) ? null : 'is not an uploaded file');
  const files: Check = (value) => {
    return Array.isArray(value) && value.every((id) => file(id) === null) ? null : 'holds a file that was not uploaded';
  };
  return {
    partner_customer_id: text,
    business_details: {
      business_name: text,
      business_name_english: text,
      website: url,
      business_identifier_number: text,
      business_identifier_country_code: country,
      business_identifier_document_list: files,
      business_identifier_start_date: dateTime,
      business_identifier_expiry_date: dateTime,
    },
    registration_address: addressRules('registration_address'),
    account_usage: {
      operating_country: country,
      goods_service_description: text,
      industry_category_code: text,
      estimated_monthly_revenue_currency: currency,
      estimated_monthly_revenue_amount: amount,
    },
    primary_contact: { contact_phone: phone, contact_email: email },
    business_person_list: [personRules(file)],
  };
}

function personRules(file: Check): Record<string, Rule> {
  return {
    basic_info: {
      first_name: text,
      last_name: text,
      first_name_english: text,
      last_name_english: text,
      birth_date: dateTime,
      nationality: country,
    },
    residential_address: addressRules('residential_address'),
    identification: {
      id_number: text,
      id_issuing_country_code: country,
      id_issue_date: dateTime,
      id_expiration_date: dateTime,
      id_document_front_file_id: file,
      id_document_back_file_id: file,
    },
  };
}

/** Reads and checks `POST /api/customers/create`; unknown fields are refused. */
export function readCreate(request: SimulatedRequest, hasFile: (id: string) => boolean): WireRecord {
  const body = readJsonObject(request);
  const problems = problemsOf(body, rulesOf(hasFile), '');
  if (body['partner_customer_id'] === undefined) problems.push('partner_customer_id is required');
  if (problems.length > 0) throw new Refusal(400, problems);
  return body;
}

/** Reads and checks `POST /api/files/upload`: the kind of the file. */
export async function readUpload(request: SimulatedRequest): Promise<string> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) throw new Refusal(400, 'file is required');
  const response = new Response(new Uint8Array(request.body), { headers: { 'content-type': contentType } });
  const form = await response.formData().catch(() => {
    throw new Refusal(400, 'file is required');
  });
  const [file, fileType] = [form.get('file'), form.get('fileType')];
  if (!(file instanceof File) || file.size === 0) throw new Refusal(400, 'file is required');
  if (typeof fileType !== 'string' || !FILE_TYPES.includes(fileType)) {
    throw new Refusal(400, `fileType must be one of ${FILE_TYPES.join(', ')}`);
  }
  return fileType;
}

function problemsOf(value: unknown, rule: Rule, name: string): string[] {
  if (typeof rule === 'function') {
    const problem = rule(value);
    return problem === null ? [] : [`${name} ${problem}`];
  }
  if (Array.isArray(rule)) {
    if (!Array.isArray(value)) return [`${name} must be a list`];
    return value.flatMap((item, index) => problemsOf(item, rule[0] as Rule, `${name}[${index}]`));
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${name} must be an object`];
  const rules = rule as Readonly<Record<string, Rule>>;
  return Object.entries(value).flatMap(([key, item]) => {
    const path = name === '' ? key : `${name}.${key}`;
    const known = rules[key];
    return known === undefined ? [`${path} is not allowed`] : problemsOf(item, known, path);
  });
}
