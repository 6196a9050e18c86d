import type { FieldProblem } from '../../canonical/errors.js';
import type { FormRules, ReceivedForm } from '../../platform/upload/multipart-form.js';
import { validateBody } from '../../platform/validation/validate.js';
import { toJsonShape } from '../input/form-shape.js';
import { exponentFits } from '../input/money-input.js';
import { refuseProblems } from '../input/refusals.js';
import { birthDateFault } from '../mapping/age.js';
import type { CreatePartnerCustomerCommand, PartnerFile } from './partner.create.js';
import { CreatePartnerCustomer } from './partner.dto.js';
import { MAX_DOCUMENT_BYTES, MAX_FILES, MAX_PEOPLE } from './partner.limits.js';

const REGISTRATION = 'business.registrationDocuments';
const PEOPLE = 'business.people';
const REVENUE = 'business.activity.estimatedMonthlyRevenue';
const MAX_FIELDS = 400;

/** The files of the multipart form; those of people are named by their place. */
export const PARTNER_FORM = {
  files: [
    REGISTRATION,
    ...Array.from({ length: MAX_PEOPLE }, (_, place) => [
      `${PEOPLE}.${place}.identityDocument.front`,
      `${PEOPLE}.${place}.identityDocument.back`,
    ]).flat(),
  ],
  repeatable: [REGISTRATION],
  maxFiles: MAX_FILES,
  maxFileBytes: MAX_DOCUMENT_BYTES,
  maxFields: MAX_FIELDS,
} as const satisfies FormRules;

const FORM_SHAPE = { lists: [PEOPLE], wholeNumbers: [`${REVENUE}.amountMinor`, `${REVENUE}.exponent`] };

const BIRTH_DATE_DETAILS = {
  in_the_future: 'must not be in the future',
  too_long_ago: 'must not be more than 130 years ago',
} as const;

/** The command of a form; throws with all problems at once. `ownId` is for a customer who is given no external id. */
export function fromForm(form: ReceivedForm, today: string, ownId: string): CreatePartnerCustomerCommand {
  const { value: customer, problems } = validateBody(CreatePartnerCustomer, toJsonShape(form.body, FORM_SHAPE));
  const files = [...form.files].map(([name, file]) => ({ name, kind: kindOf(name), file }));
  refuseProblems([...problems, ...form.problems, ...ruleProblems(customer, today), ...strayFiles(customer, files)]);
  return toCommand(customer, files, ownId);
}

/** The same of a JSON body, which has no files. */
export function fromJson(body: object, today: string, ownId: string): CreatePartnerCustomerCommand {
  const { value: customer, problems } = validateBody(CreatePartnerCustomer, body);
  refuseProblems([...problems, ...ruleProblems(customer, today)]);
  return toCommand(customer, [], ownId);
}

function toCommand(
  customer: CreatePartnerCustomer,
  files: readonly PartnerFile[],
  ownId: string,
): CreatePartnerCustomerCommand {
  return { customer, files, externalId: customer.externalId ?? ownId };
}

function kindOf(name: string): PartnerFile['kind'] {
  if (name.startsWith(REGISTRATION)) return 'Business Registration';
  return name.endsWith('.front') ? 'Main page' : 'Back page';
}

/** Rules that span fields or depend on the day. Fields that are wrong in themselves are left to the input class. */
function ruleProblems({ business }: Partial<CreatePartnerCustomer>, today: string): FieldProblem[] {
  const revenue = business?.activity?.estimatedMonthlyRevenue;
  const wrongExponent = revenue && !exponentFits(revenue) ? [notTheExponent] : [];
  const people = Array.isArray(business?.people) ? business.people : [];
  return [...wrongExponent, ...people.flatMap((person, place) => birthDateProblem(person?.dateOfBirth, place, today))];
}

const notTheExponent: FieldProblem = {
  pointer: `/${REVENUE.replaceAll('.', '/')}/exponent`,
  code: 'not_the_exponent',
  detail: 'must be the exponent of the currency',
};

function birthDateProblem(dateOfBirth: unknown, place: number, today: string): FieldProblem[] {
  const fault = typeof dateOfBirth === 'string' ? birthDateFault(dateOfBirth, today) : null;
  if (fault !== 'in_the_future' && fault !== 'too_long_ago') return [];
  return [{ pointer: `/business/people/${place}/dateOfBirth`, code: fault, detail: BIRTH_DATE_DETAILS[fault] }];
}

/** A file of somebody who is not in the form would be lost. */
function strayFiles({ business }: Partial<CreatePartnerCustomer>, files: readonly PartnerFile[]): FieldProblem[] {
  const people = Array.isArray(business?.people) ? business.people.length : 0;
  return files
    .filter(({ name }) => name.startsWith(`${PEOPLE}.`) && Number(name.split('.')[2]) >= people)
    .map(({ name }) => ({
      pointer: `/${name.replaceAll('.', '/')}`,
      code: 'unknown_field',
      detail: 'belongs to a person who is not in the form',
    }));
}
