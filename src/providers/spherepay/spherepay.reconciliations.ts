import type { MetadataPatch } from '../input/metadata-field.js';
import { notSentWarnings } from '../input/not-sent.js';
import { textsIn } from '../input/texts-in.js';
import { readRecord, readRecords } from '../mapping/record-reader.js';
import { isWireObject, type WireObject } from '../mapping/wire-value.js';
import { pageFacts } from '../paging.js';
import type { Operation } from '../operations.js';
import type { OperationContext } from '../provider.js';
import { earliestOf, type Finding, type OpenWrite, type Reconciliation } from '../reconciliation.js';
import type { SpherePayClient } from './spherepay.client.js';
import { holdsMetadata } from './spherepay.customer-writes.js';
import { spherePayCustomer } from './spherepay.fields.js';
import { REQUIREMENT_BY_DOCUMENT } from './spherepay.statuses.js';

const WHOLE_LIST = { page: '1', limit: '100' };

/** How each write of SpherePay is found out by reads alone. A link cannot be: none is shown again. */
export function spherePayReconciliations(client: SpherePayClient): Partial<Record<Operation, Reconciliation>> {
  return {
    createCustomer: {
      find: (write, call) => findNewCustomer(client, write, call),
      // An e-mail address that is taken is refused as `customer/duplicate`.
      absenceProves: true,
    },
    updateCustomer: {
      find: (write, call) => findChange(client, write, call),
      // Done twice it is the same as done once.
      absenceProves: true,
    },
    addDocument: { find: (write, call) => lookForDocument(client, write, call), absenceProves: false },
  };
}

/** The one new person with the e-mail address. */
async function findNewCustomer(client: SpherePayClient, write: OpenWrite, call: OperationContext): Promise<Finding> {
  const { email, notSent } = write.evidence;
  if (typeof email !== 'string') return undecided('the e-mail address of the request is not known');
  const answer = await client.listCustomers({ ...WHOLE_LIST, email }, call);
  const body = isWireObject(answer.body) ? answer.body : {};
  const { data, warnings: listWarnings } = readRecords(spherePayCustomer, answer, body['customers'], call);
  const whole = pageFacts(body['pagination'])?.hasNext !== true && data.length < Number(WHOLE_LIST.limit);
  if (!whole || listWarnings.some(({ code }) => code === 'item_without_id')) {
    return undecided('the provider’s list of customers with this e-mail address cannot be read whole');
  }
  const same = data.filter((customer) => customer.email?.toLowerCase() === email.toLowerCase());
  const undated = same.filter(({ createdAt }) => createdAt === null);
  const fresh = same.filter(({ createdAt }) => createdAt !== null && Date.parse(createdAt) >= earliestOf(write));
  const [only, ...others] = await write.unclaimed([...undated, ...fresh].map(({ providerId }) => providerId));
  if (only === undefined && email !== email.toLowerCase()) {
    return undecided(
      'the provider has no customer with this e-mail address in these letters, but may keep it in small ones',
    );
  }
  if (only === undefined) return { kind: 'absent' };
  if (others.length > 0 || undated.length > 0) {
    return undecided('the provider has customers with this e-mail address, and does not say which one is new');
  }
  const found = await client.getCustomer(only, call);
  const mapped = readRecord(spherePayCustomer, found, found.body, { asked: only, call });
  const warnings = [...mapped.warnings, ...notSentWarnings(textsIn(notSent))];
  return { kind: 'done', id: only, mapped: { ...mapped, warnings } };
}

/** The customer with all that was sent, as far as it ever comes back. */
async function findChange(client: SpherePayClient, write: OpenWrite, call: OperationContext): Promise<Finding> {
  const { target, evidence } = write;
  const sent = { information: pairsIn(evidence['personalInformation']), metadata: pairsIn(evidence['metadata']) };
  if (target === null || sent.information === null || sent.metadata === null) {
    return undecided('what the request was about is not known');
  }
  const answer = await client.getCustomer(target, call);
  const mapped = readRecord(spherePayCustomer, answer, answer.body, { asked: target, call });
  const wire = answer.body as WireObject;
  const holds =
    holdsMetadata(objectAt(wire, 'meta'), sent.metadata as MetadataPatch) &&
    Object.entries(sent.information).every(([name, value]) => objectAt(wire, 'personalInformation')[name] === value);
  const isWhole = evidence['hidden'] === false;
  if (holds && isWhole) return { kind: 'done', id: target, mapped };
  const { updatedAt } = mapped.data;
  if (updatedAt !== null && Date.parse(updatedAt) < earliestOf(write)) return { kind: 'absent' };
  return undecided(
    holds
      ? 'the provider never shows an address or a tax number again, so that the change cannot be seen'
      : 'the customer has been changed since, and not to what was sent',
  );
}

/** Documents are not listed: all that can be seen is whether the customer still owes one. */
async function lookForDocument(client: SpherePayClient, write: OpenWrite, call: OperationContext): Promise<Finding> {
  const { target, evidence } = write;
  if (target === null) return undecided('the customer of the document is not known');
  const answer = await client.getCustomer(target, call);
  const { data } = readRecord(spherePayCustomer, answer, answer.body, { asked: target, call });
  const code = REQUIREMENT_BY_DOCUMENT[String(evidence['type'])];
  const requirements = data.verification.profiles.flatMap((profile) => profile.requirements);
  const states = [...new Set(requirements.filter((one) => one.code === code).map(({ status }) => status))];
  const seen =
    states.length > 0 ? `the requirement ${code} is now ${states.join(' and ')}` : 'no requirement tells of it';
  return undecided(`the provider does not list documents; ${seen}`);
}

function objectAt(wire: WireObject, name: string): WireObject {
  const value = wire[name];
  return isWireObject(value) ? value : {};
}

function pairsIn(text: unknown): Record<string, unknown> | null {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    return isWireObject(value) ? value : null;
  } catch {
    return null;
  }
}

function undecided(detail: string): Finding {
  return { kind: 'undecided', detail };
}
