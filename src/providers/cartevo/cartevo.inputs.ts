import { fileOf, neededWhen, type OperationInput } from '../input/operation-input.js';
import { CreateCartevoCustomer } from './cartevo.dto.js';
import { BACK_SIDE_NEEDED } from './cartevo.statuses.js';
import { cartevoLimits } from './cartevo.tables.js';

const backNeeded = (back: string) => neededWhen('/identityDocument/type', [...BACK_SIDE_NEEDED], back);

/** A person, as JSON with the addresses of the documents or as a form with the files. */
export const cartevoCreateInput: OperationInput = {
  title: 'A person to register at Cartevo',
  forms: [
    {
      mediaType: 'application/json',
      fields: CreateCartevoCustomer,
      needed: ['/identityDocument/frontUrl'],
      rules: [backNeeded('/identityDocument/backUrl')],
    },
    {
      mediaType: 'multipart/form-data',
      fields: CreateCartevoCustomer,
      without: ['/identityDocument/frontUrl', '/identityDocument/backUrl'],
      files: [fileOf(cartevoLimits, '/identityDocument/front'), fileOf(cartevoLimits, '/identityDocument/back')],
      rules: [backNeeded('/identityDocument/back')],
    },
  ],
};
