import { showRecord } from '../../platform/simulation/simulated-records.js';
import type { RecordVariants, WireRecord } from '../../platform/simulation/simulated-records.js';
import type { Scenario } from '../../platform/simulation/scenarios.js';
import { leakedTokens, type SimulatedCartevoCard } from './cartevo.simulator-cards.js';
import type { SimulatedCartevoCustomer } from './cartevo.simulator-data.js';

const SUMMARY_KEYS = [
  'id',
  'first_name',
  'last_name',
  'email',
  'country',
  'phone_country_code',
  'phone_number',
  'is_active',
  'created_at',
  'updated_at',
];

const SUMMARY_VARIANTS: RecordVariants = {
  idKey: 'id',
  newEnumValue: (record) => record,
  cardNumberLeak: (record, cardNumber) => ({ ...record, country: `Cameroon ${cardNumber}` }),
};

const CUSTOMER_VARIANTS: RecordVariants = {
  idKey: 'id',
  newEnumValue: (record) => ({ ...record, type: 'NATIONAL_PASS', kyc_status: 'UNDER_APPEAL' }),
  cardNumberLeak: (record, cardNumber) => ({ ...record, street: `12 Rue Exemple ${cardNumber}` }),
  kyc: (record, decision) => ({ ...record, kyc_status: decision.toUpperCase() }),
};

const CARD_VARIANTS: RecordVariants = {
  idKey: 'id',
  newEnumValue: (record) => ({ ...record, status: 'ON_HOLD', brand: 'VERVE' }),
  cardNumberLeak: (record, cardNumber) => ({
    ...record,
    ['masked_number' in record ? 'masked_number' : 'masked_pan']: cardNumber,
  }),
};

/** The whole customer, as the details endpoint shows it. */
export function showCustomer(record: WireRecord, scenario: Scenario | null): WireRecord {
  return showRecord(record, scenario, CUSTOMER_VARIANTS);
}

/** A list item: no address, birth date or identity document. */
export function showSummary(record: WireRecord, scenario: Scenario | null): WireRecord {
  const summary = Object.fromEntries(SUMMARY_KEYS.map((key) => [key, record[key]]));
  return showRecord(summary, scenario, SUMMARY_VARIANTS);
}

/** A card of either shape. */
export function showCard(record: WireRecord, scenario: Scenario | null): WireRecord {
  const inState = scenario?.name === 'card-state' ? { ...record, status: scenario.argument?.toUpperCase() } : record;
  return showRecord(inState, scenario, CARD_VARIANTS);
}

const DETAILS = ['id', 'status', 'balance', 'currency', 'masked_pan', 'masked_number', 'expiry_month', 'expiry_year'];

/** A card as its details show it: neither its holder nor its brand, and number and code as tokens. */
export function showCardDetails({ record }: SimulatedCartevoCard, scenario: Scenario | null): WireRecord {
  const details = Object.fromEntries(DETAILS.flatMap((key) => (key in record ? [[key, record[key]]] : [])));
  const flags = { is_virtual: true, is_physical: false, ...(record['is_active'] === false && { is_active: false }) };
  return showCard({ ...details, ...leakedTokens(), ...flags, created_at: record['created_at'] }, scenario);
}

/** A card as the call that issues it shows it. */
export function showIssuedCard({ record }: SimulatedCartevoCard, scenario: Scenario | null): WireRecord {
  const hidden = ['updated_at', 'is_active'];
  const shown = Object.fromEntries(Object.entries(record).filter(([key]) => !hidden.includes(key)));
  return showCard(shown, scenario);
}

/** A customer under the names of the 2025-10 server, which answered with what it had been sent, and more. */
export function toOlderServer({ record, isoCode, enrolled }: SimulatedCartevoCustomer): WireRecord {
  const renamed = ['phone_country_code', 'type', 'number', 'image', 'photo', 'kyc_status'];
  return {
    ...Object.fromEntries(Object.entries(record).filter(([key]) => !renamed.includes(key))),
    country_iso_code: isoCode,
    country_phone_code: record['phone_country_code'],
    id_document_type: record['type'],
    id_document_front: record['image'],
    id_document_back: record['photo'],
    provider_customer_id: enrolled ? `issuer_${record.id}` : null,
    provider_mappings: [],
  };
}
