import {
  VERIFICATION_STATUSES,
  type ActionOwner,
  type RequirementCode,
  type RequirementStatus,
  type VerificationStatus,
} from '../../canonical/enums.js';
import type { Requirement, TermsOfService, Verification, VerificationProfile } from '../../canonical/verification.js';
import type { MappingContext } from '../mapping/mapping-context.js';
import type { PartRow } from '../mapping/field-table.js';
import { enumOf, literal, unknownWord, wordTable } from '../mapping/text.js';
import { isWireObject, type WireObject } from '../mapping/wire-value.js';
import { cleanMessage } from '../upstream-report.js';
import {
  INFERRED_REQUIREMENT_WORDS,
  PROFILE_STATUS_BY_WORD,
  PROFILE_WORDS,
  REQUIREMENT_BY_WORD,
  TERMS_STATUS_BY_WORD,
} from './spherepay.statuses.js';

const LISTS = ['complete', 'pending', 'required', 'errors'] as const;
type ListName = (typeof LISTS)[number];

const REQUIREMENT_STATUS: Readonly<Record<ListName, RequirementStatus>> = {
  complete: 'satisfied',
  pending: 'in_review',
  required: 'due',
  errors: 'failed',
};

const requirementCodes = new Map(Object.entries(REQUIREMENT_BY_WORD));
const termsStatus = enumOf(TERMS_STATUS_BY_WORD, { absent: 'unknown' });
const profileStatus = enumOf(PROFILE_STATUS_BY_WORD, { absent: 'unknown' });

/** Where the parts of a verification come from; each list of criteria may also stand beside the profile’s status. */
export const verificationParts: readonly PartRow[] = [
  { to: 'status', from: 'verificationProfiles[].status' },
  { to: 'statusNative', from: 'verificationProfiles[].status' },
  { to: 'termsOfService.status', from: 'tosStatus', words: termsStatus },
  { to: 'termsOfService.statusNative', from: 'tosStatus' },
  { to: 'profiles[].name', from: 'verificationProfiles[].name' },
  { to: 'profiles[].status', from: 'verificationProfiles[].status', words: PROFILE_WORDS },
  { to: 'profiles[].statusNative', from: 'verificationProfiles[].status' },
  ...['criteria.', ''].flatMap((place) =>
    LISTS.map((list): PartRow => ({
      to: 'profiles[].requirements',
      from: `verificationProfiles[].${place}${list}`,
      wireType: 'array',
      words: wordTable(REQUIREMENT_BY_WORD, INFERRED_REQUIREMENT_WORDS),
    })),
  ),
];

/** The criteria of a profile; `readable` is false when one of the lists is something else. */
interface Criteria {
  readonly lists: Readonly<Record<ListName, readonly unknown[]>>;
  readonly readable: boolean;
}

/**
 * All of a customer’s verification: every profile with its requirements, the worst of them as the overall status, and
 * the terms of service. Only a profile that is `approved` and has nothing open is approved.
 */
export function toVerification(values: Readonly<Record<string, unknown>>, context: MappingContext): Verification {
  const termsOfService = toTermsOfService(values['terms'], context);
  const list = values['profiles'];
  if (list !== null && !Array.isArray(list)) {
    context.invalid('a list', '/profiles');
    return { status: 'unknown', statusNative: null, termsOfService, profiles: [] };
  }
  const profiles = ((list ?? []) as unknown[]).map((item, index) => toProfile(item, context, `/profiles/${index}`));
  const worst = worstOf(profiles);
  return {
    status: worst?.status ?? 'not_started',
    statusNative: worst?.statusNative ?? null,
    termsOfService,
    profiles,
  };
}

function toProfile(wire: unknown, context: MappingContext, at: string): VerificationProfile {
  if (!isWireObject(wire)) {
    context.invalid('an object', at);
    return { name: null, status: 'unknown', statusNative: null, requirements: [] };
  }
  const criteria = toCriteria(wire, context, at);
  return {
    name: literal(wire['name']),
    status: toProfileStatus(wire['status'] ?? null, criteria, context, `${at}/status`),
    statusNative: literal(wire['status']),
    requirements: LISTS.flatMap((name) => criteria.lists[name].map((item) => toRequirement(item, name, context, at))),
  };
}

/** The lists stand inside `criteria`; an older profile has them beside its status, another has none. All count. */
function toCriteria(profile: WireObject, context: MappingContext, at: string): Criteria {
  const inside = profile['criteria'] ?? {};
  let readable = isWireObject(inside);
  const list = (name: ListName): readonly unknown[] =>
    [isWireObject(inside) ? inside[name] : null, profile[name]].flatMap((value) => {
      if (value === undefined || value === null) return [];
      if (!Array.isArray(value)) readable = false;
      return Array.isArray(value) ? (value as unknown[]) : [];
    });
  const lists = {
    complete: list('complete'),
    pending: list('pending'),
    required: list('required'),
    errors: list('errors'),
  };
  if (!readable) context.invalid('an object with lists', `${at}/requirements`);
  return { lists, readable };
}

function toProfileStatus(word: unknown, criteria: Criteria, context: MappingContext, at: string): VerificationStatus {
  const said = enumAt(profileStatus, word, context, at);
  const { complete, pending, required, errors } = criteria.lists;
  const open = required.length + errors.length > 0;
  const contradiction = (detail: string): VerificationStatus => {
    context.warn('contradictory_status', detail, at);
    return 'unknown';
  };
  if (said === 'approved') {
    if (open) return contradiction('the provider says approved while something is still required');
    return criteria.readable
      ? 'approved'
      : contradiction('the provider says approved with criteria that cannot be read');
  }
  if (word !== 'incomplete') return said;
  if (open) return 'action_required';
  if (!criteria.readable) return contradiction('the provider says incomplete with criteria that cannot be read');
  if (pending.length > 0) return 'in_review';
  return complete.length === 0 ? 'not_started' : contradiction('the provider says incomplete while nothing is open');
}

function toRequirement(item: unknown, list: ListName, context: MappingContext, at: string): Requirement {
  // Items are words; in older answers those of `errors` are objects with a name and a message.
  const word = isWireObject(item) ? item['name'] : item;
  const message = isWireObject(item) ? item['message'] : null;
  const native = literal(word);
  const code = requirementCodes.get(native ?? '') ?? 'other';
  if (code === 'other') unknownWord(context, `${at}/requirements`);
  const status = REQUIREMENT_STATUS[list];
  const reasons =
    typeof message === 'string' ? [{ code: 'provider_message', detail: cleanMessage(message) || null }] : [];
  return { code, native, status, actionBy: actionBy(code, status), reasons };
}

/** Inferred: what is under review or asks for an approval waits for the provider, all else for the customer. */
function actionBy(code: RequirementCode, status: RequirementStatus): ActionOwner {
  return code === 'provider_approval' || status === 'in_review' ? 'provider' : 'customer';
}

function toTermsOfService(value: unknown, context: MappingContext): TermsOfService | null {
  if (value === null || value === undefined) return null;
  return {
    status: enumAt(termsStatus, value, context, '/termsOfService/status') ?? 'unknown',
    statusNative: literal(value),
  };
}

function worstOf(profiles: readonly VerificationProfile[]): VerificationProfile | null {
  const rank = (profile: VerificationProfile) => VERIFICATION_STATUSES.indexOf(profile.status);
  return profiles.reduce<VerificationProfile | null>(
    (worst, profile) => (worst === null || rank(profile) < rank(worst) ? profile : worst),
    null,
  );
}

/** Runs an enum transform for a place below the current field. */
function enumAt<T>(
  map: (value: unknown, context: MappingContext) => T | null,
  value: unknown,
  context: MappingContext,
  at: string,
) {
  const field = context.pointer;
  context.pointer = field + at;
  const result = map(value, context);
  context.pointer = field;
  return result as NonNullable<T>;
}
