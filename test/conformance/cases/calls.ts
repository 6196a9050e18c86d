import { describe, expect, it } from '@jest/globals';
import type { Customer } from '../../../src/canonical/customer.js';
import { customerPath, type Subject } from '../subject.js';

const TRACE = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** What the provider receives, and what is never written down. */
export function describeCalls(subject: Subject): void {
  describe('upstream calls', () => {
    it.each(subject.reads)('$operation carries credentials, the request id and the trace', async ({ path }) => {
      const { upstream, requestId } = await subject.ask(path, { headers: { traceparent: TRACE } });
      expect(upstream.length).toBeGreaterThan(0);
      for (const { headers, path: to } of upstream) {
        expect(headers['x-request-id']).toBe(requestId);
        expect(headers['traceparent']).toBe(TRACE);
        expect(headers['accept']).toBe('application/json');
        expect(to).toMatch(new RegExp(`^${new URL(subject.world.simulator(subject.name).baseUrl).pathname}`));
      }
      // The simulator hides credentials in its log, and refuses a call without the right ones.
      expect(Object.values(upstream.at(-1)?.headers ?? {})).toContain('[redacted]');
    });

    it('the caller’s own key and cookies stay here', async () => {
      const { upstream } = await subject.ask(customerPath(subject.descriptor.known), {
        headers: { cookie: 'session=1', 'x-forwarded-for': '203.0.113.7' },
      });
      for (const { headers } of upstream) {
        expect(headers['cookie']).toBeUndefined();
        expect(headers['x-forwarded-for']).toBeUndefined();
      }
    });

    it('an unusable trace is not passed on', async () => {
      const { upstream } = await subject.ask(customerPath(subject.descriptor.known), {
        headers: { traceparent: TRACE.replace('0af7651916cd43dd8448eb211c80319c', '0'.repeat(32)) },
      });
      expect(upstream.map(({ headers }) => headers['traceparent'])).toEqual(upstream.map(() => undefined));
    });

    it('a read asks the provider once', async () => {
      await subject.warmUp();
      for (const { path } of subject.reads) expect((await subject.ask(path)).upstream).toHaveLength(1);
    });

    it('neither credentials nor personal data are logged', async () => {
      const { data } = (await subject.ask<Customer>(customerPath(subject.descriptor.known))).body;
      const log = subject.world.gateway.rawLog();
      const { environment } = subject.world.simulator(subject.name);
      const secrets = subject.registration.settings.filter(({ secret }) => secret).map(({ name }) => environment[name]);
      const personal = [data.email, data.displayName, data.phone?.original];
      if (!personal.some((value) => typeof value === 'string')) {
        throw new Error(`${subject.name}.fields.ts: no row leads to email, displayName or phone`);
      }
      const values = [...secrets, ...personal].filter((value) => typeof value === 'string');
      expect(values.length).toBeGreaterThan(1);
      expect(values.filter((value) => log.includes(value))).toEqual([]);
    });
  });
}
