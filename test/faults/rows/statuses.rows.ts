import { expect } from '@jest/globals';
import type { ErrorCode } from '../../../src/canonical/error-catalogue.js';
import { SECRETS } from '../../support/canaries.js';
import { first, answering } from '../kit/answers.js';
import { inside, limited, limitedOnce, page, says, unauthorized } from '../faults/statuses.js';
import { fails, inDoubt, refused, succeeds, type MatrixRow } from '../matrix-row.js';
import { apart } from '../place.js';
import { CARDS_OF_CARTEVO, goodAnswer } from '../subjects.js';

const NO_WRITE = 'a create has no cards';
const CREATES_ONLY = 'only a create can be refused like that';
const cartevoTokens = { providers: ['cartevo'], reason: 'its key is not exchanged for tokens' } as const;
const exchanged = (): Readonly<Record<string, string>> => ({
  CARTEVO_ACCESS_TOKEN: '',
  CARTEVO_CLIENT_ID: 'client',
  CARTEVO_CLIENT_KEY: SECRETS.cartevoKey,
});
const patient = (prefix: string) => ({ [`${prefix}_TIMEOUT_MS`]: '3000', [`${prefix}_UPLOAD_TIMEOUT_MS`]: '3000' });

const failing = inDoubt('provider_error', 3);
const unavailable = inDoubt('provider_unavailable', 3, { retryAfter: 5 });
const limitedFor = (retryAfter: number | readonly [number, number]) => refused('provider_rate_limited', { retryAfter });
const denied = refused('provider_auth_failed');

const INNER: readonly MatrixRow[] = [
  {
    id: 'U19',
    name: '200 with success:false',
    fault: inside(200, { success: false }),
    ...inDoubt('provider_contract_violation', 1),
  },
  {
    id: 'U19',
    name: '200 with 404 inside',
    fault: inside(200, { success: false, statusCode: 404 }),
    read: fails('resource_not_found', 1, { outcome: 'rejected' }),
    write: fails('provider_error', 1, { outcome: 'unknown' }),
    note: 'a refusal inside a success may come after the work was done, so a write’s outcome is unknown',
  },
  {
    id: 'U19',
    name: '200 with 401 inside',
    fault: inside(200, { statusCode: 401 }),
    ...inDoubt('provider_auth_failed', 1),
  },
  {
    id: 'U19',
    name: '200 with 429 inside',
    fault: inside(200, { statusCode: 429 }),
    ...inDoubt('provider_rate_limited', 1),
  },
  { id: 'U19', name: '200 with 500 inside', fault: inside(200, { success: false, statusCode: 500 }), ...failing },
  { id: 'U19', name: '200 with 503 inside', fault: inside(200, { success: false, statusCode: 503 }), ...unavailable },
  { id: 'U20', name: '404 outside, 500 inside', fault: inside(404, { statusCode: 500 }), ...failing },
  { id: 'U20', name: '500 outside, 404 inside', fault: inside(500, { statusCode: 404 }), ...failing },
  {
    id: 'U20',
    name: '503 outside, 200 inside',
    fault: inside(503, { success: true, statusCode: 200 }),
    ...unavailable,
  },
];

const LIMITS: readonly MatrixRow[] = [
  {
    id: 'U23',
    name: '429 with 1 s, then well',
    fault: limitedOnce({ 'retry-after': '1' }),
    place: apart,
    slow: true,
    settings: patient,
    read: succeeds(2),
    write: fails('provider_rate_limited', 1, { outcome: 'rejected', retryAfter: 1 }),
  },
  { id: 'U23', name: '429 with 7 s', fault: limited({ 'retry-after': '7' }), ...limitedFor(7) },
  {
    id: 'U23',
    name: '429 with a date',
    fault: (scene) => (exchange) =>
      limited({ 'retry-after': new Date(Date.now() + 20_000).toUTCString() })(scene)(exchange),
    ...limitedFor([18, 20]),
  },
  { id: 'U23', name: '429 without Retry-After', fault: limited({}), ...limitedFor(5) },
  { id: 'U23', name: '429 with -1', fault: limited({ 'retry-after': '-1' }), ...limitedFor(5) },
  { id: 'U23', name: '429 with 10^9', fault: limited({ 'retry-after': '1000000000' }), ...limitedFor(300) },
  { id: 'U23', name: '429 with "soon"', fault: limited({ 'retry-after': 'soon' }), ...limitedFor(5) },
];

const CREDENTIALS: readonly MatrixRow[] = [
  {
    id: 'U24',
    name: '401 to an expired token',
    only: cartevoTokens,
    settings: exchanged,
    fault: unauthorized(1),
    read: succeeds(2, { exchanges: 2 }),
    write: succeeds(2, { exchanges: 2 }),
  },
  {
    id: 'U24',
    name: '401 to an expired token, inside a 200',
    only: cartevoTokens,
    settings: exchanged,
    fault: (scene) => first(1, inside(200, { statusCode: 401 })(scene), answering(goodAnswer(scene.subject))),
    read: succeeds(2, { exchanges: 2 }),
    write: fails('provider_auth_failed', 1, { outcome: 'unknown', exchanges: 1 }),
    note: 'a create that was answered with a success is never sent again',
  },
  {
    id: 'U25',
    name: '401 again after a new token',
    only: cartevoTokens,
    settings: exchanged,
    fault: says(401, 'Token expired'),
    read: fails('provider_auth_failed', 2, { outcome: 'rejected', exchanges: 2 }),
    write: fails('provider_auth_failed', 2, { outcome: 'rejected', exchanges: 2 }),
  },
  { id: 'U25', name: '401 to a key that cannot be renewed', fault: says(401, 'Bad key'), ...denied },
  { id: 'U26', name: '403', fault: says(403, 'Not yours'), ...denied },
];

const refusal = (code: ErrorCode, ...places: string[]) => fails(code, 1, { outcome: 'rejected', places });
const duplicateOf = (...places: string[]) => refusal('duplicate_customer', ...places);

/** Where a file is refused, only a provider that takes files says so of a create. */
const fileRefused = (code: ErrorCode): Pick<MatrixRow, 'write' | 'writes'> => ({
  write: refusal(code),
  writes: { spherepay: refusal('provider_error') },
});

// Only Cartevo is told apart by its words; a file that is there already is no customer.
const NOT_BY_WORDS = {
  spherepay: duplicateOf(),
  partner: duplicateOf('/externalId'),
  preparing: refusal('provider_error'),
};

const refusesCreate = (
  id: string,
  name: string,
  fault: MatrixRow['fault'],
  expected: Pick<MatrixRow, 'write' | 'writes' | 'only'>,
): MatrixRow => ({ id, name, fault, read: CREATES_ONLY, ...expected });

/** Statuses outside and inside the body. */
export const statusRows: readonly MatrixRow[] = [
  ...INNER,
  { id: 'U21', name: '500 with a web page', fault: page(500), ...failing },
  { id: 'U22', name: '502', fault: page(502), ...failing },
  { id: 'U22', name: '503', fault: says(503, 'x'), ...unavailable },
  { id: 'U22', name: '504', fault: page(504), ...inDoubt('provider_timeout', 3) },
  ...LIMITS,
  ...CREDENTIALS,
  {
    id: 'U27',
    name: '404 for "no cards"',
    only: { providers: ['cartevo'], reason: 'it has no cards' },
    subjects: [CARDS_OF_CARTEVO],
    fault: says(404, 'No cards found'),
    read: succeeds(1, { check: ({ body }) => expect(body.data).toEqual([]) }),
    write: NO_WRITE,
  },
  refusesCreate('U28', '409 about the e-mail', says(409, 'Customer with this email exists'), {
    write: duplicateOf('/email'),
    writes: NOT_BY_WORDS,
  }),
  refusesCreate('U28', '409 about the document', says(409, 'Customer with this identification_number exists'), {
    write: duplicateOf('/identityDocument/number'),
    writes: NOT_BY_WORDS,
  }),
  refusesCreate('U28', '409 by a code', inside(409, { code: 'customer/duplicate' }), {
    only: { providers: ['spherepay'], reason: 'its duplicates have no code' },
    write: duplicateOf('/email'),
  }),
  refusesCreate('U29', '413', says(413, 'File too large'), fileRefused('file_too_large')),
  refusesCreate('U29', '415', says(415, 'Unsupported'), fileRefused('unsupported_file_type')),
  refusesCreate('U29', '422', says(422, 'KYC document unreadable'), {
    write: refusal('provider_rejected'),
    writes: { cartevo: refusal('document_unreadable') },
  }),
];
