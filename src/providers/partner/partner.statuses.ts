import { enumOf } from '../mapping/text.js';

/** `status`, read as an account state. Words are compared without regard to case. */
export const customerStatus = enumOf(
  { Processing: 'pending', Succeeded: 'active', Failed: 'closed', Suspended: 'suspended' },
  { absent: 'unknown', ignoreCase: true, inferred: 'all' },
);

/** The same `status`, read as the outcome of onboarding: a suspension says nothing about it. */
export const verificationStatus = enumOf(
  { Processing: 'in_review', Succeeded: 'approved', Failed: 'rejected', Suspended: 'unknown' },
  { absent: 'unknown', ignoreCase: true, inferred: 'all' },
);

/** `identification.id_type`: the documents show no value, so only plain names are understood. */
export const identityDocumentType = enumOf(
  {
    Passport: 'passport',
    'National ID': 'national_id',
    national_id: 'national_id',
    'Driver License': 'driver_license',
    driver_license: 'driver_license',
    'Residence Permit': 'residence_permit',
    residence_permit: 'residence_permit',
    'Voter Card': 'voter_card',
    voter_card: 'voter_card',
  },
  { absent: 'unknown', ignoreCase: true, inferred: 'all' },
);
