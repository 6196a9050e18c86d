import { expect, it } from '@jest/globals';
import { CanonicalField } from '../../canonical/field.js';
import { compileInspection } from './compile-inspection.js';
import { compileMapper } from './compile-mapper.js';
import { identityRows } from './identity-rows.js';
import type { Difference } from './inspect-record.js';
import { MappingContext } from './mapping-context.js';

class Named {
  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', description: 'The gateway’s own.' })
  id!: string;

  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', description: 'The holder.' })
  provider!: string;

  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', description: 'The provider’s own.' })
  providerId!: string;
}

const table = identityRows('acme', 'acme_id');

it('give the gateway’s id, the provider and its own id, even where that looks like a card number', () => {
  const map = compileMapper(Named, table, { includeSensitive: false });
  for (const id of ['a1', ['4111', '1111', '1111', '1111'].join('')]) {
    const context = new MappingContext(true);
    expect(map({ acme_id: id }, context)).toEqual({ id: `acme:${id}`, provider: 'acme', providerId: id });
    expect(context.warnings).toEqual([]);
  }
});

it('promise the id', () => {
  const found: Difference[] = [];
  compileInspection(table)({}, (difference) => found.push(difference) < 10);
  expect(found).toEqual([{ kind: 'missing_key', path: 'acme_id', expected: 'string', seen: null }]);
});

it('say why a record has its provider, and that nothing of it is secret', () => {
  expect(table).toEqual([
    expect.objectContaining({ to: 'id', sensitivity: 'public' }),
    { to: 'provider', constant: 'acme', because: 'the provider itself' },
    expect.objectContaining({ to: 'providerId', sensitivity: 'public' }),
  ]);
});
