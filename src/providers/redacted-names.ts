import { Business, BusinessActivity } from '../canonical/business.js';
import { Address, Phone } from '../canonical/contact.js';
import { Customer } from '../canonical/customer.js';
import { fieldsOf, type Shape } from '../canonical/field.js';
import { HostedLink } from '../canonical/hosted-link.js';
import { DocumentImage, IdentityDocument } from '../canonical/identity-document.js';
import { Person, TaxId } from '../canonical/person.js';
import { SubmittedDocument } from '../canonical/submitted-document.js';
import { Redaction } from '../platform/logging/redaction.js';
import { wirePathsOf } from './mapping/field-table.js';
import type { ProviderRegistration } from './provider.js';

const SHAPES: readonly Shape[] = [
  Customer,
  Person,
  Business,
  BusinessActivity,
  Phone,
  Address,
  TaxId,
  IdentityDocument,
  DocumentImage,
  HostedLink,
  SubmittedDocument,
];

/** The log redaction of this gateway: every name that the model or a provider's field table calls more than public. */
export function gatewayRedaction(registered: readonly ProviderRegistration[]): Redaction {
  const canonical = SHAPES.flatMap((shape) => [...fieldsOf(shape).values()])
    .filter(({ sensitivity }) => sensitivity !== 'public')
    .map(({ name }) => name);
  const wire = registered
    .flatMap(({ tables }) => Object.values(tables.fields))
    .flatMap((table) => wirePathsOf(table))
    .filter(({ sensitivity }) => sensitivity !== 'public')
    .map(({ path }) => path.split('.').at(-1) as string);
  const secrets = registered.flatMap(({ settings }) => settings.filter(({ secret }) => secret).map(({ name }) => name));
  return new Redaction([...canonical, ...wire, ...secrets]);
}
