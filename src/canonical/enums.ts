/**
 * The open enums of the canonical model. A list grows without a new API version, so clients must accept values that
 * they do not know; `unknown` is always there for what a provider says and nobody has mapped.
 */

export const CUSTOMER_TYPES = ['individual', 'business', 'unknown'] as const;
export type CustomerType = (typeof CUSTOMER_TYPES)[number];

export const CUSTOMER_STATUSES = ['pending', 'active', 'suspended', 'closed', 'unknown'] as const;
export type CustomerStatus = (typeof CUSTOMER_STATUSES)[number];

export const GENDERS = ['female', 'male', 'other', 'unknown'] as const;
export type Gender = (typeof GENDERS)[number];

/** From the worst to the best: the overall status of a customer is that of the worst profile. */
export const VERIFICATION_STATUSES = [
  'rejected',
  'expired',
  'unknown',
  'action_required',
  'not_started',
  'in_review',
  'approved',
] as const;
export type VerificationStatus = (typeof VERIFICATION_STATUSES)[number];

export const TERMS_STATUSES = ['incomplete', 'pending', 'accepted', 'unknown'] as const;
export type TermsStatus = (typeof TERMS_STATUSES)[number];

export const REQUIREMENT_CODES = [
  'email',
  'phone',
  'email_verification',
  'phone_verification',
  'name',
  'date_of_birth',
  'address',
  'proof_of_address',
  'tax_id',
  'identity_document',
  'identity_document_back',
  'liveness',
  'terms_of_service',
  'source_of_funds',
  'business_registration',
  'ownership',
  'provider_approval',
  'other',
] as const;
export type RequirementCode = (typeof REQUIREMENT_CODES)[number];

export const REQUIREMENT_STATUSES = ['satisfied', 'due', 'in_review', 'failed', 'unknown'] as const;
export type RequirementStatus = (typeof REQUIREMENT_STATUSES)[number];

export const ACTION_OWNERS = ['customer', 'integrator', 'provider'] as const;
export type ActionOwner = (typeof ACTION_OWNERS)[number];

export const IDENTITY_DOCUMENT_TYPES = [
  'national_id',
  'passport',
  'voter_card',
  'driver_license',
  'residence_permit',
  'unknown',
] as const;
export type IdentityDocumentType = (typeof IDENTITY_DOCUMENT_TYPES)[number];

export const CARD_FORMS = ['virtual', 'physical', 'unknown'] as const;
export type CardForm = (typeof CARD_FORMS)[number];

export const CARD_BRANDS = ['visa', 'mastercard', 'unknown'] as const;
export type CardBrand = (typeof CARD_BRANDS)[number];

export const CARD_STATES = [
  'pending',
  'inactive',
  'active',
  'frozen',
  'suspended',
  'terminated',
  'expired',
  'failed',
  'unknown',
] as const;
export type CardState = (typeof CARD_STATES)[number];

export const CARD_ACTIONS = ['freeze', 'unfreeze', 'withdraw', 'fund', 'terminate'] as const;
export type CardAction = (typeof CARD_ACTIONS)[number];

export const TRANSACTION_KINDS = [
  'authorization',
  'settlement',
  'funding',
  'withdrawal',
  'refund',
  'reversal',
  'fee',
  'termination',
  'unknown',
] as const;
export type TransactionKind = (typeof TRANSACTION_KINDS)[number];

export const TRANSACTION_STATUSES = ['pending', 'succeeded', 'failed', 'unknown'] as const;
export type TransactionStatus = (typeof TRANSACTION_STATUSES)[number];

export const TRANSACTION_DIRECTIONS = ['in', 'out', 'unknown'] as const;
export type TransactionDirection = (typeof TRANSACTION_DIRECTIONS)[number];

/** Documents that can be handed in, of persons and of businesses. */
export const SUBMITTED_DOCUMENT_TYPES = [
  'national_id',
  'passport',
  'driver_license',
  'residence_permit',
  'liveness_report',
  'incorporation_certificate',
  'shareholder_registry',
  'directors_registry',
  'proof_of_address',
  'unknown',
] as const;
export type SubmittedDocumentType = (typeof SUBMITTED_DOCUMENT_TYPES)[number];

export const DOCUMENT_SIDES = ['front', 'back', 'unknown'] as const;
export type DocumentSide = (typeof DOCUMENT_SIDES)[number];

export const DATA_ORIGINS = ['live', 'cache', 'stale'] as const;
export type DataOrigin = (typeof DATA_ORIGINS)[number];

export const WARNING_CODES = [
  'unknown_value',
  'invalid_value',
  'conflicting_values',
  'contradictory_status',
  'item_without_id',
  'card_number_dropped',
  'token_dropped',
  'read_after_create_failed',
  'read_after_change_failed',
  'refund_not_processed',
  'already_in_state',
  'field_not_sent',
  'stale',
] as const;
export type WarningCode = (typeof WARNING_CODES)[number];
