import type { ProviderName } from '../../support/stubbed-gateway.js';

interface DriftPlaces {
  /** Wire keys: an object, a text, and a word that decides something. */
  readonly object: string;
  readonly text: string;
  readonly word: string;
  /** What became of the word in the canonical record. */
  // Tests read answers of any shape.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  readonly understood: (data: any) => unknown;
}

const DRIFT_PLACES: Readonly<Record<ProviderName, DriftPlaces>> = {
  cartevo: {
    // Its record is flat: the nearest thing is a list where a text stands.
    object: 'street',
    text: 'first_name',
    word: 'type',
    understood: (data) => data.person.identityDocuments[0].type,
  },
  spherepay: {
    object: 'personalInformation',
    text: 'firstName',
    word: 'tosStatus',
    understood: (data) => data.verification.termsOfService.status,
  },
  partner: {
    object: 'business_details',
    text: 'partner_customer_id',
    word: 'status',
    understood: (data) => data.status,
  },
};

export function driftOf(provider: ProviderName): DriftPlaces {
  return DRIFT_PLACES[provider];
}
