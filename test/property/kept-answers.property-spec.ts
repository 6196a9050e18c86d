import { describe, expect, it } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { decodeKept, encodeKept } from '../../src/platform/cache/kept-answer.js';
import { MemoryStore } from '../../src/platform/cache/memory-store.js';
import { DataCipher } from '../../src/platform/privacy/data-cipher.js';
import type { Mapped, MappedPage } from '../../src/providers/provider.js';
import { present, toKeptAnswer, type ServedAnswer } from '../../src/providers/read-answer.js';
import { check, title } from './runs.js';

const anyText = fc.string({ unit: 'binary' });
const warnings = fc.array(
  fc.record({ code: fc.constant('unknown_value' as const), pointer: anyText, detail: anyText }),
  { maxLength: 3 },
);
const record = { data: fc.jsonValue(), warnings, explanations: fc.constant([]) };
const page = fc.record({ limit: fc.nat(100), nextCursor: fc.option(anyText), total: fc.option(fc.nat()) });
const mapped: fc.Arbitrary<Mapped<unknown> | MappedPage<unknown>> = fc.oneof(
  fc.record(record),
  fc.record({ ...record, data: fc.array(fc.jsonValue(), { maxLength: 3 }), page }),
);

interface Answered {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly text: string | undefined;
}

/** What a caller is sent. */
function answered(served: ServedAnswer, ifNoneMatch?: string): Answered {
  const { status, headers, text } = present('acme', served, { requestId: 'one', ifNoneMatch });
  const pairs = Array.from({ length: headers.length / 2 }, (_, index) => headers.slice(2 * index, 2 * index + 2));
  return { text, status, headers: Object.fromEntries(pairs) as Record<string, string> };
}

const parse = (text: string | undefined) => JSON.parse(text ?? '') as Record<string, Record<string, unknown>>;

describe(title('an answer that is kept'), () => {
  const cipher = new DataCipher([{ id: 'a', bytes: randomBytes(32) }]);

  it('is the live one but for its origin, in the process and through cipher and store', () => {
    const store = new MemoryStore({ bytes: 1_048_576, lifeMs: 60_000 });
    check(mapped, (value) => {
      const answer = toKeptAnswer(value, false);
      const live = answered({ answer, from: 'live' });
      const place = { key: 'k', subject: 's' };
      store.keep(place, store.begin(), answer);
      const sealed = cipher.seal(encodeKept(answer, 'note'), 'place');
      const unsealed = decodeKept(cipher.open(sealed, 'place') ?? '');
      for (const kept of [store.find(place).answer, unsealed?.answer]) {
        if (!kept) throw new Error('it was not kept');
        const again = answered({ answer: kept, from: 'cache' });
        expect(again.headers['ETag']).toBe(live.headers['ETag']);
        expect(again.text).toBe(live.text?.replace('"from":"live"}],"warnings":', '"from":"cache"}],"warnings":'));
      }
    });
    store.close();
  });

  it('is JSON that says what was mapped, stale or not', () => {
    check(mapped, (value) => {
      const answer = toKeptAnswer(value, true);
      const { data, meta } = parse(answered({ answer, from: 'live' }).text);
      // By way of JSON, which has no -0.
      const plain = (what: unknown): unknown => JSON.parse(JSON.stringify(what));
      expect(data).toEqual(plain(value.data));
      expect(meta).toMatchObject({ requestId: 'one', warnings: value.warnings, explain: value.explanations });
      expect(meta?.['page']).toEqual('page' in value ? value.page : undefined);
      const stale = parse(answered({ answer, from: 'stale' }).text);
      expect(stale['data']).toEqual(data);
      expect(stale['meta']?.['warnings']).toEqual([expect.objectContaining({ code: 'stale' }), ...value.warnings]);
    });
  });

  it('has the tag of its data: equal exactly when data and page are, and 304 exactly then', () => {
    check(fc.tuple(mapped, mapped), ([one, other]) => {
      const [first, second] = [toKeptAnswer(one, false), toKeptAnswer(other, true)];
      const same = first.data === second.data && first.rest === second.rest.replace(/^,"explain":\[\]/, '');
      expect(first.entityTag === second.entityTag).toBe(same);
      expect(answered({ answer: first, from: 'live' }, second.entityTag).status).toBe(same ? 304 : 200);
      expect(answered({ answer: first, from: 'live' }, first.entityTag)).toMatchObject({
        status: 304,
        text: undefined,
      });
    });
  });
});
