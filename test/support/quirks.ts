import { expect, test } from '@jest/globals';
import type { Quirk } from '../../src/providers/provider.js';

export interface QuirkSuite {
  /** A test of what the gateway does about a quirk, named by its number. */
  readonly quirk: (number: number, rule: string, run: () => void | Promise<void>) => void;
  /** Ends the suite: every quirk of the provider is either tested above or named here with the reason why not. */
  readonly complete: (known: readonly Quirk[], notReachableYet: Readonly<Record<number, string>>) => void;
}

/** Tests of a provider’s quirks, of which none can be forgotten. */
export function quirkSuite(): QuirkSuite {
  const covered: number[] = [];
  return {
    quirk: (number, rule, run) => {
      covered.push(number);
      test(`quirk ${number}: ${rule}`, run);
    },
    complete: (known, notReachableYet) => {
      test('every quirk is tested here, or named as not reachable yet', () => {
        const named = [...new Set(covered), ...Object.keys(notReachableYet).map(Number)];
        expect(named.toSorted((one, other) => one - other)).toEqual(known.map(({ number }) => number));
        for (const reason of Object.values(notReachableYet)) expect(reason).toMatch(/\S{3,}/);
      });
    },
  };
}
