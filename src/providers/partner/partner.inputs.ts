import { fileOf, type OperationInputs } from '../input/operation-input.js';
import { CreatePartnerCustomer } from './partner.dto.js';
import { MAX_FILES, partnerLimits } from './partner.limits.js';

const REGISTRATION = '/business/registrationDocuments';
const SIDES = ['/business/people/*/identityDocument/front', '/business/people/*/identityDocument/back'];

export const partnerInputs: OperationInputs = {
  // As JSON, or as a form with documents.
  createCustomer: {
    title: 'A business to register at the partner',
    forms: [
      { mediaType: 'application/json', fields: CreatePartnerCustomer },
      {
        mediaType: 'multipart/form-data',
        fields: CreatePartnerCustomer,
        files: [
          fileOf(partnerLimits, REGISTRATION, MAX_FILES),
          ...SIDES.map((pointer) => fileOf(partnerLimits, pointer)),
        ],
        maxFiles: MAX_FILES,
      },
    ],
  },
};
