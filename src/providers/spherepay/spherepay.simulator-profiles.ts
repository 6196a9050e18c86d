import type { WireRecord } from '../../platform/simulation/simulated-records.js';

/** Where a verification profile can stand; `not-started` and `contradictory` are states of `incomplete` and `approved`. */
export const SPHEREPAY_DECISIONS = [
  'incomplete',
  'pending',
  'approved',
  'rejected',
  'not-started',
  'contradictory',
] as const;

/** One of the standings above. */
export type SpherePayDecision = (typeof SPHEREPAY_DECISIONS)[number];

const FILED_AT_ONCE: Readonly<Record<string, readonly string[]>> = {
  kyb_profile_a: ['email_address', 'phone_number'],
};
const FILED_LATER: Readonly<Record<string, readonly string[]>> = {
  kyb_profile_a: ['incorporation_certificate', 'proof_of_address', 'shareholder_registry'],
};
const PERSONAL_AT_ONCE = ['email_address', 'phone_number', 'residential_address', 'tax_identification_number'];
const PERSONAL_LATER = ['identity_document', 'liveness_report_document'];

/** A profile whose four lists agree with its status, except where the decision says otherwise. */
export function verificationProfile(name: string, decision: SpherePayDecision): WireRecord {
  const first = FILED_AT_ONCE[name] ?? PERSONAL_AT_ONCE;
  const later = FILED_LATER[name] ?? PERSONAL_LATER;
  const criteria = { complete: first, pending: [], required: [], errors: [] };
  switch (decision) {
    case 'incomplete':
      return { name, status: 'incomplete', criteria: { ...criteria, required: later } };
    case 'pending':
      return { name, status: 'pending', criteria: { ...criteria, pending: later } };
    case 'approved':
      return { name, status: 'approved', criteria: { ...criteria, complete: [...first, ...later] } };
    case 'rejected':
      return { name, status: 'rejected', criteria: { ...criteria, errors: later.slice(0, 1) } };
    case 'not-started':
      return { name, status: 'incomplete', criteria: { ...criteria, complete: [] } };
    case 'contradictory':
      return { name, status: 'approved', criteria: { ...criteria, required: later } };
  }
}

/** The profile of a person who has just been registered. */
export function newProfile(hasTaxNumber: boolean): WireRecord {
  const filed = PERSONAL_AT_ONCE.filter((word) => hasTaxNumber || word !== 'tax_identification_number');
  const open = PERSONAL_AT_ONCE.filter((word) => !filed.includes(word));
  const criteria = { complete: filed, pending: [], required: [...open, ...PERSONAL_LATER], errors: [] };
  return { name: 'kyc_profile_a', status: 'incomplete', criteria };
}

/** The profile after a document has come in: what it meets is under review, and the profile with its last one. */
export function withFiled(profile: WireRecord, criterion: string): WireRecord {
  const { required, pending, ...rest } = (profile['criteria'] ?? {}) as Record<string, readonly string[]>;
  if (!required?.includes(criterion)) return profile;
  const left = required.filter((word) => word !== criterion);
  const criteria = { ...rest, pending: [...(pending ?? []), criterion], required: left };
  return { ...profile, criteria, status: left.length === 0 ? 'pending' : profile['status'] };
}

/** The profiles of a record, all set to one decision. */
export function decideProfiles(record: WireRecord, decision: SpherePayDecision): WireRecord {
  return withProfiles(record, ({ name }) => verificationProfile(String(name), decision));
}

/** The record with each of its profiles changed. */
export function withProfiles(record: WireRecord, change: (profile: WireRecord) => WireRecord): WireRecord {
  return { ...record, verificationProfiles: profilesOf(record).map(change) };
}

/** The profiles of a record. */
export function profilesOf(record: WireRecord): readonly WireRecord[] {
  return record['verificationProfiles'] as readonly WireRecord[];
}
