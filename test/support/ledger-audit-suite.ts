import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { createWith, type LedgerGateways } from './ledger-gateways.js';
import { expectProblem } from './problem.js';

/** What holds for the audit. */
export function auditSuite(ledger: () => LedgerGateways): void {
  test('the audit tells of every write, names fields and no values, and its chain holds', async () => {
    const gateway = await ledger().add();
    await createWith(gateway, randomUUID(), { email: 'audited.person@example.com' });
    ledger().books.fate = () => 'refused';
    await createWith(gateway, randomUUID(), { email: 'refused.person@example.com' });
    const { body, text } = await gateway.call('/v1/audit?limit=10');
    const lines = body.data as { action: string; outcome: string; fields: string[] }[];
    expect(lines.map(({ action, outcome }) => `${action} ${outcome}`)).toEqual([
      'write_settled rejected: document_unreadable',
      'write_begun sending',
      'write_settled succeeded',
      'write_begun sending',
    ]);
    expect(lines[1]?.fields).toEqual(expect.arrayContaining(['/customer/email', '/customer/identityDocument/number']));
    expect(text).not.toMatch(/person@|Amina|TEST0000042/);
    const paged = (await gateway.call('/v1/audit?limit=3')).body;
    const rest = (await gateway.call(`/v1/audit?limit=3&cursor=${paged.meta.page.nextCursor as string}`)).body;
    expect([...paged.data, ...rest.data]).toEqual(body.data);
    expect(rest.meta.page.nextCursor).toBeNull();
    const filtered = (await gateway.call('/v1/audit?action=write_settled&provider=cartevo')).body.data as unknown[];
    expect(filtered).toHaveLength(2);
  });

  test.each([
    ['cursor', Buffer.from(`1.${randomUUID()}.9999999999`).toString('base64url')],
    ['from', '2026-02-30T00:00:00Z'],
    ['to', '2026-11-20T24:00:00Z'],
  ])('the audit refuses a %s that cannot be, and writes go on', async (parameter, value) => {
    const gateway = await ledger().add();
    const answer = await gateway.call(`/v1/audit?${parameter}=${value}`);
    expectProblem(answer, { status: 400, code: 'malformed_request', places: [parameter] });
    expect((await createWith(gateway, randomUUID())).status).toBe(201);
  });
}
