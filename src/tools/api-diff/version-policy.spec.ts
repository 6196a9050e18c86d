import { expect, test } from '@jest/globals';
import { addition, breaking } from './change.js';
import { versionFault } from './version-policy.js';

const added = [addition('GET /a', 'a new operation')];
const broken = [...added, breaking('GET /b', 'the operation is gone')];

test.each([
  ['1.2.3', '1.2.3', [], true],
  ['1.2.3', '1.2.4', [], true],
  ['1.2.3', '1.3.0', added, true],
  ['1.2.3', '2.0.0', added, true],
  ['1.9.0', '1.10.0', added, true],
  ['1.2.3', '2.0.0', broken, true],
  ['1.2.3', '1.2.3', added, false],
  ['1.2.3', '1.2.4', added, false],
  ['1.2.3', '1.3.0', broken, false],
  ['1.2.3', '1.2.2', [], false],
  ['2.0.0', '1.9.0', added, false],
])('from %s to %s', (released, current, changes, fits) => {
  expect(versionFault(released, current, changes) === null).toBe(fits);
});
