import { getSchemaPath, type ApiBodyOptions } from '@nestjs/swagger';
import { leavesOf, schemaOf, type JsonSchema } from '../input/input-schema.js';
import { CreatePartnerCustomer } from './partner.dto.js';
import { MAX_FILES, MAX_PEOPLE } from './partner.limits.js';

const FILE = { type: 'string', format: 'binary' } as const;
const sensitive = { 'x-sensitivity': 'sensitive' } as const;

/** A field, or a file, of the form under its dotted name; `*` stands for the place of a person. */
const FORM_PARTS: readonly (readonly [name: string, schema: JsonSchema])[] = [
  ...leavesOf(schemaOf(CreatePartnerCustomer))
    .filter(([pointer]) => pointer !== '/metadata')
    .map(([pointer, { examples, ...leaf }]) => {
      const [example] = Array.isArray(examples) ? (examples as unknown[]) : [];
      return [pointer.slice(1).replaceAll('/', '.'), { ...leaf, ...(example !== undefined && { example }) }] as const;
    }),
  [
    'business.registrationDocuments',
    // Said as one file: Swagger UI has no field for a list of them in a form.
    {
      ...FILE,
      description: `A document of the registration; the part may come more than once. At most ${MAX_FILES} files in all.`,
      ...sensitive,
    },
  ],
  [
    'business.people.*.identityDocument.front',
    { ...FILE, description: 'Front of the person’s document: JPEG, PNG or PDF, at most 10 MiB.', ...sensitive },
  ],
  ['business.people.*.identityDocument.back', { ...FILE, description: 'Back of the person’s document.', ...sensitive }],
];

/** The two bodies of a create, in the order of their content types. */
export const CREATE_BODY: ApiBodyOptions = {
  required: true,
  schema: {
    anyOf: [
      {
        type: 'object',
        title: 'Form with files',
        description: `Dotted names are the fields of the JSON body. Up to ${MAX_PEOPLE} people, numbered from 0.`,
        required: ['business.legalName'],
        properties: formProperties(),
        ...({ patternProperties: furtherPeople(), dependentRequired: whatBelongsTogether() } as object),
      },
      { $ref: getSchemaPath('CreatePartnerCustomer') },
    ],
  },
};

function formProperties() {
  return Object.fromEntries(FORM_PARTS.map(([name, schema]) => [name.replace('*', '0'), schema]));
}

/** The first person stands among the properties, so that there is something to fill in. */
function furtherPeople() {
  const others = `[1-${MAX_PEOPLE - 1}]`;
  const people = FORM_PARTS.filter(([name]) => name.includes('*')).map(([name, schema]) => {
    const pattern = name.replaceAll('.', String.raw`\.`).replace('*', others);
    return [`^${pattern}$`, schema] as const;
  });
  return { ...Object.fromEntries(people), [String.raw`^metadata\..{1,64}$`]: { type: 'string', maxLength: 500 } };
}

/** Who is begun has a name, and an amount its currency: what the JSON body says of its objects. */
function whatBelongsTogether(): Record<string, readonly string[]> {
  const names = FORM_PARTS.map(([name]) => name.replace('*', '0'));
  const needs = (group: string, needed: readonly string[]) =>
    names.filter((name) => name.startsWith(`${group}.`)).map((name) => [name, needed.map((one) => `${group}.${one}`)]);
  return Object.fromEntries([
    ...needs('business.people.0', ['givenName', 'familyName']),
    ...needs('business.activity.estimatedMonthlyRevenue', ['amountMinor', 'currency']),
  ]) as Record<string, readonly string[]>;
}
