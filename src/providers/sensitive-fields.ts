import { Customer } from '../canonical/customer.js';
import { fieldsOf, shapeOf, type Shape } from '../canonical/field.js';

/** Pointers of the fields that only `include=sensitive` shows; items of arrays as `*`. */
export function sensitiveFieldNames(shape: Shape = Customer, pointer = ''): string[] {
  return [...fieldsOf(shape).values()].flatMap((field) => {
    const at = `${pointer}/${field.name}${field.array ? '/*' : ''}`;
    const inner = shapeOf(field);
    if (inner) return sensitiveFieldNames(inner, at);
    return field.sensitivity === 'sensitive' ? [at] : [];
  });
}
