import { Refusal, readJsonObject } from '../../platform/simulation/simulated-exchange.js';
import type { SimulatedRequest } from '../../platform/simulation/simulated-exchange.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';

/** What a create call asks for once every rule of the original document has passed. */
export interface CustomerSubmission {
  readonly fields: Readonly<Record<string, string>>;
  /** URLs of the documents in the JSON variant; null where files were uploaded and Cartevo hosts them. */
  readonly documentUrls: { readonly front: string; readonly back: string | null } | null;
  readonly hasBack: boolean;
}

const LENGTHS: Readonly<Record<string, readonly [least: number, most: number]>> = {
  first_name: [3, 255],
  last_name: [3, 255],
  email: [1, 255],
  country: [2, 255],
  street: [2, 255],
  city: [2, 255],
  state: [2, 255],
  postal_code: [3, 255],
  country_iso_code: [1, 255],
  country_phone_code: [1, 255],
  phone_number: [3, 255],
  identification_number: [1, 255],
  id_document_type: [1, 255],
  date_of_birth: [1, 255],
};
const DOCUMENT_TYPES = ['NIN', 'PASSPORT', 'VOTERS_CARD', 'DRIVERS_LICENSE'];
const TYPES_WITH_BACK = ['NIN', 'DRIVERS_LICENSE'];
const FILE_FIELDS = ['id_document_front', 'id_document_back'];
const URL_FIELDS = ['id_document_front_url', 'id_document_back_url'];
const MOST_FILE_BYTES = 10 * 1024 * 1024;
const SIGNATURES = ['ffd8ff', '89504e470d0a1a0a', Buffer.from('%PDF-').toString('hex')];

/** Reads and checks `POST /customers`: files first, as an upload filter runs before field validation. */
export async function readMultipartSubmission(request: SimulatedRequest, today: string): Promise<CustomerSubmission> {
  const form = await readForm(request);
  const fields: Record<string, unknown> = {};
  const files = new Set<string>();
  for (const [name, value] of form) {
    if (typeof value === 'string') {
      fields[name] = name in fields ? [fields[name], value] : value;
      continue;
    }
    if (!FILE_FIELDS.includes(name) || files.has(name)) throw new Refusal(400, `Unexpected field - ${name}`);
    await checkFile(value);
    files.add(name);
  }
  const hasBack = files.has('id_document_back');
  const missing = missingDocuments(fields, files.has('id_document_front'), hasBack, '');
  return { fields: checkFields(fields, [], missing, today), documentUrls: null, hasBack };
}

/** Reads and checks `POST /customers/enroll`: the same fields, the documents as public https URLs. */
export function readJsonSubmission(request: SimulatedRequest, today: string): CustomerSubmission {
  const body = readJsonObject(request);
  const [front, back] = [body['id_document_front_url'], body['id_document_back_url']];
  const problems = missingDocuments(body, front !== undefined, back !== undefined, '_url');
  for (const name of URL_FIELDS) {
    if (body[name] !== undefined && !isHttpsUrl(body[name])) problems.push(`${name} must be an https URL`);
  }
  const fields = checkFields(body, URL_FIELDS, problems, today);
  const documentUrls = { front: String(front), back: back === undefined ? null : String(back) };
  return { fields, documentUrls, hasBack: back !== undefined };
}

async function readForm(request: SimulatedRequest): Promise<FormData> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data')) {
    throw new Refusal(400, 'Content-Type must be multipart/form-data');
  }
  try {
    const body = new Uint8Array(request.body);
    return await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw new Refusal(400, 'Unexpected end of form');
  }
}

async function checkFile(file: File): Promise<void> {
  if (file.size > MOST_FILE_BYTES) throw new Refusal(413, 'File too large');
  const start = Buffer.from(await file.slice(0, 8).arrayBuffer()).toString('hex');
  if (!SIGNATURES.some((signature) => start.startsWith(signature))) throw new Refusal(415, 'Unsupported file type');
}

function missingDocuments(fields: WireRecord, hasFront: boolean, hasBack: boolean, suffix: string): string[] {
  const type = String(fields['id_document_type']);
  const problems = hasFront ? [] : [`id_document_front${suffix} is required`];
  if (!hasBack && TYPES_WITH_BACK.includes(type)) problems.push(`id_document_back${suffix} is required for ${type}`);
  return problems;
}

function checkFields(
  fields: WireRecord,
  otherNames: readonly string[],
  documentProblems: readonly string[],
  today: string,
): Record<string, string> {
  const unknown = Object.keys(fields).filter((name) => !Object.hasOwn(LENGTHS, name) && !otherNames.includes(name));
  const problems = [
    ...unknown.map((name) => `property ${name} should not exist`),
    ...Object.keys(LENGTHS).flatMap((name) => fieldProblem(name, fields[name]) ?? []),
    ...documentProblems,
  ];
  if (problems.length > 0) throw new Refusal(400, problems.length === 1 ? problems.join() : problems);
  const texts = Object.fromEntries(Object.keys(LENGTHS).map((name) => [name, String(fields[name])]));
  if (texts['email']?.includes('+underage@') || isUnderage(String(texts['date_of_birth']), today)) {
    throw new Refusal(400, 'Customer must be 18 or older');
  }
  return texts;
}

function fieldProblem(name: string, value: unknown): string | null {
  const [least, most] = LENGTHS[name] ?? [0, 0];
  if (value !== undefined && typeof value !== 'string') return `${name} must be a string`;
  const text = value ?? '';
  // Whole characters, as class-validator counts them, of which the wording of these messages is.
  const { length } = [...text];
  if (length < least) return `${name} must be at least ${least} characters`;
  if (length > most) return `${name} must be at most ${most} characters`;
  if (name === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@.]+$/.test(text)) return 'email must be an email';
  if (name === 'id_document_type' && !DOCUMENT_TYPES.includes(text)) {
    return `id_document_type must be one of the following values: ${DOCUMENT_TYPES.join(', ')}`;
  }
  if (name === 'date_of_birth' && !isCalendarDate(text)) return 'date_of_birth must be a valid ISO 8601 date string';
  return null;
}

function isCalendarDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(`${text}T00:00:00.000Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** By calendar dates as text, so that someone born on 29 February comes of age on 1 March of a common year. */
function isUnderage(dateOfBirth: string, today: string): boolean {
  const eighteenth = `${Number(dateOfBirth.slice(0, 4)) + 18}${dateOfBirth.slice(4)}`;
  return eighteenth > today;
}

function isHttpsUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && value.startsWith('https://');
}
