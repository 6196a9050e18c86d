import { describe, expect, it } from '@jest/globals';
import { MappingContext } from '../mapping/mapping-context.js';
import { REQUIREMENT_BY_WORD } from './spherepay.statuses.js';
import { toVerification } from './spherepay.verification.js';

type Json = Record<string, unknown>;

function verify(profiles: unknown, terms: unknown = null) {
  const context = new MappingContext(false);
  context.pointer = '/verification';
  const verification = toVerification({ profiles, terms }, context);
  return { verification, warnings: context.warnings.map(({ code, pointer }) => `${code} ${pointer}`) };
}

const criteria = (lists: Json = {}): Json => ({ complete: [], pending: [], required: [], errors: [], ...lists });
const profile = (status: unknown, lists: Json = {}): Json => ({
  name: 'kyc_profile_a',
  status,
  criteria: criteria(lists),
});

function statusOf(status: unknown, lists: Json = {}): [string, string[]] {
  const { verification, warnings } = verify([profile(status, lists)]);
  return [verification.profiles[0]?.status ?? '', warnings];
}

const WORD = ['email_address'];
const AT = '/verification/profiles/0';

describe('the status of a profile', () => {
  it.each([
    ['incomplete', { required: WORD }, 'action_required'],
    ['incomplete', { errors: WORD }, 'action_required'],
    ['incomplete', { required: WORD, pending: WORD, complete: WORD }, 'action_required'],
    ['incomplete', { pending: WORD }, 'in_review'],
    ['incomplete', { pending: WORD, complete: WORD }, 'in_review'],
    ['incomplete', {}, 'not_started'],
    ['pending', {}, 'in_review'],
    ['pending', { required: WORD }, 'in_review'],
    ['approved', {}, 'approved'],
    ['approved', { complete: WORD }, 'approved'],
    ['approved', { pending: WORD }, 'approved'],
    ['rejected', { errors: WORD }, 'rejected'],
    [null, {}, 'unknown'],
  ])('%p with %p is %s', (word, lists, status) => {
    expect(statusOf(word, lists)).toEqual([status, []]);
  });

  it.each([
    ['incomplete', { complete: WORD }],
    ['approved', { required: WORD }],
    ['approved', { errors: WORD }],
    ['approved', { errors: 'text' }],
    ['incomplete', { pending: {} }],
  ])('%p with %p contradicts itself: unknown with a warning', (word, lists) => {
    const [status, warnings] = statusOf(word, lists);
    expect(status).toBe('unknown');
    expect(warnings).toContain(`contradictory_status ${AT}/status`);
  });

  it.each(['Approved', 'APPROVED', 'verified', 'constructor', '__proto__', 'approved '])(
    '%p is a word that nobody knows',
    (word) => {
      expect(statusOf(word)).toEqual(['unknown', [`unknown_value ${AT}/status`]]);
    },
  );

  it.each([[5], [true], [['approved']], [{ value: 'approved' }]])('%p is no word at all', (word) => {
    expect(statusOf(word)).toEqual(['unknown', [`invalid_value ${AT}/status`]]);
  });
});

describe('the overall status', () => {
  const each = (...statuses: string[]) =>
    verify(statuses.map((status) => profile(status, status === 'incomplete' ? { required: WORD } : {}))).verification;

  it.each([
    [['approved', 'rejected'], 'rejected', 'rejected'],
    [['approved', 'nonsense', 'incomplete'], 'unknown', 'nonsense'],
    [['approved', 'incomplete'], 'action_required', 'incomplete'],
    [['approved', 'pending'], 'in_review', 'pending'],
    [['approved', 'approved'], 'approved', 'approved'],
    [['rejected', 'nonsense'], 'rejected', 'rejected'],
  ])('of %p is that of the worst profile, %s', (words, status, native) => {
    expect(each(...words)).toMatchObject({ status, statusNative: native });
  });

  it.each([[null], [[]]])('without any profile (%p) is not_started', (profiles) => {
    expect(verify(profiles)).toEqual({
      verification: { status: 'not_started', statusNative: null, termsOfService: null, profiles: [] },
      warnings: [],
    });
  });

  it.each([['approved'], [{}], [5], [true]])('with %p instead of a list is unknown', (profiles) => {
    const { verification, warnings } = verify(profiles);
    expect([verification.status, warnings]).toEqual(['unknown', ['invalid_value /verification/profiles']]);
  });

  it.each([[null], ['approved'], [5], [[]]])('with %p instead of a profile is unknown', (item) => {
    const { verification, warnings } = verify([profile('approved'), item]);
    expect([verification.status, warnings]).toEqual(['unknown', ['invalid_value /verification/profiles/1']]);
    expect(verification.profiles[1]).toEqual({ name: null, status: 'unknown', statusNative: null, requirements: [] });
  });
});

describe('requirements', () => {
  const requirementsOf = (lists: Json) => {
    const { verification, warnings } = verify([profile('incomplete', lists)]);
    return { list: verification.profiles[0]?.requirements ?? [], warnings };
  };

  it.each([
    ['complete', 'satisfied', 'customer'],
    ['pending', 'in_review', 'provider'],
    ['required', 'due', 'customer'],
    ['errors', 'failed', 'customer'],
  ])('in `%s` are %s and wait for the %s', (list, status, actionBy) => {
    const wanted = { code: 'identity_document', native: 'identity_document', status, actionBy, reasons: [] };
    expect(
      requirementsOf({ [list]: ['identity_document'], required: list === 'required' ? ['identity_document'] : [] })
        .list,
    ).toEqual([wanted]);
  });

  it('come in the provider’s order: complete, pending, required, errors', () => {
    const lists = {
      errors: ['title'],
      required: ['photo_id'],
      pending: ['is_signer', 'first_name'],
      complete: ['last_name'],
    };
    expect(requirementsOf(lists).list.map(({ native }) => native)).toEqual([
      'last_name',
      'is_signer',
      'first_name',
      'photo_id',
      'title',
    ]);
  });

  it('for an approval always wait for the provider', () => {
    expect(requirementsOf({ required: ['kyc_a_approval'] }).list[0]).toMatchObject({
      code: 'provider_approval',
      actionBy: 'provider',
    });
  });

  it('may be objects with a name and a message, which is cleaned', () => {
    const item = { name: 'identification_document', message: 'File of jane@example.com is blurred' };
    expect(requirementsOf({ errors: [item] })).toEqual({
      list: [
        {
          code: 'identity_document',
          native: 'identification_document',
          status: 'failed',
          actionBy: 'customer',
          reasons: [{ code: 'provider_message', detail: expect.stringMatching(/is blurred$/) }],
        },
      ],
      warnings: [],
    });
    expect(JSON.stringify(requirementsOf({ errors: [item] }))).not.toContain('jane@');
  });

  it.each([
    ['favourite_colour', 'favourite_colour'],
    ['constructor', 'constructor'],
    [5, null],
    [null, null],
    [{}, null],
    [[], null],
  ])('that nobody knows (%p) are `other`, with a warning', (item, native) => {
    const { list, warnings } = requirementsOf({ required: [item] });
    expect(list[0]).toMatchObject({ code: 'other', native });
    expect(warnings).toEqual([`unknown_value ${AT}/requirements`]);
  });

  it('are known by every documented word, with a code that is in the dictionary', () => {
    const words = Object.keys(REQUIREMENT_BY_WORD);
    const { list, warnings } = requirementsOf({ required: words });
    expect(list.map(({ code }) => code)).toEqual(Object.values(REQUIREMENT_BY_WORD));
    expect([words.length, warnings]).toEqual([29, []]);
  });
});

describe('terms of service', () => {
  it.each([
    ['incomplete', 'incomplete', []],
    ['pending', 'pending', []],
    ['approved', 'accepted', []],
    ['rejected', 'unknown', ['unknown_value /verification/termsOfService/status']],
    ['accepted', 'unknown', ['unknown_value /verification/termsOfService/status']],
    [true, 'unknown', ['invalid_value /verification/termsOfService/status']],
  ])('%p are %s', (word, status, warnings) => {
    const { verification, warnings: seen } = verify([], word);
    expect([verification.termsOfService, seen]).toEqual([
      { status, statusNative: typeof word === 'string' ? word : null },
      warnings,
    ]);
  });

  it('are null where the provider does not say, and never make the customer approved', () => {
    expect(verify([]).verification.termsOfService).toBeNull();
    expect(verify([], 'approved').verification.status).toBe('not_started');
  });
});
