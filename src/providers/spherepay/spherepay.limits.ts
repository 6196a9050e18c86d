import type { FieldLimit } from '../provider.js';

/** Largest document: “up to 15 MB” on “Upload document”, read as the smaller of its two meanings. */
export const MAX_DOCUMENT_BYTES = 15_000_000;

// No page states a length for most fields: this bound is ours, and more than anybody needs.
const LONGEST_TEXT = 255;

const limit = (pointer: string, wireName: string, min: number, max: number, required: boolean): FieldLimit => ({
  pointer,
  wireName,
  min,
  max,
  required,
});
const needed = (pointer: string, wireName: string, min = 1, max = LONGEST_TEXT) =>
  limit(pointer, wireName, min, max, true);
const free = (pointer: string, wireName: string, min = 1, max = LONGEST_TEXT) =>
  limit(pointer, wireName, min, max, false);

/** A field of `personalInformation`. */
const personal = (pointer: string, wireName: string, min?: number, max?: number) =>
  free(pointer, `personalInformation.${wireName}`, min, max);

/** Body fields of “Create a customer” and “Update a customer”; lengths in characters, of the value that is sent. */
export const spherePayCustomerLimits: readonly FieldLimit[] = [
  free('/type', 'type', 10, 10),
  needed('/email', 'email', 3, 254),
  needed('/phone', 'phone', 8, 16),
  needed('/address', 'address', 1, 1),
  needed('/address/line1', 'address.line1'),
  free('/address/line2', 'address.line2'),
  needed('/address/city', 'address.city'),
  free('/address/region', 'address.state'),
  free('/address/postalCode', 'address.postalCode'),
  needed('/address/country', 'address.country', 3, 3),
  personal('/middleName', 'middleName'),
  personal('/gender', 'gender', 4, 6),
  personal('/nationality', 'nationality', 3, 3),
  personal('/countryOfBirth', 'countryOfBirth', 3, 3),
  personal('/countryOfResidence', 'residencyCountry', 3, 3),
  personal('/occupationCode', 'occupationSocCode'),
  personal('/sourceOfFunds', 'sourceOfFunds'),
  needed('/taxId/type', 'personalInformation.taxIdentificationNumberType'),
  needed('/taxId/number', 'personalInformation.taxIdentificationNumber'),
  needed('/taxId/country', 'personalInformation.taxIdentificationNumberCountry', 3, 3),
  personal('/taxId/description', 'taxIdentificationNumberDescription'),
  free('/metadata', 'meta', 0, 50),
];

/** Form fields of “Upload document”. */
export const spherePayDocumentLimits: readonly FieldLimit[] = [
  needed('/type', 'documentType'),
  free('/side', 'side', 4, 5),
  free('/issuingCountry', 'country', 3, 3),
  free('/description', 'description'),
  needed('/file', 'file', 1, MAX_DOCUMENT_BYTES),
];
