import { validateBody } from '../../platform/validation/validate.js';
import { brokenRules } from '../input/field-rules.js';
import { refuseProblems } from '../input/refusals.js';
import { CreateSpherePayCustomer, UpdateSpherePayCustomer } from './spherepay.dto.js';
import { CHANGE_RULES, CREATE_RULES } from './spherepay.rules.js';

/** A person to register; throws with all problems at once. */
export function toNewCustomer(body: object): CreateSpherePayCustomer {
  const { value, problems } = validateBody(CreateSpherePayCustomer, body);
  refuseProblems([...problems, ...brokenRules(CREATE_RULES, body)]);
  return value;
}

/** Changes of a person; throws with all problems at once. */
export function toChanges(body: object): UpdateSpherePayCustomer {
  const { value, problems } = validateBody(UpdateSpherePayCustomer, body);
  refuseProblems([...problems, ...brokenRules(CHANGE_RULES, body)]);
  return value;
}
