import type { FieldProblem } from '../../canonical/errors.js';
import type { ReceivedForm } from '../../platform/upload/multipart-form.js';
import { validateBody } from '../../platform/validation/validate.js';
import { refuseProblems } from '../input/refusals.js';
import { crossFieldProblems, type CreateCartevoCustomerCommand } from './cartevo.create.js';
import { CreateCartevoCustomer } from './cartevo.dto.js';
import { MAX_DOCUMENT_BYTES } from './cartevo.tables.js';

const FRONT = 'identityDocument.front';
const BACK = 'identityDocument.back';

/** The files of the multipart form. */
export const DOCUMENT_FORM = { files: [FRONT, BACK], maxFileBytes: MAX_DOCUMENT_BYTES } as const;

/** The command of a form with files; throws with all problems at once. */
export function fromForm(form: ReceivedForm, enroll: boolean, today: string): CreateCartevoCustomerCommand {
  const { value: customer, problems } = validateBody(CreateCartevoCustomer, form.body);
  const front = form.files.get(FRONT) ?? null;
  const back = form.files.get(BACK) ?? null;
  const addresses = (['frontUrl', 'backUrl'] as const)
    .filter((name) => customer.identityDocument?.[name] !== undefined)
    .map((name) => misplaced(`/identityDocument/${name}`, 'belongs to a JSON request; send the file here'));
  const sides = { kind: 'files' as const, front: front !== null, back: back !== null };
  refuseProblems([...problems, ...addresses, ...form.problems, ...crossFieldProblems(customer, sides, today)]);
  return { customer, documents: { kind: 'files', front, back }, enroll };
}

/** The command of a JSON body with addresses; throws with all problems at once. */
export function fromJson(body: object, today: string): CreateCartevoCustomerCommand {
  const { value: customer, problems } = validateBody(CreateCartevoCustomer, body);
  const { frontUrl, backUrl } = customer.identityDocument ?? {};
  const sides = { kind: 'urls' as const, front: frontUrl !== undefined, back: backUrl !== undefined };
  refuseProblems([...problems, ...crossFieldProblems(customer, sides, today)]);
  return { customer, documents: { kind: 'urls' }, enroll: false };
}

function misplaced(pointer: string, detail: string): FieldProblem {
  return { pointer, code: 'unknown_field', detail };
}
