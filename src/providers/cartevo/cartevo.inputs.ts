import { neededWhen } from '../input/field-rules.js';
import { fileOf, type OperationInputs } from '../input/operation-input.js';
import { CreateCartevoCard, CreateCartevoMovement } from './cartevo.card.dto.js';
import { CreateCartevoCustomer } from './cartevo.dto.js';
import { BACK_SIDE_NEEDED } from './cartevo.statuses.js';
import { cartevoLimits } from './cartevo.tables.js';

const backNeeded = (back: string) =>
  neededWhen({ pointer: '/identityDocument/type', values: [...BACK_SIDE_NEEDED] }, back, 'is required');

export const cartevoInputs: OperationInputs = {
  // As JSON with the addresses of the documents, or as a form with the files.
  createCustomer: {
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
  },
  createCard: {
    title: 'A card to issue at Cartevo',
    forms: [{ mediaType: 'application/json', fields: CreateCartevoCard }],
  },
  fundCard: {
    title: 'Money to move to a card of Cartevo',
    forms: [{ mediaType: 'application/json', fields: CreateCartevoMovement }],
  },
  withdrawFromCard: {
    title: 'Money to move from a card of Cartevo',
    forms: [{ mediaType: 'application/json', fields: CreateCartevoMovement }],
  },
};
