import { DATA_ORIGINS, WARNING_CODES, type DataOrigin, type WarningCode } from './enums.js';
import { Explanation } from './explanation.js';
import { CanonicalField } from './field.js';

/** Where the data of an answer came from. */
export class Source {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'spherepay',
    description: 'Provider asked.',
  })
  provider!: string;

  @CanonicalField({
    is: 'instant',
    nullable: false,
    sensitivity: 'public',
    example: '2026-11-20T10:15:00.000Z',
    description: 'When the provider said so.',
  })
  asOf!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: DATA_ORIGINS,
    example: 'live',
    description:
      '`live`: asked for this answer. `cache`: kept from an earlier one, as old as the caller accepts. `stale`: kept, and ' +
      'given because the provider has failed.',
  })
  from!: DataOrigin;
}

/** Something in the provider’s answer that was not understood or was left out, or that the whole answer is old. */
export class Warning {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: WARNING_CODES,
    example: 'unknown_value',
    description: 'Kind of problem.',
  })
  code!: WarningCode;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '/verification/status',
    description: 'JSON pointer into `data`.',
  })
  pointer!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'the provider sent a value that is not in its documents',
    description: 'Explanation; never holds the value itself.',
  })
  detail!: string;
}

/** Position in a list. */
export class Page {
  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'public',
    example: 20,
    description: 'Most items in one answer.',
  })
  limit!: number;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'eyJwIjoyLCJsIjoyMH0',
    description: 'Pass it as `cursor` for the next page; null at the end.',
  })
  nextCursor!: string | null;

  @CanonicalField({
    is: 'integer',
    sensitivity: 'public',
    example: 57,
    description: 'Number of items in all, when the provider tells.',
  })
  total!: number | null;
}

/** Facts about an answer. */
export class Meta {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: '3f0c2f0e-8f55-4c8e-9d7b-2f8f0a3f5a10',
    description: 'Id of the request, also in the header `X-Request-Id` and in every log line.',
  })
  requestId!: string;

  @CanonicalField({ is: () => Source, array: true, sensitivity: 'public', description: 'Where the data came from.' })
  sources!: Source[];

  @CanonicalField({
    is: () => Warning,
    array: true,
    sensitivity: 'public',
    description: 'What was not understood or left out.',
  })
  warnings!: Warning[];

  @CanonicalField({
    is: () => Explanation,
    array: true,
    optional: true,
    sensitivity: 'public',
    description: 'Where every value came from. Only with `explain=true`.',
  })
  explain?: Explanation[];
}

/** Meta of a list answer. */
export class ListMeta extends Meta {
  @CanonicalField({ is: () => Page, nullable: false, sensitivity: 'public', description: 'Position in the list.' })
  page!: Page;
}

/** Declares the `meta` of an answer with one thing. */
export function AnswerMeta(): PropertyDecorator {
  return metaField(() => Meta);
}

/** Declares the `meta` of an answer with a list. */
export function ListAnswerMeta(): PropertyDecorator {
  return metaField(() => ListMeta);
}

function metaField(is: () => typeof Meta): PropertyDecorator {
  return CanonicalField({ is, nullable: false, sensitivity: 'public', description: 'Facts about the answer.' });
}
