import { HostedLink } from '../../canonical/hosted-link.js';
import { SubmittedDocument } from '../../canonical/submitted-document.js';
import { country } from '../mapping/countries.js';
import { instant } from '../mapping/dates.js';
import type { FieldTable } from '../mapping/field-table.js';
import type { MappingContext } from '../mapping/mapping-context.js';
import { compileReader } from '../mapping/record-reader.js';
import { gatewayId, literal, text } from '../mapping/text.js';
import { documentSide, documentType } from './spherepay.statuses.js';

/** An address that a customer can be sent to without anybody listening. */
function httpsAddress(value: unknown, context: MappingContext): string | null {
  if (value === null) return null;
  const isSafe = typeof value === 'string' && URL.parse(value)?.protocol === 'https:';
  return isSafe ? value : context.invalid('an https address');
}

function byteCount(value: unknown, context: MappingContext): number | null {
  if (value === null) return null;
  return Number.isSafeInteger(value) && (value as number) >= 0
    ? (value as number)
    : context.invalid('a number of bytes');
}

/** A hosted link, which has another name on either page. */
function linkFields(wireName: string): FieldTable {
  return [
    {
      to: 'url',
      from: [wireName],
      transform: httpsAddress,
      sensitivity: 'personal',
      promised: true,
      // The token in it may have any digits, and stands for no card.
      cardNumberAllowed: () => true,
    },
    { to: 'expiresAt', from: ['expiresAt'], transform: instant, sensitivity: 'public' },
  ];
}

/** “Terms of service link”; a copy of 2025 has no `expiresAt`. */
export const termsLinkFields = linkFields('link');

/** “KYC link”. */
export const verificationLinkFields = linkFields('url');

/** What “Upload document” answers. It has no id of its own. */
export const spherePayDocumentFields: FieldTable = [
  { to: 'customerId', from: ['targetId'], transform: gatewayId('spherepay'), sensitivity: 'public', promised: true },
  { to: 'type', from: ['documentType'], transform: documentType, sensitivity: 'public', promised: true },
  { to: 'typeNative', from: ['documentType'], transform: literal, sensitivity: 'public', promised: true },
  { to: 'side', from: ['side'], transform: documentSide, sensitivity: 'public' },
  { to: 'issuingCountry', from: ['country'], transform: country, sensitivity: 'personal' },
  { to: 'contentType', from: ['mimeType'], transform: text, sensitivity: 'public' },
  { to: 'sizeBytes', from: ['fileSize'], transform: byteCount, wireType: 'number', sensitivity: 'public' },
  { to: 'createdAt', from: ['createdAt'], transform: instant, sensitivity: 'public' },
  { from: ['target'], dropped: 'always the customer', sensitivity: 'public' },
  { from: ['description'], dropped: 'free text that the caller knows already', sensitivity: 'personal' },
  { from: ['fileName'], dropped: 'the neutral name that the gateway gave the file', sensitivity: 'personal' },
];

/** Readers of what SpherePay answers to a submission, compiled once. */
export const termsLink = compileReader({
  record: 'termsLink',
  shape: HostedLink,
  table: termsLinkFields,
  idKey: 'link',
});
export const verificationLink = compileReader({
  record: 'verificationLink',
  shape: HostedLink,
  table: verificationLinkFields,
  idKey: 'url',
});
export const spherePayDocument = compileReader({
  record: 'document',
  shape: SubmittedDocument,
  table: spherePayDocumentFields,
  idKey: 'targetId',
});
