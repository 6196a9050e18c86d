import { fileOf, type OperationInputs } from '../input/operation-input.js';
import { SpherePayDocument } from './spherepay.document.js';
import { CreateSpherePayCustomer, UpdateSpherePayCustomer } from './spherepay.dto.js';
import { spherePayDocumentLimits } from './spherepay.limits.js';
import { CHANGE_RULES, CREATE_RULES, DOCUMENT_RULES } from './spherepay.rules.js';

export const spherePayInputs: OperationInputs = {
  createCustomer: {
    title: 'A person to register at SpherePay',
    forms: [{ mediaType: 'application/json', fields: CreateSpherePayCustomer, rules: CREATE_RULES }],
  },
  updateCustomer: {
    title: 'What to change about a person at SpherePay',
    forms: [{ mediaType: 'application/json', fields: UpdateSpherePayCustomer, rules: CHANGE_RULES }],
  },
  addDocument: {
    title: 'A document of a customer of SpherePay',
    forms: [
      {
        mediaType: 'multipart/form-data',
        fields: SpherePayDocument,
        files: [fileOf(spherePayDocumentLimits, '/file')],
        rules: DOCUMENT_RULES,
      },
    ],
  },
};
