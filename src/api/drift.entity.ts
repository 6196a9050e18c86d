import { CanonicalField } from '../canonical/field.js';
import { AnswerMeta, Meta } from '../canonical/response.js';
import { DRIFT_KINDS, type Drift, type DriftEntry } from '../providers/drift-log.js';

/** One way in which records of a provider differ from its field table. */
export class DriftDifference {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    openEnum: DRIFT_KINDS,
    example: 'new_key',
    description:
      '`new_key`: a key that nobody has mapped. `missing_key`: one that the documents promise. `type_changed`: another ' +
      'JSON type. `new_value`: a word that is in no document. `unreadable_value`: a value whose form was not ' +
      'understood, which may be that one value’s own fault as long as the count is low.',
  })
  kind!: DriftEntry['kind'];

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'customer',
    description: 'Kind of record: `customer`, `card`, or `envelope` for what stands around them.',
  })
  record!: string;

  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'personalInformation.nickname',
    description: 'Path in the provider’s record, `[]` behind a list; `*` for a key that could itself be a value.',
  })
  path!: string;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: null,
    description: 'JSON type by the field table, where types are concerned.',
  })
  expected!: string | null;

  @CanonicalField({
    is: 'string',
    sensitivity: 'public',
    example: 'string',
    description: 'JSON type that was sent, where types are concerned.',
  })
  seen!: string | null;

  @CanonicalField({ is: 'integer', nullable: false, sensitivity: 'public', example: 12, description: 'How often.' })
  count!: number;

  @CanonicalField({
    is: 'instant',
    nullable: false,
    sensitivity: 'public',
    example: '2026-11-20T10:15:00.000Z',
    description: 'When it was first seen.',
  })
  firstSeenAt!: string;

  @CanonicalField({
    is: 'instant',
    nullable: false,
    sensitivity: 'public',
    example: '2026-11-20T11:42:10.250Z',
    description: 'When it was last seen.',
  })
  lastSeenAt!: string;
}

/** What has been seen of a provider since the process started. */
export class DriftReport {
  @CanonicalField({
    is: 'string',
    nullable: false,
    sensitivity: 'public',
    example: 'cartevo',
    description: 'The provider.',
  })
  provider!: string;

  @CanonicalField({
    is: 'instant',
    nullable: false,
    sensitivity: 'public',
    example: '2026-11-20T08:00:00.000Z',
    description: 'Start of counting: the start of this process.',
  })
  since!: string;

  @CanonicalField({
    is: () => DriftDifference,
    array: true,
    sensitivity: 'public',
    description: 'Differences, in the order in which they were first seen; empty when the provider is as expected.',
  })
  differences!: DriftDifference[];

  @CanonicalField({
    is: 'integer',
    nullable: false,
    sensitivity: 'public',
    example: 0,
    description: 'Sightings that are not in the list, because it was full.',
  })
  notListed!: number;
}

export class DriftAnswer {
  @CanonicalField({ is: () => DriftReport, nullable: false, sensitivity: 'public', description: 'The differences.' })
  data!: DriftReport;

  @AnswerMeta()
  meta!: Meta;
}

/** The report that is shown of a provider’s drift. */
export function toDriftReport(provider: string, { since, entries, notListed }: Drift): DriftReport {
  const instant = (time: number) => new Date(time).toISOString();
  const differences = entries.map(({ kind, record, path, expected, seen, count, firstSeenAt, lastSeenAt }) => {
    return {
      kind,
      record,
      path,
      expected,
      seen,
      count,
      firstSeenAt: instant(firstSeenAt),
      lastSeenAt: instant(lastSeenAt),
    };
  });
  return { provider, since: instant(since), differences, notListed };
}
