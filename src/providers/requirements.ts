export type { JsonSchema } from './input/input-schema.js';
export { requirementsOf } from './input/operation-input.js';
