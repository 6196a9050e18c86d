import type {} from '@fastify/multipart';
import { GatewayError, type FieldProblem } from '../../canonical/errors.js';
import { pointerToken } from '../../canonical/json-pointer.js';
import type { GatewayRequest } from '../request/request-state.js';
import { documentTypeOf, type DocumentType } from './document-type.js';

const MAX_FIELDS = 40;
const MAX_FIELD_BYTES = 8192;

export interface FormRules {
  /** Names of the files that are accepted, as JSON pointers say them with dots: `identityDocument.front`. */
  readonly files: readonly string[];
  readonly maxFileBytes: number;
  /** Those of the names that may come more than once; the files are kept as `name.0`, `name.1` and so on. */
  readonly repeatable?: readonly string[];
  /** At most so many files all together; one for each name unless said. */
  readonly maxFiles?: number;
  /** At most so many other fields. */
  readonly maxFields?: number;
}

/** How many files a form can hold. */
export function mostFiles({ files, maxFiles = files.length }: FormRules): number {
  return maxFiles;
}

/** A file that was received whole and whose content is of an accepted type. */
export interface ReceivedFile {
  readonly bytes: Buffer;
  readonly type: DocumentType;
}

/** A form as it was received: dotted field names already put together to an object. */
export interface ReceivedForm {
  readonly body: Record<string, unknown>;
  readonly files: ReadonlyMap<string, ReceivedFile>;
  readonly problems: readonly FieldProblem[];
}

/** Problems of a kind that outranks all others: 413 before 415 before 422. */
interface FileFaults {
  readonly tooLarge: FieldProblem[];
  readonly wrongType: FieldProblem[];
}

/**
 * Reads a multipart form into memory, never to disk. Throws at the end of the form when a file was too large (413) or
 * of a wrong kind (415); other problems are returned, to be shown together with those of the fields.
 */
export async function readForm(request: GatewayRequest, rules: FormRules): Promise<ReceivedForm> {
  const body: Record<string, unknown> = {};
  const files = new Map<string, ReceivedFile>();
  const problems: FieldProblem[] = [];
  const faults: FileFaults = { tooLarge: [], wrongType: [] };
  const { maxFields = MAX_FIELDS } = rules;
  const limits = {
    fieldNameSize: 200,
    fieldSize: MAX_FIELD_BYTES + 1,
    fields: maxFields,
    files: mostFiles(rules) + 2,
    parts: maxFields + mostFiles(rules) + 2,
    headerPairs: 20,
    fileSize: rules.maxFileBytes + 1,
  };
  try {
    for await (const part of request.parts({ limits })) {
      if (part.type === 'file') await receiveFile(part, rules, files, problems, faults);
      else if (!isNoFile(part, rules)) receiveField(part.fieldname, part.value, part.valueTruncated, body, problems);
    }
  } catch (error) {
    throw unreadable(error);
  }
  refuse('file_too_large', faults.tooLarge);
  refuse('unsupported_file_type', faults.wrongType);
  return { body, files, problems };
}

/** Forms send an empty text under the name of a file that nobody chose: it counts as not given. */
function isNoFile({ fieldname, value }: { fieldname: string; value: unknown }, rules: FormRules): boolean {
  return value === '' && rules.files.includes(fieldname);
}

interface FilePart {
  readonly fieldname: string;
  readonly filename?: string;
  readonly file: AsyncIterable<Buffer>;
}

async function receiveFile(
  part: FilePart,
  rules: FormRules,
  files: Map<string, ReceivedFile>,
  problems: FieldProblem[],
  faults: FileFaults,
): Promise<void> {
  const wanted = rules.files.includes(part.fieldname);
  const name = rules.repeatable?.includes(part.fieldname) ? nextName(part.fieldname, files) : part.fieldname;
  const pointer = toPointer(wanted ? name : part.fieldname);
  const repeatedFile = files.has(name);
  const tooMany = files.size >= mostFiles(rules);
  const bytes = await collect(part.file, wanted && !repeatedFile && !tooMany ? rules.maxFileBytes : 0);
  if (!wanted) problems.push(unknownField(pointer));
  else if (repeatedFile) problems.push(repeated(pointer));
  else if (tooMany) problems.push(surplus(pointer, mostFiles(rules)));
  else if (bytes === null) faults.tooLarge.push(tooLarge(pointer, rules.maxFileBytes));
  // Browsers send an empty file without a name for a field in which nobody chose one.
  else if (bytes.length === 0 && !part.filename) return;
  else if (bytes.length === 0) problems.push({ pointer, code: 'empty_file', detail: 'must not be empty' });
  else {
    const type = await documentTypeOf(bytes);
    if (type === null) faults.wrongType.push(wrongType(pointer));
    else files.set(name, { bytes, type });
  }
}

/** The name of the next file of several under one name. */
function nextName(name: string, files: ReadonlyMap<string, ReceivedFile>): string {
  let index = 0;
  while (files.has(`${name}.${index}`)) index++;
  return `${name}.${index}`;
}

/** The bytes of a file, or null when there are more than the limit; the rest is read and thrown away. */
async function collect(file: AsyncIterable<Buffer>, limit: number): Promise<Buffer | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of file) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
    else chunks.length = 0;
  }
  return size > limit ? null : Buffer.concat(chunks, size);
}

function receiveField(
  name: string,
  value: unknown,
  truncated: boolean,
  body: Record<string, unknown>,
  problems: FieldProblem[],
): void {
  const pointer = toPointer(name);
  if (truncated) problems.push({ pointer, code: 'length', detail: 'is too long' });
  const keys = name.split('.');
  if (keys.some((key) => key in Object.prototype)) return void problems.push(unknownField(pointer));
  const last = keys.pop() as string;
  let parent = body;
  for (const key of keys) {
    const next = Object.hasOwn(parent, key) ? parent[key] : undefined;
    if (next !== undefined && (typeof next !== 'object' || next === null)) return void problems.push(repeated(pointer));
    parent = (next ?? (parent[key] = {})) as Record<string, unknown>;
  }
  if (Object.hasOwn(parent, last)) problems.push(repeated(pointer));
  else parent[last] = value;
}

function unreadable(error: unknown): unknown {
  if (error instanceof GatewayError) return error;
  const code = String((error as { code?: unknown }).code ?? '');
  if (/^FST_(?:PARTS|FIELDS|FILES)_LIMIT$/.test(code)) {
    return new GatewayError('malformed_request', { detail: 'The form has too many parts.', cause: error });
  }
  if (code.startsWith('FST_') && code !== 'FST_INVALID_MULTIPART_CONTENT_TYPE') {
    return new GatewayError('malformed_request', {
      detail: 'The form holds a part that is not accepted.',
      cause: error,
    });
  }
  return new GatewayError('malformed_request', {
    detail: 'The form is not well-formed multipart/form-data.',
    cause: error,
  });
}

function refuse(code: 'file_too_large' | 'unsupported_file_type', problems: readonly FieldProblem[]): void {
  if (problems.length > 0) throw new GatewayError(code, { problems });
}

function toPointer(name: string): string {
  return `/${pointerToken(name).replaceAll('.', '/')}`.slice(0, 200);
}

function unknownField(pointer: string): FieldProblem {
  return { pointer, code: 'unknown_field', detail: 'is not a part of this request' };
}

function tooLarge(pointer: string, limit: number): FieldProblem {
  return { pointer, code: 'file_too_large', detail: `must have at most ${limit} bytes` };
}

function surplus(pointer: string, limit: number): FieldProblem {
  return { pointer, code: 'too_many_files', detail: `is one more than the ${limit} files that a request may have` };
}

function wrongType(pointer: string): FieldProblem {
  return { pointer, code: 'unsupported_file_type', detail: 'must be a JPEG, PNG or PDF file' };
}

function repeated(pointer: string): FieldProblem {
  return { pointer, code: 'repeated', detail: 'must come once' };
}
