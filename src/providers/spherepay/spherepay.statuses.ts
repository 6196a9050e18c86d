import type {
  DocumentSide,
  RequirementCode,
  SubmittedDocumentType,
  TermsStatus,
  VerificationStatus,
} from '../../canonical/enums.js';
import { enumOf, wordTable } from '../mapping/text.js';

/** `type` of a customer. */
export const customerType = enumOf({ individual: 'individual', business: 'business' }, { absent: 'unknown' });

/** `personalInformation.gender`; the documents show one value only. */
export const gender = enumOf(
  { male: 'male', female: 'female', other: 'other' },
  { absent: null, inferred: ['female', 'other'] },
);

/** `tosStatus`. */
export const TERMS_STATUS_BY_WORD: Readonly<Record<string, TermsStatus>> = {
  incomplete: 'incomplete',
  pending: 'pending',
  approved: 'accepted',
};

/** `status` of a profile, before its criteria are looked at. `incomplete` depends on them alone. */
export const PROFILE_STATUS_BY_WORD: Readonly<Record<string, VerificationStatus>> = {
  incomplete: 'action_required',
  pending: 'in_review',
  approved: 'approved',
  rejected: 'rejected',
};

/** The same words for people: two of them count only together with the criteria. */
export const PROFILE_WORDS = wordTable(
  {
    incomplete: 'action_required, in_review, not_started or unknown, by its criteria',
    pending: 'in_review',
    approved: 'approved, or unknown while something is still open',
    rejected: 'rejected',
  },
  ['incomplete'],
);

/**
 * Words of criteria, three generations of them, by what they ask for. An open set: any other word is `other`.
 */
export const REQUIREMENT_BY_WORD: Readonly<Record<string, RequirementCode>> = {
  email_address: 'email',
  phone_number: 'phone',
  email_verification: 'email_verification',
  phone_verification: 'phone_verification',
  first_name: 'name',
  last_name: 'name',
  date_of_birth: 'date_of_birth',
  residential_address: 'address',
  address_of_residence: 'address',
  proof_of_address: 'proof_of_address',
  tax_identification_number: 'tax_id',
  identity_document: 'identity_document',
  identification_document: 'identity_document',
  photo_id: 'identity_document',
  identity_verification: 'identity_document',
  liveness_report_document: 'liveness',
  liveness_check: 'liveness',
  terms_of_service: 'terms_of_service',
  source_of_funds: 'source_of_funds',
  kyc_a_approval: 'provider_approval',
  incorporation_cert: 'business_registration',
  incorporation_certificate: 'business_registration',
  shareholder_registry: 'ownership',
  directors_registry: 'ownership',
  ownership_percentage: 'ownership',
  is_control_person: 'ownership',
  is_signer: 'ownership',
  relationship_established_at: 'ownership',
  title: 'ownership',
};

/** Words of criteria whose meaning is a guess: their pages do not say what would meet them. */
export const INFERRED_REQUIREMENT_WORDS: readonly string[] = [
  'identity_verification',
  'shareholder_registry',
  'directors_registry',
  'ownership_percentage',
  'is_control_person',
  'is_signer',
  'relationship_established_at',
  'title',
];

/** SpherePay’s word for each document that can be handed in. */
export const WORD_BY_DOCUMENT: Readonly<Record<Exclude<SubmittedDocumentType, 'unknown'>, string>> = {
  national_id: 'id_card',
  passport: 'passport',
  driver_license: 'drivers',
  residence_permit: 'residence_permit',
  liveness_report: 'liveness_report',
  incorporation_certificate: 'incorporation_cert',
  shareholder_registry: 'shareholder_registry',
  directors_registry: 'directors_registry',
  proof_of_address: 'proof_of_address',
};

/** Documents of a government, which need the country that issued them. */
export const GOVERNMENT_DOCUMENTS: ReadonlySet<string> = new Set([
  'national_id',
  'passport',
  'driver_license',
  'residence_permit',
]);

/** `documentType` of a document; two words are those of older pages. */
export const documentType = enumOf<SubmittedDocumentType>(
  {
    id_card: 'national_id',
    passport: 'passport',
    drivers: 'driver_license',
    drivers_license: 'driver_license',
    residence_permit: 'residence_permit',
    liveness_report: 'liveness_report',
    incorporation_cert: 'incorporation_certificate',
    incorporation_certificate: 'incorporation_certificate',
    shareholder_registry: 'shareholder_registry',
    directors_registry: 'directors_registry',
    proof_of_address: 'proof_of_address',
  },
  { absent: 'unknown' },
);

/** `side` of a document. */
export const documentSide = enumOf<DocumentSide>({ front: 'front', back: 'back' }, { absent: null });

/** What a document may meet among the requirements. */
export const REQUIREMENT_BY_DOCUMENT: Readonly<Record<string, RequirementCode>> = {
  national_id: 'identity_document',
  passport: 'identity_document',
  driver_license: 'identity_document',
  residence_permit: 'identity_document',
  liveness_report: 'liveness',
  incorporation_certificate: 'business_registration',
  shareholder_registry: 'ownership',
  directors_registry: 'ownership',
  proof_of_address: 'proof_of_address',
};
