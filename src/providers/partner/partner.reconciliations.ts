import type { Customer } from '../../canonical/customer.js';
import { UpstreamError } from '../../platform/http/upstream-error.js';
import { toGatewayError } from '../error-translation.js';
import { notSentWarnings } from '../input/not-sent.js';
import { textsIn } from '../input/texts-in.js';
import type { Operation } from '../operations.js';
import type { Mapped, OperationContext } from '../provider.js';
import { isSince, type Finding, type OpenWrite, type Reconciliation } from '../reconciliation.js';
import { partnerTables } from './partner.tables.js';

type ReadByExternalId = (externalId: string, call: OperationContext) => Promise<Mapped<Customer>>;

/** How the partner’s one write is found out: by the external id, which every create has. */
export function partnerReconciliations(read: ReadByExternalId): Partial<Record<Operation, Reconciliation>> {
  return {
    createCustomer: {
      find: (write, call) => findCreated(read, write, call),
      // An external id is taken once only.
      absenceProves: true,
    },
  };
}

async function findCreated(read: ReadByExternalId, write: OpenWrite, call: OperationContext): Promise<Finding> {
  const { externalId, notSent } = write.evidence;
  if (typeof externalId !== 'string')
    return { kind: 'undecided', detail: 'the external id of the request is not known' };
  const mapped = await read(externalId, call).catch((error: unknown) => {
    if (isNotFound(error)) return null;
    throw error;
  });
  // An older record of the same external id is the reason for which the partner has refused this one.
  if (mapped === null || !isSince(mapped.data, write)) return { kind: 'absent' };
  const { providerId: id, createdAt } = mapped.data;
  const [free] = await write.unclaimed([id]);
  if (free === undefined) return { kind: 'absent' };
  if (createdAt === null) {
    return {
      kind: 'undecided',
      detail: 'the partner has a customer with this external id, and does not say since when',
    };
  }
  const warnings = [...mapped.warnings, ...notSentWarnings(textsIn(notSent))];
  return { kind: 'done', id, mapped: { ...mapped, warnings } };
}

/** By the error table, as for a caller who looks for the record. */
function isNotFound(error: unknown): boolean {
  if (!(error instanceof UpstreamError)) return false;
  const call = {
    provider: 'partner',
    operation: 'findCustomersByExternalId',
    tables: partnerTables,
    now: new Date(),
  } as const;
  return toGatewayError(error, call).code === 'resource_not_found';
}
