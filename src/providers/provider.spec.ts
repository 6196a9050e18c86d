import { describe, expect, it } from '@jest/globals';
import { ERROR_CATALOGUE } from '../canonical/error-catalogue.js';
import { OPERATIONS } from './operations.js';
import { operationsOf } from './provider.js';
import { REGISTERED_PROVIDERS } from './registered.js';

it('the operations of a provider are found on its adapter', () => {
  expect(
    Object.fromEntries(REGISTERED_PROVIDERS.map(({ name, adapter }) => [name, operationsOf(adapter)])),
  ).toMatchObject({
    cartevo: [
      'getCustomer',
      'listCustomers',
      'createCustomer',
      'listCustomerTransactions',
      'listCustomerCards',
      'listCards',
      'getCard',
      'listCardTransactions',
      'createCard',
      'freezeCard',
      'unfreezeCard',
      'terminateCard',
      'fundCard',
      'withdrawFromCard',
    ],
    spherepay: [
      'getCustomer',
      'listCustomers',
      'createCustomer',
      'updateCustomer',
      'createTermsLink',
      'createVerificationLink',
      'addDocument',
    ],
    partner: ['getCustomer', 'findCustomersByExternalId', 'createCustomer'],
  });
});

describe.each(REGISTERED_PROVIDERS.map((provider) => [provider.name, provider] as const))('%s', (_name, provider) => {
  const { tables, adapter, settings } = provider;

  it('numbers its quirks from 1 without a gap, each with a sentence', () => {
    expect(tables.quirks.map(({ number }) => number)).toEqual(tables.quirks.map((_, index) => index + 1));
    for (const { summary } of tables.quirks) expect(summary).toMatch(/^\S.*\.$/);
  });

  it('has error rows for its own operations only, with codes of the catalogue', () => {
    const own = operationsOf(adapter);
    for (const { code, operations, status, words } of tables.errors) {
      expect(Object.keys(ERROR_CATALOGUE)).toContain(code);
      expect([...own, ...(operations ?? [])].every((operation) => operation in OPERATIONS)).toBe(true);
      expect(own).toEqual(expect.arrayContaining([...(operations ?? [])]));
      expect(status !== undefined || words !== undefined).toBe(true);
    }
  });

  it('says in sentences what no document states, where anything is inferred', () => {
    for (const sentence of tables.inferred) expect(sentence).toMatch(/^\S.*\.$/);
    if (tables.errors.some(({ certainty }) => certainty === 'inferred')) expect(tables.inferred).not.toHaveLength(0);
  });

  it('marks every credential among its settings as secret', () => {
    const secrets = settings.filter(({ secret }) => secret).map(({ name }) => name);
    expect(secrets.length).toBeGreaterThan(0);
    for (const { name, secret } of settings) {
      if (/KEY|SECRET|TOKEN|CLIENT/.test(name)) expect(secret).toBe(true);
    }
  });
});
