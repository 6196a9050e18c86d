import { applyDecorators } from '@nestjs/common';
import { Transform } from 'class-transformer';
import { IfGiven, rule } from '../../platform/validation/validators.js';
import type { Primitive } from '../mapping/text.js';
import { InputField } from './text-field.js';

/** Key-value pairs of a caller as they are sent; null takes a key away. */
export type MetadataPatch = Readonly<Record<string, Primitive>>;

const MOST_KEYS = 50;
const LONGEST_KEY = 64;
const LONGEST_VALUE = 500;
const VALUE_TYPES = new Set(['string', 'number', 'boolean']);

/** The caller’s own key-value pairs: plain values only. May be left out. */
export function MetadataField(description: string): PropertyDecorator {
  return applyDecorators(
    InputField({
      type: 'object',
      required: false,
      description: `${description} At most ${MOST_KEYS} keys of up to ${LONGEST_KEY} characters; texts of up to ${LONGEST_VALUE}.`,
      maxProperties: MOST_KEYS,
      additionalProperties: { type: ['string', 'number', 'boolean', 'null'], maxLength: LONGEST_VALUE },
      example: { plan: 'gold' },
    } as unknown as Parameters<typeof InputField>[0]),
    // class-transformer would leave out names that every object has.
    Transform(({ obj, key }) => (obj as Record<string, unknown>)[key]),
    IfGiven(),
    rule('not_metadata', 'must be an object of plain values within the limits', isMetadata),
  ) as PropertyDecorator;
}

/**
 * The pairs after a patch, by JSON Merge Patch (RFC 7396): a key that is given is set, one that is null is taken away,
 * and every other one stays.
 */
export function mergeMetadata(
  current: Readonly<Record<string, unknown>>,
  patch: MetadataPatch,
): Record<string, unknown> {
  const merged = new Map(Object.entries(current));
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) merged.delete(key);
    else merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

function isMetadata(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const pairs = Object.entries(value);
  return pairs.length <= MOST_KEYS && pairs.every(([key, item]) => isKey(key) && isPlain(item));
}

function isKey(key: string): boolean {
  const length = [...key].length;
  return length >= 1 && length <= LONGEST_KEY && key.isWellFormed();
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'string') return [...value].length <= LONGEST_VALUE && value.isWellFormed();
  return value === null || (VALUE_TYPES.has(typeof value) && Number.isFinite(Number(value)));
}
