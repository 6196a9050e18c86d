import type { FieldProblem } from '../../canonical/errors.js';
import { multipartBody, type MultipartBody } from '../../platform/http/multipart-body.js';
import { Digested } from '../../platform/upload/digest.js';
import { neutralFilename } from '../../platform/upload/document-type.js';
import type { ReceivedFile } from '../../platform/upload/multipart-form.js';
import { ADULT_AGE, birthDateFault } from '../mapping/age.js';
import { englishName } from '../mapping/countries.js';
import { parsePhone } from '../mapping/phones.js';
import type { CreateCartevoCustomer } from './cartevo.dto.js';
import { BACK_SIDE_NEEDED, DOCUMENT_TYPE_WORDS } from './cartevo.statuses.js';
import { cartevoLimits } from './cartevo.tables.js';

/** The two sides of a document: as files, or (inside the customer) as addresses. */
export type Documents =
  | { readonly kind: 'files'; readonly front: ReceivedFile | null; readonly back: ReceivedFile | null }
  | { readonly kind: 'urls' };

/** A checked create: nothing in it can still be refused by the gateway. */
export interface CreateCartevoCustomerCommand {
  readonly customer: CreateCartevoCustomer;
  readonly documents: Documents;
  /** Enrol at the card issuer at once; else that happens before the first card. */
  readonly enroll: boolean;
}

export type WireCustomer =
  | { readonly kind: 'files'; readonly form: MultipartBody }
  | { readonly kind: 'urls'; readonly fields: Readonly<Record<string, string>> };

const BIRTH_DATE_DETAILS = {
  not_a_date: 'must be a calendar date, YYYY-MM-DD',
  in_the_future: 'must not be in the future',
  too_long_ago: 'must not be more than 130 years ago',
  underage: `must be at least ${ADULT_AGE} years ago`,
} as const;

/**
 * The rules that span fields or depend on the day: age, which sides of the document are needed and in which form.
 * `today` is the date in UTC. Fields that are wrong in themselves are left to the input class.
 */
export function crossFieldProblems(
  customer: Partial<CreateCartevoCustomer>,
  sides: { readonly kind: 'files' | 'urls'; readonly front: boolean; readonly back: boolean },
  today: string,
): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const fault = typeof customer.dateOfBirth === 'string' ? birthDateFault(customer.dateOfBirth, today) : null;
  if (fault !== null && fault !== 'not_a_date') {
    const code = fault === 'underage' ? 'customer_underage' : fault;
    problems.push({ pointer: '/dateOfBirth', code, detail: BIRTH_DATE_DETAILS[fault] });
  }
  const suffix = sides.kind === 'urls' ? 'Url' : '';
  if (!sides.front) problems.push(required(`/identityDocument/front${suffix}`));
  const type = customer.identityDocument?.type;
  if (!sides.back && BACK_SIDE_NEEDED.has(String(type))) problems.push(required(`/identityDocument/back${suffix}`));
  return problems;
}

/** The form or JSON that Cartevo wants. */
export function toWireCustomer({ customer, documents }: CreateCartevoCustomerCommand): WireCustomer {
  const fields = toWireFields(customer);
  if (documents.kind === 'urls') {
    const { frontUrl = '', backUrl } = customer.identityDocument;
    const urls = { id_document_front_url: frontUrl, ...(backUrl && { id_document_back_url: backUrl }) };
    return { kind: 'urls', fields: { ...fields, ...urls } };
  }
  const files = (['front', 'back'] as const).flatMap((side) => {
    const file = documents[side];
    return file
      ? [
          {
            name: `id_document_${side}`,
            filename: neutralFilename(side, file.type),
            contentType: file.type,
            bytes: file.bytes,
          },
        ]
      : [];
  });
  return { kind: 'files', form: multipartBody(fields, files) };
}

/** All that makes a create another one: its fields, and its files by their digests. */
export function fingerprinted({ customer, documents, enroll }: CreateCartevoCustomerCommand): unknown {
  const digest = (file: ReceivedFile | null) => file && new Digested(file.bytes);
  const files = documents.kind === 'files' ? [digest(documents.front), digest(documents.back)] : null;
  return { customer, files, enroll };
}

function toWireFields(customer: CreateCartevoCustomer): Record<string, string> {
  const { address, identityDocument } = customer;
  const number = parsePhone(customer.phone);
  const fields: Record<string, string> = {
    first_name: customer.givenName,
    last_name: customer.familyName,
    email: customer.email,
    country: englishName(address.country) ?? address.country,
    street: address.line1,
    city: address.city,
    state: address.region,
    postal_code: address.postalCode,
    country_iso_code: address.country,
    country_phone_code: `+${number?.countryCallingCode ?? ''}`,
    phone_number: number?.nationalNumber ?? '',
    identification_number: identityDocument.number,
    id_document_type: DOCUMENT_TYPE_WORDS[identityDocument.type] ?? '',
    date_of_birth: customer.dateOfBirth,
  };
  for (const { wireName, required, min } of cartevoLimits) {
    if (required && wireName in fields && [...(fields[wireName] ?? '')].length < min) {
      throw new Error(`a checked customer gave no usable ${wireName}`);
    }
  }
  return fields;
}

function required(pointer: string): FieldProblem {
  return { pointer, code: 'required', detail: 'is required' };
}
