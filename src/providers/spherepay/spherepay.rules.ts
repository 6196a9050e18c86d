import { neededWhen, refusedWhen, somethingGiven, type FieldRule } from '../input/field-rules.js';
import { GOVERNMENT_DOCUMENTS } from './spherepay.statuses.js';

/** Kinds of tax number that are for every country but the USA. */
const NOT_IN_THE_USA = ['passport', 'national_id', 'other'];

/** What holds between the fields of a new person. */
export const CREATE_RULES: readonly FieldRule[] = [
  neededWhen({ pointer: '/taxId/type', values: ['other'] }, '/taxId/description', 'is needed with the type `other`'),
  refusedWhen(
    { pointer: '/taxId/country', values: ['US'] },
    { pointer: '/taxId/type', values: NOT_IN_THE_USA },
    { code: 'not_in_country', detail: 'is not a kind of tax number of the USA' },
  ),
];

/** What holds between the fields of a change. */
export const CHANGE_RULES: readonly FieldRule[] = [
  somethingGiven('must change something'),
  neededWhen({ pointer: '/taxId' }, '/address', 'is needed together with a tax number'),
  ...CREATE_RULES,
];

/** What holds between the fields of a document. */
export const DOCUMENT_RULES: readonly FieldRule[] = [
  neededWhen(
    { pointer: '/type', values: [...GOVERNMENT_DOCUMENTS] },
    '/issuingCountry',
    'is needed for this kind of document',
  ),
];
