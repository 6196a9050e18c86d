import { seededHex } from '../../platform/simulation/simulated-records.js';
import type { WireRecord } from '../../platform/simulation/simulated-records.js';
import { SPHEREPAY_DECISIONS, verificationProfile } from './spherepay.simulator-profiles.js';
import type { SpherePayDecision } from './spherepay.simulator-profiles.js';

/** A customer as SpherePay shows it, in the list and alone. */
export type SimulatedSpherePayCustomer = WireRecord & { readonly id: string };

/** Seeded customers, by what each is there to show. */
export const SPHEREPAY_SEEDS = {
  /** The original document's sample, word for word. */
  original: 'customer_f31121c389624d3697cbf3ea8830b7a4',
  approved: 'customer_aa01aa01aa01aa01aa01aa01aa01aa01',
  pending: 'customer_aa02aa02aa02aa02aa02aa02aa02aa02',
  rejected: 'customer_aa03aa03aa03aa03aa03aa03aa03aa03',
  notStarted: 'customer_aa04aa04aa04aa04aa04aa04aa04aa04',
  /** Approved although criteria are still required. */
  contradictory: 'customer_aa05aa05aa05aa05aa05aa05aa05aa05',
  business: 'customer_bb01bb01bb01bb01bb01bb01bb01bb01',
  /** Profiles as samples of 2025 have them, and no `tosStatus`. */
  legacy: 'customer_dd01dd01dd01dd01dd01dd01dd01dd01',
} as const;

const GENERATED = 25;
const CREATED_AT = '2026-03-09T20:46:31.305Z';
const UPDATED_AT = '2026-03-10T08:00:00.000Z';

/** The customers present after a start or a reset: the named ones, then 25 generated ones. */
export function seededCustomers(): SimulatedSpherePayCustomer[] {
  const generated = Array.from({ length: GENERATED }, (_, index) => {
    const number = String(index + 1).padStart(2, '0');
    const decision = SPHEREPAY_DECISIONS[index % 4] ?? 'incomplete';
    return person(`customer_${seededHex(`spherepay seed ${number}`)}`, 'Generated', `Person${number}`, decision);
  });
  return [
    original(),
    person(SPHEREPAY_SEEDS.approved, 'Ada', 'Approved', 'approved'),
    person(SPHEREPAY_SEEDS.pending, 'Per', 'Pending', 'pending'),
    person(SPHEREPAY_SEEDS.rejected, 'Rex', 'Rejected', 'rejected'),
    notStarted(),
    person(SPHEREPAY_SEEDS.contradictory, 'Con', 'Tradictory', 'contradictory'),
    business(),
    legacy(),
    ...generated,
  ];
}

function original(): SimulatedSpherePayCustomer {
  return {
    id: SPHEREPAY_SEEDS.original,
    verificationProfiles: [verificationProfile('kyc_profile_a', 'incomplete')],
    tosStatus: 'incomplete',
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
    type: 'individual',
    email: 'jane.smith@example.com',
    phone: '+14155550123',
    meta: {},
    firstName: 'Jane',
    lastName: 'Smith',
    dateOfBirth: '1990-01-15',
    personalInformation: {
      taxIdentificationNumberType: 'ssn',
      taxIdentificationNumberCountry: 'USA',
      taxIdentificationNumberDescription: '<string>',
      gender: 'male',
      countryOfBirth: 'USA',
      nationality: 'USA',
      middleName: 'James',
      occupationSocCode: '15-1132',
      residencyCountry: 'USA',
      sourceOfFunds: 'salary',
    },
  };
}

function person(id: string, first: string, last: string, decision: SpherePayDecision): SimulatedSpherePayCustomer {
  return {
    id,
    verificationProfiles: [verificationProfile('kyc_profile_a', decision)],
    tosStatus: decision === 'incomplete' ? 'pending' : 'approved',
    createdAt: CREATED_AT,
    updatedAt: UPDATED_AT,
    type: 'individual',
    email: `${first}.${last}@example.com`.toLowerCase(),
    phone: '+14155550142',
    meta: { segment: 'sandbox' },
    firstName: first,
    lastName: last,
    dateOfBirth: '1985-05-05',
    personalInformation: {
      taxIdentificationNumberType: 'national_id',
      taxIdentificationNumberCountry: 'DEU',
      gender: 'female',
      countryOfBirth: 'DEU',
      nationality: 'DEU',
      residencyCountry: 'FRA',
      sourceOfFunds: 'savings',
    },
  };
}

/** Names and birth date come from the identity document, so a record that has none yet lacks them. */
function notStarted(): SimulatedSpherePayCustomer {
  return {
    id: SPHEREPAY_SEEDS.notStarted,
    verificationProfiles: [verificationProfile('kyc_profile_a', 'not-started')],
    tosStatus: 'incomplete',
    createdAt: CREATED_AT,
    updatedAt: CREATED_AT,
    type: 'individual',
    email: 'new.customer@example.com',
  };
}

function business(): SimulatedSpherePayCustomer {
  return {
    id: SPHEREPAY_SEEDS.business,
    type: 'business',
    email: 'ops@example.com',
    phone: '+14155550155',
    businessLegalName: 'Acme Example LLC',
    businessTradeName: 'Acme',
    verificationProfiles: [verificationProfile('kyb_profile_a', 'pending')],
    tosStatus: 'approved',
    createdAt: CREATED_AT,
    updatedAt: UPDATED_AT,
  };
}

/** `kyc_profile_b` has its lists beside the status and objects as errors, `kyc_profile_c` has no lists at all. */
function legacy(): SimulatedSpherePayCustomer {
  const record = person(SPHEREPAY_SEEDS.legacy, 'Lena', 'Legacy', 'approved');
  const profileB = {
    name: 'kyc_profile_b',
    status: 'incomplete',
    complete: ['first_name', 'last_name', 'date_of_birth', 'email_verification'],
    pending: ['address_of_residence'],
    required: ['terms_of_service'],
    errors: [{ name: 'identification_document', message: 'The document is expired' }],
  };
  const profiles = [verificationProfile('kyc_profile_a', 'approved'), profileB];
  return {
    ...record,
    tosStatus: undefined,
    verificationProfiles: [...profiles, { name: 'kyc_profile_c', status: 'pending' }],
  };
}
