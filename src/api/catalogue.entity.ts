import { CanonicalField } from '../canonical/field.js';
import { AnswerMeta, ListAnswerMeta, ListMeta, Meta } from '../canonical/response.js';
import { CatalogueError, CatalogueField, CatalogueLeftOut } from './catalogue-facts.entity.js';
import { CatalogueCircuit, CatalogueLimit, CatalogueQuirk, CatalogueServiceLimit } from './catalogue-parts.entity.js';

/** A provider in the list of them. */
export class CatalogueSummary {
  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', example: 'cartevo', description: 'Name.' })
  name!: string;

  @CanonicalField({ is: 'string', nullable: false, sensitivity: 'public', example: 'Cartevo', description: 'Title.' })
  title!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'Customers and cards.',
    description: 'What it is for.',
  })
  summary!: string;

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['getCustomer', 'listCustomers'],
    description: 'What can be done, found out from the adapter.',
  })
  operations!: string[];

  @CanonicalField({ is: () => CatalogueLimit, array: true, sensitivity: 'public', description: 'Limits of input.' })
  limits!: CatalogueLimit[];

  @CanonicalField({
    is: () => CatalogueServiceLimit,
    array: true,
    sensitivity: 'public',
    description: 'Its own limits.',
  })
  serviceLimits!: CatalogueServiceLimit[];

  @CanonicalField({ is: () => CatalogueQuirk, array: true, sensitivity: 'public', description: 'Known quirks.' })
  quirks!: CatalogueQuirk[];

  @CanonicalField({
    is: 'string',
    array: true,
    sensitivity: 'public',
    example: ['`Suspended` says nothing about the outcome of onboarding.'],
    description: 'Meanings that no document of the provider states.',
  })
  inferred!: string[];

  @CanonicalField({ is: () => CatalogueCircuit, nullable: false, sensitivity: 'public', description: 'Its circuit.' })
  circuit!: CatalogueCircuit;
}

/** A provider as the gateway knows it. */
export class CatalogueEntry extends CatalogueSummary {
  @CanonicalField({
    is: () => CatalogueField,
    array: true,
    sensitivity: 'public',
    description: 'Canonical fields that it can fill, from its field tables. Every other field is null or empty.',
  })
  fields!: CatalogueField[];

  @CanonicalField({
    is: () => CatalogueLeftOut,
    array: true,
    sensitivity: 'public',
    description: 'What it sends and the model has no place for.',
  })
  leftOut!: CatalogueLeftOut[];

  @CanonicalField({
    is: () => CatalogueError,
    array: true,
    sensitivity: 'public',
    description: 'How its errors are understood, beside the rules that hold for every provider.',
  })
  errors!: CatalogueError[];
}

export class CatalogueAnswer {
  @CanonicalField({ is: () => CatalogueEntry, nullable: false, sensitivity: 'public', description: 'The provider.' })
  data!: CatalogueEntry;

  @AnswerMeta()
  meta!: Meta;
}

export class CatalogueListAnswer {
  @CanonicalField({ is: () => CatalogueSummary, array: true, sensitivity: 'public', description: 'Enabled providers.' })
  data!: CatalogueSummary[];

  @ListAnswerMeta()
  meta!: ListMeta;
}
