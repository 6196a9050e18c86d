import { getSchemaPath, type ApiBodyOptions } from '@nestjs/swagger';

const FORM_EXAMPLES: Readonly<Record<string, string>> = {
  givenName: 'Amina',
  familyName: 'Testou',
  email: 'amina.new@example.com',
  dateOfBirth: '1990-01-15',
  phone: '+237677000001',
  'address.line1': '12 Rue Exemple',
  'address.city': 'Douala',
  'address.region': 'Littoral',
  'address.postalCode': '00237',
  'address.country': 'CM',
  'identityDocument.type': 'passport',
  'identityDocument.number': 'TEST0000100',
};

/**
 * The two bodies of a create, in the order of their content types: a flat form whose dotted names are the fields of the
 * JSON body, and that body.
 */
export const CREATE_BODY: ApiBodyOptions = {
  required: true,
  schema: {
    anyOf: [
      {
        type: 'object',
        title: 'Form with files',
        required: Object.keys(FORM_EXAMPLES).concat('identityDocument.front'),
        properties: formProperties(),
      },
      { $ref: getSchemaPath('CreateCartevoCustomer') },
    ],
  },
};

/** Only what the JSON body does not say already: the document gives each field of the form the rules of the same one there. */
function formProperties() {
  const fields = Object.entries(FORM_EXAMPLES).map(([name, example]) => [name, { type: 'string', example }]);
  const file = (description: string) => ({
    type: 'string',
    format: 'binary',
    description,
    'x-sensitivity': 'sensitive',
  });
  return {
    ...Object.fromEntries(fields),
    'identityDocument.front': file('Front of the document: JPEG, PNG or PDF, at most 10 MiB.'),
    'identityDocument.back': file('Back of the document; needed for driver_license and national_id.'),
  };
}
