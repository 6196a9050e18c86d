import { Expose, Transform, Type } from 'class-transformer';
import type { WireProfile } from './wire-customer.js';

const CODES: Readonly<Record<string, string>> = {
  email_address: 'email',
  phone_number: 'phone',
  residential_address: 'address',
  tax_identification_number: 'tax_id',
  identity_document: 'identity_document',
  liveness_report_document: 'liveness',
};
const STATUSES = { complete: 'satisfied', pending: 'in_review', required: 'due', errors: 'failed' } as const;
const LISTS = ['complete', 'pending', 'required', 'errors'] as const;
const WORST_FIRST = ['rejected', 'unknown', 'action_required', 'not_started', 'in_review', 'approved'];

export class RequirementDto {
  @Expose() code!: string;
  @Expose() native!: string;
  @Expose() status!: string;
  @Expose() actionBy!: string;
  @Expose() reasons!: string[];
}

export class ProfileDto {
  @Expose() name!: string;
  @Expose() status!: string;
  @Expose() statusNative!: string;
  @Expose() @Type(() => RequirementDto) requirements!: RequirementDto[];
}

export class TermsDto {
  @Expose() status!: string;
  @Expose() @Transform(({ obj }) => obj.status as string) statusNative!: string;
}

export class VerificationDto {
  @Expose() status!: string;
  @Expose() statusNative!: string | null;
  @Expose() @Type(() => TermsDto) termsOfService!: TermsDto | null;
  @Expose() @Type(() => ProfileDto) profiles!: ProfileDto[];
}

/** The verification as its DTO wants it. */
export function toVerification(profiles: WireProfile[], terms: string | undefined) {
  const mapped = profiles.map((profile) => ({
    name: profile.name,
    status: toStatus(profile),
    statusNative: profile.status,
    requirements: LISTS.flatMap((list) => profile.criteria[list].map((native) => toRequirement(native, list))),
  }));
  const worst = [...mapped].sort((one, two) => WORST_FIRST.indexOf(one.status) - WORST_FIRST.indexOf(two.status))[0];
  return {
    status: worst?.status ?? 'not_started',
    statusNative: worst?.statusNative ?? null,
    termsOfService: terms ? { status: terms } : null,
    profiles: mapped,
  };
}

function toStatus({ status, criteria }: WireProfile): string {
  const open = criteria.required.length + criteria.errors.length > 0;
  if (status === 'incomplete') return open ? 'action_required' : 'in_review';
  if (status === 'approved') return open ? 'unknown' : 'approved';
  return status === 'pending' ? 'in_review' : status === 'rejected' ? 'rejected' : 'unknown';
}

function toRequirement(native: string, list: (typeof LISTS)[number]) {
  const actionBy = list === 'pending' ? 'provider' : 'customer';
  return { code: CODES[native] ?? 'other', native, status: STATUSES[list], actionBy, reasons: [] };
}
