import { expect } from '@jest/globals';
import type { TestAnswer } from '../../support/gateway.js';
import { IDS, type Wire } from '../../support/wire-records.js';
import { body, changed, inPlaceOfRecord, record, withMembers } from '../faults/body.js';
import { endless } from '../faults/body.js';
import { nonsense, succeeds, usable, type MatrixRow } from '../matrix-row.js';
import type { FaultSubject } from '../subjects.js';
import { driftOf } from './wire-places.js';

const NO_RECORD = 'a create’s answer is read for its id only, and the record is read again';

const isTheOneAskedFor = ({ body: answer }: TestAnswer, { provider }: FaultSubject) =>
  expect(answer.data.providerId).toBe(IDS[provider]);
const warns = ({ body: answer }: TestAnswer) => expect(answer.meta.warnings).not.toEqual([]);
const warnsOfNothing = ({ body: answer }: TestAnswer) => expect(answer.meta.warnings).toEqual([]);

const without = (wire: Wire, key: string): Wire =>
  Object.fromEntries(Object.entries(wire).filter(([name]) => name !== key));

const noRecord = {
  ...nonsense,
  writes: { partner: succeeds(1) },
  note: 'the partner’s new customer is found by the caller’s own id, so that its create is a success',
} as const;

const DRIFT: readonly MatrixRow[] = [
  { id: 'U38', name: 'null for the record', fault: inPlaceOfRecord(null), ...noRecord },
  { id: 'U38', name: 'a list for the record', fault: inPlaceOfRecord([]), ...noRecord },
  { id: 'U38', name: 'a text for the record', fault: inPlaceOfRecord('ok'), ...noRecord },
  { id: 'U38', name: 'no id', fault: record((wire, { idKey }) => without(wire, idKey)), ...noRecord },
  {
    id: 'U38',
    name: 'a number for the id',
    fault: record((wire, { idKey }) => ({ ...wire, [idKey]: 42 })),
    ...noRecord,
  },
  {
    id: 'U38',
    name: 'a list for an object, inside',
    fault: record((wire, { provider }) => ({ ...wire, [driftOf(provider).object]: ['x'] })),
    read: succeeds(1, { check: warns }),
    write: NO_RECORD,
  },
  {
    id: 'U38',
    name: 'a number for a text',
    fault: record((wire, { provider }) => ({ ...wire, [driftOf(provider).text]: 42 })),
    read: succeeds(1, { check: warns }),
    write: NO_RECORD,
  },
  {
    id: 'U38',
    name: 'a word that is not in the enum',
    fault: record((wire, { provider }) => ({ ...wire, [driftOf(provider).word]: 'brand-new-word' })),
    read: succeeds(1, {
      check: (answer, { provider }) => {
        expect(driftOf(provider).understood(answer.body.data)).toBe('unknown');
        warns(answer);
      },
    }),
    write: NO_RECORD,
  },
  {
    id: 'U38',
    name: 'a new field',
    fault: record((wire) => ({ ...wire, brand_new: { of: ['us'] } })),
    read: succeeds(1, { check: warnsOfNothing }),
    write: succeeds(1),
  },
];

const POLLUTION =
  '"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":"x","hasOwnProperty":1';

/** The good answer with the id written twice, first another one. */
const idTwice: MatrixRow['fault'] = (scene) => withMembers(`"${scene.subject.idKey}":"other"`)(scene);

/** Bodies that are not what their head says, or not what anybody promised. */
export const bodyRows: readonly MatrixRow[] = [
  { id: 'U16', name: 'truncated JSON', fault: changed(({ text }) => ({ body: text.slice(0, -20) })), ...nonsense },
  { id: 'U17', name: 'no byte', fault: body(''), ...nonsense },
  {
    id: 'U17',
    name: '204',
    fault: changed(() => ({ status: 204, body: '', headers: { 'content-length': null } })),
    ...nonsense,
  },
  {
    id: 'U18',
    name: 'a web page',
    fault: changed(() => ({ body: '<html>canary.mail@example.com</html>', headers: { 'content-type': 'text/html' } })),
    ...nonsense,
  },
  {
    id: 'U18',
    name: 'JSON as a web page',
    fault: changed(() => ({ headers: { 'content-type': 'text/html' } })),
    ...nonsense,
  },
  {
    id: 'U30',
    name: '50 MB, announced',
    fault: endless(50_000_000, { 'content-length': '50000000' }),
    dropsConnection: true,
    ...nonsense,
  },
  {
    id: 'U30',
    name: '50 MB in chunks',
    fault: endless(50_000_000, { 'transfer-encoding': 'chunked' }),
    dropsConnection: true,
    ...nonsense,
  },
  {
    id: 'U30',
    name: 'nearly a megabyte of digits that could be card numbers',
    fault: record((wire, { provider }) => ({ ...wire, [driftOf(provider).text]: '7 '.repeat(450_000) })),
    settings: (prefix) => ({ [`${prefix}_ATTEMPT_TIMEOUT_MS`]: '3000', [`${prefix}_TIMEOUT_MS`]: '4000' }),
    read: succeeds(1, { withinMs: 2000 }),
    write: NO_RECORD,
  },
  { id: 'U33', name: 'not UTF-8', fault: body(Buffer.from('{"id":"\xff\xfe"}', 'latin1')), ...nonsense },
  {
    id: 'U33',
    name: 'UTF-16',
    fault: changed(({ text }) => ({ body: Buffer.from(`\uFEFF${text}`, 'utf16le') })),
    ...nonsense,
  },
  {
    id: 'U34',
    name: 'the id twice',
    fault: idTwice,
    ...usable({ check: isTheOneAskedFor }),
    note: 'the last one wins',
  },
  {
    id: 'U35',
    name: 'keys of a prototype',
    fault: withMembers(POLLUTION),
    ...usable({ check: isTheOneAskedFor }),
  },
  { id: 'U36', name: '100,000 lists deep', fault: body('['.repeat(100_000)), ...nonsense },
  { id: 'U36', name: '100,000 objects deep', fault: body('{"a":'.repeat(100_000)), ...nonsense },
  ...DRIFT,
];
