import { describe, expect, it } from '@jest/globals';
import type { Explanation } from '../../../src/canonical/explanation.js';
import { pointerFault, shapeFaults } from '../canonical-shape.js';
import { withQuery, type Subject } from '../subject.js';

/** Values that a record holds, down to every leaf. */
function leavesOf(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  return Object.values(value).flatMap(leavesOf);
}

/** Pointers of every value of the data that says something. */
function filledPointers(value: unknown, at = ''): string[] {
  if (value === null || value === 'unknown') return [];
  if (typeof value !== 'object') return [at];
  return Object.entries(value).flatMap(([key, item]) => filledPointers(item, `${at}/${key}`));
}

/** `explain=true` says where every value came from, and changes nothing else. */
export function describeExplanations(subject: Subject): void {
  describe.each(subject.reads)('$operation explained', ({ path, answer }) => {
    const asked = withQuery(path, 'explain=true');

    it('holds the same data and a complete answer', async () => {
      const [plain, explained] = [await subject.ask(path), await subject.ask(asked)];
      expect(explained.body.data).toEqual(plain.body.data);
      expect(explained.body.meta.warnings).toEqual(plain.body.meta.warnings);
      expect(shapeFaults(explained.body, answer)).toEqual([]);
      expect(plain.body.meta).not.toHaveProperty('explain');
    });

    it('leads into the data, and leaves no value without its origin', async () => {
      const { data, meta } = (await subject.ask(asked)).body;
      const { explain = [] } = meta;
      expect(explain.length).toBeGreaterThan(0);
      expect(explain.flatMap(({ pointer }) => pointerFault(data, pointer) ?? [])).toEqual([]);
      const origins = new Set(explain.filter(({ transform }) => transform !== null).map(({ pointer }) => pointer));
      const hasOrigin = (pointer: string): boolean =>
        pointer !== '' && (origins.has(pointer) || hasOrigin(pointer.slice(0, pointer.lastIndexOf('/'))));
      expect(filledPointers(data).filter((pointer) => !hasOrigin(pointer))).toEqual([]);
    });

    it('names keys that nobody has mapped, for every record', async () => {
      const { data, meta } = (await subject.ask(asked, { scenario: 'extra-fields' })).body;
      const bases = Array.isArray(data) ? data.map((_item, index) => `/${index}`) : [''];
      const unmapped = (meta.explain ?? []).filter(({ transform }) => transform === null);
      for (const pointer of bases) {
        const entry: Partial<Explanation> = {
          pointer,
          providerPointers: ['/internalScore'],
          transform: null,
          lost: true,
        };
        expect(unmapped).toContainEqual(expect.objectContaining(entry));
      }
    });

    it('says that something was lost where a warning points', async () => {
      for (const scenario of ['new-enum-value', 'changed-types', 'card-number-leak']) {
        const { meta } = (await subject.ask(asked, { scenario })).body;
        const lost = (meta.explain ?? []).filter((entry) => entry.lost).map(({ pointer }) => pointer);
        const missed = meta.warnings.filter(({ pointer }) => {
          return !lost.some((place) => pointer === place || pointer.startsWith(`${place}/`));
        });
        expect({ scenario, missed }).toEqual({ scenario, missed: [] });
      }
    });

    it('holds no value of the record', async () => {
      const { data, meta } = (await subject.ask(withQuery(asked, 'include=sensitive'))).body;
      const text = JSON.stringify(meta.explain);
      const values = leavesOf(data).filter((value) => typeof value === 'string' && /[\d@ ]/.test(value));
      expect(values.filter((value) => text.includes(String(value)))).toEqual([]);
    });
  });
}
