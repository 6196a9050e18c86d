import type { FieldProblem } from '../../canonical/errors.js';
import type { JsonSchema } from './input-schema.js';

/** What a body can say: that a field is given, or that it has one of some values. */
export interface Condition {
  readonly pointer: string;
  readonly values?: readonly string[];
}

/** What holds between fields, said once for the check and for the schema. */
export interface FieldRule {
  /** The rule in JSON Schema 2020-12, for a whole body. */
  readonly schema: JsonSchema;
  /** The problem of a body that breaks it, or null. Fields that are wrong in themselves are left to the input class. */
  problemOf(body: object): FieldProblem | null;
}

/** A field is needed when a condition holds. */
export function neededWhen(when: Condition, pointer: string, detail: string): FieldRule {
  return {
    schema: { if: toSchema(when), then: toSchema({ pointer }) },
    problemOf: (body) =>
      holds(when, body) && !holds({ pointer }, body) ? { pointer, code: 'needed_with', detail } : null,
  };
}

/** A field does not have some values when a condition holds. */
export function refusedWhen(
  when: Condition,
  refused: Condition,
  problem: Pick<FieldProblem, 'code' | 'detail'>,
): FieldRule {
  return {
    schema: { if: toSchema(when), then: { not: toSchema(refused) } },
    problemOf: (body) => (holds(when, body) && holds(refused, body) ? { pointer: refused.pointer, ...problem } : null),
  };
}

/** There is at least one field. */
export function somethingGiven(detail: string): FieldRule {
  return {
    schema: { minProperties: 1 },
    problemOf: (body) => (Object.keys(body).length === 0 ? { pointer: '', code: 'nothing_given', detail } : null),
  };
}

/** The problems of all rules that a body breaks. */
export function brokenRules(rules: readonly FieldRule[], body: object): FieldProblem[] {
  return rules.flatMap((rule) => rule.problemOf(body) ?? []);
}

function holds({ pointer, values }: Condition, body: object): boolean {
  const value = keysOf(pointer).reduce<unknown>(
    (at, key) =>
      typeof at === 'object' && at !== null && Object.hasOwn(at, key) ? at[key as keyof typeof at] : undefined,
    body,
  );
  return values === undefined ? value !== undefined : values.includes(value as string);
}

function toSchema({ pointer, values }: Condition): JsonSchema {
  const leaf = values === undefined ? {} : { enum: values };
  return keysOf(pointer).reduceRight<JsonSchema>(
    (inner, name) => ({ properties: { [name]: inner }, required: [name] }),
    leaf,
  );
}

function keysOf(pointer: string): string[] {
  return pointer.slice(1).split('/');
}
