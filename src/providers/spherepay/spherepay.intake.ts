import type { FieldProblem } from '../../canonical/errors.js';
import { refuseProblems } from '../input/refusals.js';
import { validateBody } from '../../platform/validation/validate.js';
import { CreateSpherePayCustomer, UpdateSpherePayCustomer, type SpherePayTaxId } from './spherepay.dto.js';

/** Kinds of tax number that are for every country but the USA. */
const NOT_IN_THE_USA: ReadonlySet<unknown> = new Set(['passport', 'national_id', 'other']);

/** A person to register; throws with all problems at once. */
export function toNewCustomer(body: object): CreateSpherePayCustomer {
  const { value, problems } = validateBody(CreateSpherePayCustomer, body);
  refuseProblems([...problems, ...taxProblems(value.taxId)]);
  return value;
}

/** Changes of a person; throws with all problems at once. */
export function toChanges(body: object): UpdateSpherePayCustomer {
  const { value, problems } = validateBody(UpdateSpherePayCustomer, body);
  const alone = value.taxId !== undefined && value.address === undefined;
  refuseProblems([
    ...problems,
    ...(Object.keys(body).length === 0
      ? [{ pointer: '', code: 'nothing_given', detail: 'must change something' }]
      : []),
    ...(alone ? [{ pointer: '/address', code: 'needed_with', detail: 'is needed together with a tax number' }] : []),
    ...taxProblems(value.taxId),
  ]);
  return value;
}

/** The rules between the fields of a tax number; fields that are wrong in themselves are left to the input class. */
function taxProblems(taxId: Partial<SpherePayTaxId> | undefined): FieldProblem[] {
  if (typeof taxId !== 'object' || taxId === null) return [];
  const problems: FieldProblem[] = [];
  if (taxId.type === 'other' && taxId.description === undefined) {
    const detail = 'is needed with the type `other`';
    problems.push({ pointer: '/taxId/description', code: 'needed_with', detail });
  }
  if (taxId.country === 'US' && NOT_IN_THE_USA.has(taxId.type)) {
    const detail = 'is not a kind of tax number of the USA';
    problems.push({ pointer: '/taxId/type', code: 'not_in_country', detail });
  }
  return problems;
}
