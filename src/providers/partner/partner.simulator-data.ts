import type { WireRecord } from '../../platform/simulation/simulated-records.js';

/** A customer as the partner shows it. */
export type SimulatedPartnerCustomer = WireRecord & {
  readonly customer_id: string;
  readonly partner_customer_id: string;
};

/** Seeded customers, by what each is there to show: the partner's id and the caller's own. */
export const PARTNER_SEEDS = {
  /** The original document's shape: no `business_details`, no `registration_address`, nobody's `basic_info`. */
  original: { id: 'cus_c001c001c001c001c001c001c001c001', externalId: 'ext-0001' },
  /** Every block that creating can send. */
  full: { id: 'cus_c002c002c002c002c002c002c002c002', externalId: 'ext-0002' },
  succeeded: { id: 'cus_c003c003c003c003c003c003c003c003', externalId: 'ext-0003' },
  failed: { id: 'cus_c004c004c004c004c004c004c004c004', externalId: 'ext-0004' },
  suspended: { id: 'cus_c005c005c005c005c005c005c005c005', externalId: 'ext-0005' },
  /** The original document's sample values, its four statuses joined by commas included. */
  sample: { id: 'cus_c006c006c006c006c006c006c006c006', externalId: 'ext-0006' },
} as const;

/** Answered with HTTP 200 and an error body, as action-style APIs do. */
export const PARTNER_EXTERNAL_ID_NOT_FOUND_AS_200 = 'ext-missing-200';

/** The customers present after a start. */
export function seededCustomers(): SimulatedPartnerCustomer[] {
  return [
    documented(PARTNER_SEEDS.original, 'Processing'),
    full(),
    documented(PARTNER_SEEDS.succeeded, 'Succeeded'),
    documented(PARTNER_SEEDS.failed, 'Failed'),
    documented(PARTNER_SEEDS.suspended, 'Suspended'),
    sample(),
  ];
}

interface Ids {
  readonly id: string;
  readonly externalId: string;
}

function documented({ id, externalId }: Ids, status: string): SimulatedPartnerCustomer {
  return {
    customer_id: id,
    partner_customer_id: externalId,
    status,
    created_at: '2026-01-10T08:00:00Z',
    account_usage: {
      operating_country: 'SG',
      goods_service_description: 'Fictional trading of samples',
      industry_category_code: '5045',
      account_usage_product_reference: 'REF-EXAMPLE',
      estimated_monthly_revenue_currency: 'USD',
      estimated_monthly_revenue_amount: 99.99,
    },
    primary_contact: { contact_phone: '+14155550166', contact_email: 'ops@example.com' },
    business_person_list: [
      {
        residential_address: address('residential_address'),
        identification: {
          id_type: 'Passport',
          id_number: 'X0000001',
          id_issuing_country_code: 'SG',
          id_expiration_date: '2033-11-07T05:31:56Z',
          id_issue_date: '2023-11-07T05:31:56Z',
          id_document_front_file_id: 'file_front_01',
          id_document_back_file_id: 'file_back_01',
        },
      },
    ],
  };
}

function full(): SimulatedPartnerCustomer {
  const record = documented(PARTNER_SEEDS.full, 'Succeeded');
  const [first] = record['business_person_list'] as readonly WireRecord[];
  const basicInfo = {
    first_name_english: 'Mei',
    last_name_english: 'Sample',
    first_name: '美',
    last_name: '样本',
    birth_date: '1985-05-05T00:00:00Z',
    nationality: 'SG',
  };
  return {
    ...record,
    business_details: {
      business_name: '样本贸易',
      business_name_english: 'Sample Trading Pte Ltd',
      website: 'https://sample-trading.example.com',
      business_identifier_number: 'T00SS0000A',
      business_identifier_country_code: 'SG',
      business_identifier_document_list: ['file_reg_01'],
      business_identifier_start_date: '2020-01-01T00:00:00Z',
      business_identifier_expiry_date: '2030-01-01T00:00:00Z',
    },
    registration_address: address('registration_address'),
    business_person_list: [
      { basic_info: basicInfo, ...first },
      { basic_info: { ...basicInfo, first_name_english: 'Li', first_name: '丽' }, residential_address: {} },
    ],
  };
}

/** Every field repeats the name of its group. */
function address(prefix: string): WireRecord {
  return {
    [`${prefix}_line1`]: '1 Example Road',
    [`${prefix}_city`]: 'Singapore',
    [`${prefix}_postcode`]: '000001',
    [`${prefix}_country_code`]: 'SG',
    [`${prefix}_state`]: 'SG',
  };
}

function sample(): SimulatedPartnerCustomer {
  const record = documented(PARTNER_SEEDS.sample, 'Processing,Succeeded,Failed,Suspended');
  const { account_usage_product_reference, ...usage } = record['account_usage'] as Record<string, unknown>;
  const blank = Object.fromEntries(Object.keys(usage).map((key) => [key, '<string>']));
  return {
    ...record,
    account_usage: { ...blank, account_usage_product_reference, estimated_monthly_revenue_amount: 123 },
    primary_contact: { contact_phone: '<string>', contact_email: '<string>' },
  };
}
