import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ProviderRegistration } from '../../src/providers/provider.js';
import { describeAnswers } from './cases/answers.js';
import { describeCalls } from './cases/calls.js';
import { describeCardWrites } from './cases/card-writes.js';
import { describeCatalogue } from './cases/catalogue.js';
import { describeChanges } from './cases/changes.js';
import { describeDrift } from './cases/drift.js';
import { describeExplanations } from './cases/explanations.js';
import { describeFailures } from './cases/failures.js';
import { describeFieldTables } from './cases/field-tables.js';
import { describeIds } from './cases/ids.js';
import { describeLists } from './cases/lists.js';
import { describeRecordScenarios } from './cases/record-scenarios.js';
import { describeSensitive } from './cases/sensitive.js';
import { describeWrites } from './cases/writes.js';
import { loadDescriptor } from './descriptor.js';
import { Subject } from './subject.js';
import { World } from './world.js';

const CASES = [
  describeAnswers,
  describeIds,
  describeLists,
  describeFailures,
  describeRecordScenarios,
  describeSensitive,
  describeCalls,
  describeWrites,
  describeCardWrites,
  describeChanges,
  describeFieldTables,
  describeExplanations,
  describeCatalogue,
  describeDrift,
];

/**
 * What every provider must do, whoever it is: each registration in `tested` is tried over HTTP, on a gateway that
 * serves all of `registered`, against its own simulator.
 */
export async function describeConformance(
  tested: readonly ProviderRegistration[],
  registered: readonly ProviderRegistration[] = tested,
): Promise<void> {
  const world = new World(registered);
  const descriptors = await Promise.all(tested.map(({ name }) => loadDescriptor(name)));

  beforeAll(() => world.start());
  afterAll(() => world.stop());

  describe.each(tested.map((registration, index) => ({ registration, index })))(
    '$registration.name conforms',
    ({ registration, index }) => {
      const descriptor = descriptors[index];
      if (!descriptor) throw new Error(`${registration.name} has no conformance descriptor`);
      const subject = new Subject(world, registration, descriptor);

      it('has the operations that it is known for', () => {
        expect([...subject.operations].sort()).toEqual([...descriptor.operations].sort());
      });

      for (const describeCase of CASES) describeCase(subject);
    },
  );
}
