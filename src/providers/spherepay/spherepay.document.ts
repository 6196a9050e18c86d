import { ApiSchema } from '@nestjs/swagger';
import { multipartBody, type MultipartBody } from '../../platform/http/multipart-body.js';
import { Digested } from '../../platform/upload/digest.js';
import { neutralFilename } from '../../platform/upload/document-type.js';
import type { ReceivedFile, ReceivedForm } from '../../platform/upload/multipart-form.js';
import { validateBody } from '../../platform/validation/validate.js';
import { CountryField } from '../input/contact-fields.js';
import { brokenRules } from '../input/field-rules.js';
import { refuseProblems } from '../input/refusals.js';
import { InputField, WordField, textFieldsOf } from '../input/text-field.js';
import { toAlpha3 } from '../mapping/countries.js';
import type { Evidence } from '../reconciliation.js';
import { MAX_DOCUMENT_BYTES, spherePayDocumentLimits } from './spherepay.limits.js';
import { DOCUMENT_RULES } from './spherepay.rules.js';
import { WORD_BY_DOCUMENT } from './spherepay.statuses.js';

const FILE = 'file';
const TextField = textFieldsOf(spherePayDocumentLimits);
type DocumentWord = keyof typeof WORD_BY_DOCUMENT;

/** The files of the form. */
export const DOCUMENT_FORM = { files: [FILE], maxFileBytes: MAX_DOCUMENT_BYTES } as const;

/** A document to hand in, in canonical names; the file comes beside it. */
export class SpherePayDocument {
  @WordField(Object.keys(WORD_BY_DOCUMENT), {
    description: 'Kind of the document.',
    example: 'passport',
    sensitivity: 'public',
  })
  type!: DocumentWord;

  @WordField(['front', 'back'], {
    description: 'Which side of it.',
    example: 'front',
    optional: true,
    sensitivity: 'public',
  })
  side?: string;

  @CountryField({
    description: 'Country that issued it, ISO 3166-1 alpha-2; needed for documents of a government.',
    example: 'US',
    optional: true,
  })
  issuingCountry?: string;

  @TextField('/description', { description: 'A word about it for the provider.', example: 'Renewed passport' })
  description?: string;
}

/** The form as the OpenAPI document shows it. */
@ApiSchema({ name: 'CreateSpherePayDocument' })
export class SpherePayDocumentForm extends SpherePayDocument {
  @InputField({
    type: 'string',
    format: 'binary',
    description: 'The document: JPEG, PNG or PDF, at most 15 MB.',
    sensitivity: 'sensitive',
  })
  file!: unknown;
}

/** A checked document with its file. */
export interface AddSpherePayDocumentCommand {
  readonly document: SpherePayDocument;
  readonly file: ReceivedFile;
}

/** The command of a form; throws with all problems at once. */
export function toDocument(form: ReceivedForm): AddSpherePayDocumentCommand {
  const { value: document, problems } = validateBody(SpherePayDocument, form.body);
  const file = form.files.get(FILE);
  refuseProblems([
    ...form.problems,
    ...problems,
    ...brokenRules(DOCUMENT_RULES, form.body),
    ...(file ? [] : [{ pointer: `/${FILE}`, code: 'required', detail: 'is required' }]),
  ]);
  return { document, file: file as ReceivedFile };
}

/** The form of “Upload document”. */
export function toWireDocument(customerId: string, { document, file }: AddSpherePayDocumentCommand): MultipartBody {
  const { type, side, issuingCountry, description } = document;
  const fields = {
    target: 'customer',
    targetId: customerId,
    documentType: WORD_BY_DOCUMENT[type],
    ...(issuingCountry !== undefined && { country: toAlpha3(issuingCountry) ?? '' }),
    ...(side !== undefined && { side }),
    ...(description !== undefined && { description }),
  };
  const filename = neutralFilename('document', file.type);
  return multipartBody(fields, [{ name: FILE, filename, contentType: file.type, bytes: file.bytes }]);
}

/** All that makes a document another one. */
export function fingerprinted({ document, file }: AddSpherePayDocumentCommand): unknown {
  return { document, file: new Digested(file.bytes) };
}

/** By what a person may recognise later whether it has arrived. */
export function evidenceOfDocument({ document }: AddSpherePayDocumentCommand): Evidence {
  return { type: document.type };
}
