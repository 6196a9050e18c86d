import {
  ACTION_OWNERS,
  REQUIREMENT_CODES,
  REQUIREMENT_STATUSES,
  TERMS_STATUSES,
  VERIFICATION_STATUSES,
  type ActionOwner,
  type RequirementCode,
  type RequirementStatus,
  type TermsStatus,
  type VerificationStatus,
} from './enums.js';
import { CanonicalField } from './field.js';

/** Why a requirement is not met. */
export class RequirementReason {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'provider_message',
    description: 'Reason code.',
  })
  code!: string;

  @CanonicalField({
    is: 'string',
    sensitivity: 'personal',
    example: 'The document is blurred',
    description: 'The provider’s explanation, cleaned and shortened.',
  })
  detail!: string | null;
}

/** One thing a provider wants to see before it approves. */
export class Requirement {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: REQUIREMENT_CODES,
    example: 'liveness',
    description: 'What is asked for, in one dictionary for all providers.',
  })
  code!: RequirementCode;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'liveness_report_document',
    description: 'The provider’s word for it.',
  })
  native!: string | null;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: REQUIREMENT_STATUSES,
    example: 'due',
    description: 'Whether it is met.',
  })
  status!: RequirementStatus;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: ACTION_OWNERS,
    example: 'customer',
    description: 'Who has to act next.',
  })
  actionBy!: ActionOwner;

  @CanonicalField({
    is: () => RequirementReason,
    array: true,
    sensitivity: 'personal',
    description: 'Why it is not met.',
  })
  reasons!: RequirementReason[];
}

/** One set of checks, for one purpose. */
export class VerificationProfile {
  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'kyc_profile_a',
    description: 'The provider’s name of the profile.',
  })
  name!: string | null;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: VERIFICATION_STATUSES,
    example: 'action_required',
    description: 'Outcome of the checks. Anything not understood is `unknown`, never `approved`.',
  })
  status!: VerificationStatus;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'incomplete',
    description: 'The provider’s literal for `status`.',
  })
  statusNative!: string | null;

  @CanonicalField({
    is: () => Requirement,
    array: true,
    sensitivity: 'personal',
    description: 'What was asked for, in the provider’s order: complete, pending, required, errors.',
  })
  requirements!: Requirement[];
}

/** Whether the customer accepted the provider’s terms. */
export class TermsOfService {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: TERMS_STATUSES,
    example: 'incomplete',
    description: 'Acceptance.',
  })
  status!: TermsStatus;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'incomplete',
    description: 'The provider’s literal for `status`.',
  })
  statusNative!: string | null;
}

/** Know-your-customer or know-your-business state. The overall status is that of the worst profile. */
export class Verification {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: VERIFICATION_STATUSES,
    example: 'action_required',
    description: 'Outcome of the checks. Anything not understood is `unknown`, never `approved`.',
  })
  status!: VerificationStatus;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'incomplete',
    description: 'The provider’s literal behind `status`.',
  })
  statusNative!: string | null;

  @CanonicalField({
    is: () => TermsOfService,
    sensitivity: 'public',
    description: 'Terms of service, where the provider keeps them.',
  })
  termsOfService!: TermsOfService | null;

  @CanonicalField({
    is: () => VerificationProfile,
    array: true,
    sensitivity: 'personal',
    description: 'The single profiles, where the provider has several.',
  })
  profiles!: VerificationProfile[];
}
