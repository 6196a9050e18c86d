import { Refusal, type SimulatedRequest } from '../../platform/simulation/simulated-exchange.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';
import type { FieldError } from './spherepay.simulator-checks.js';

const MOST_FILE_BYTES = 15_000_000;
const GOVERNMENT = ['drivers', 'id_card', 'passport', 'residence_permit'];
const TYPES: Readonly<Record<string, readonly string[]>> = {
  individual: [...GOVERNMENT, 'liveness_report', 'proof_of_address'],
  business: ['incorporation_cert', 'shareholder_registry', 'proof_of_address', 'directors_registry'],
};
const FIELDS = ['target', 'targetId', 'documentType', 'country', 'side', 'description'];
const SIGNATURES: Readonly<Record<string, string>> = {
  ffd8ff: 'image/jpeg',
  '89504e470d0a1a0a': 'image/png',
  '255044462d': 'application/pdf',
};

/** Criteria that a document moves from `required` to `pending`. */
export const CRITERION_BY_DOCUMENT: Readonly<Record<string, string>> = {
  ...Object.fromEntries(GOVERNMENT.map((type) => [type, 'identity_document'])),
  liveness_report: 'liveness_report_document',
  incorporation_cert: 'incorporation_certificate',
  shareholder_registry: 'shareholder_registry',
  proof_of_address: 'proof_of_address',
};

/** A document form once read: its fields, and the file by size and type. */
export interface DocumentForm {
  readonly fields: Readonly<Record<string, string>>;
  readonly file: { readonly name: string; readonly size: number; readonly mimeType: string } | null;
  readonly errors: FieldError[];
}

/** Reads the form of “Upload document”; a file that is too large or of a wrong kind is refused at once. */
export async function readDocumentForm(request: SimulatedRequest): Promise<DocumentForm> {
  const contentType = request.headers['content-type'] ?? '';
  if (!contentType.startsWith('multipart/form-data'))
    throw new Refusal(400, 'Content-Type must be multipart/form-data');
  const form = await new Response(new Uint8Array(request.body), { headers: { 'content-type': contentType } })
    .formData()
    .catch(() => null);
  if (form === null) throw new Refusal(400, 'Unexpected end of form');
  const fields: Record<string, string> = {};
  const errors: FieldError[] = [];
  let file: DocumentForm['file'] = null;
  for (const [name, value] of form) {
    if (typeof value !== 'string' && name === 'file' && file === null) file = await readFile(value);
    else if (typeof value === 'string' && FIELDS.includes(name) && !(name in fields)) fields[name] = value;
    else errors.push({ pointer: `/${name}`, detail: 'unexpected field' });
  }
  return { fields, file, errors: [...errors, ...fieldErrors(fields, file)] };
}

/** What is wrong with a document for a customer of this type. */
export function typeErrors({ documentType = '' }: DocumentForm['fields'], customer: WireRecord): FieldError[] {
  const known = TYPES[String(customer['type'])] ?? [];
  if (known.includes(documentType)) return [];
  return [{ pointer: '/documentType', detail: `documentType must be one of ${known.join(', ')}` }];
}

function fieldErrors(fields: DocumentForm['fields'], file: DocumentForm['file']): FieldError[] {
  const { target, documentType = '', country, side } = fields;
  const rules: [boolean, string][] = [
    [target === 'customer', '/target'],
    [file !== null, '/file'],
    [country === undefined ? !GOVERNMENT.includes(documentType) : /^[A-Z]{3}$/.test(country), '/country'],
    [side === undefined || side === 'front' || side === 'back', '/side'],
  ];
  return rules.filter(([holds]) => !holds).map(([, pointer]) => ({ pointer, detail: 'is missing or invalid' }));
}

async function readFile(file: File): Promise<DocumentForm['file']> {
  if (file.size > MOST_FILE_BYTES) throw new Refusal(413, 'File too large');
  const start = Buffer.from(await file.slice(0, 8).arrayBuffer()).toString('hex');
  const mimeType = Object.entries(SIGNATURES).find(([signature]) => start.startsWith(signature))?.[1];
  if (mimeType === undefined) throw new Refusal(415, 'Unsupported file type');
  return { name: file.name, size: file.size, mimeType };
}
