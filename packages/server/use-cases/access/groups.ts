/** User groups, at an account, an organisation or a project. */
import { ok, refused } from '@reprise/core';
import { type AccessScope, isReserved } from '@reprise/core/access';
import type { AccessRecord } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import {
  alreadyThere,
  assignmentsOf,
  changeRecord,
  checkIdentifier,
  createRecord,
  findRecord,
  mayGive,
  notThere,
  openAccess,
} from './access-needs.ts';
import { assigneeKey } from './principals.ts';

interface GroupsInput {
  readonly scope: ScopeHint;
}
export interface GroupInput extends GroupsInput {
  readonly identifier: string;
}
export interface GivenGroup extends GroupInput {
  readonly name: string;
  readonly description: string;
  readonly users: readonly string[];
}
export interface MemberInput extends GroupInput {
  readonly user: string;
  readonly member: boolean;
}
type Group = AccessRecord<'group'>;

export const listGroups: UseCase<GroupsInput, readonly Group[]> = async (needs, caller, input) => {
  const scope = await openAccess(needs, caller, 'core_usergroup_view', input.scope);
  return scope.ok ? ok(await needs.store.access.list('group', scope.value)) : scope;
};

export const getGroup: UseCase<GroupInput, Group> = async (needs, caller, input) => {
  const scope = await openAccess(needs, caller, 'core_usergroup_view', input.scope);
  return scope.ok ? findRecord(needs, 'group', scope.value, input.identifier) : scope;
};

export const createGroup: UseCase<GivenGroup, Group> = async (needs, caller, given) => {
  const scope = await openAccess(needs, caller, 'core_usergroup_manage', given.scope);
  if (!scope.ok) return scope;
  const { identifier, name, description, users } = given;
  const named = checkIdentifier(identifier);
  if (!named.ok) return named;
  if (isReserved(identifier)) return refused(alreadyThere('group', identifier));
  const fit = await checkMembers(needs, caller, scope.value, identifier, users, []);
  if (!fit.ok) return fit;
  const body = { name, description, users: [...new Set(users)] };
  return createRecord(needs, { kind: 'group', scope: scope.value, identifier, body });
};

export const updateGroup: UseCase<GivenGroup, Group> = async (needs, caller, given) => {
  const scope = await openAccess(needs, caller, 'core_usergroup_manage', given.scope);
  if (!scope.ok) return scope;
  const { identifier, name, description, users } = given;
  const known = await findRecord(needs, 'group', scope.value, identifier);
  if (!known.ok) return known;
  const before = known.value.body.users;
  const fit = await checkMembers(needs, caller, scope.value, identifier, users, before);
  if (!fit.ok) return fit;
  return changeRecord(needs, known.value, { name, description, users: [...new Set(users)] });
};

/** Takes one user into a group, or out of it. */
export const setMember: UseCase<MemberInput, Group> = async (needs, caller, input) => {
  const { identifier, user, member } = input;
  const scope = await openAccess(needs, caller, 'core_usergroup_manage', input.scope);
  if (!scope.ok) return scope;
  const known = await findRecord(needs, 'group', scope.value, identifier);
  if (!known.ok) return known;
  const others = known.value.body.users.filter((each) => each !== user);
  const users = member ? [...others, user] : others;
  const before = known.value.body.users;
  const fit = await checkMembers(needs, caller, scope.value, identifier, users, before);
  return fit.ok ? changeRecord(needs, known.value, { ...known.value.body, users }) : fit;
};

/** Removes a group, and the roles that it was given. */
export const deleteGroup: UseCase<GroupInput, Group> = async (needs, caller, input) => {
  const scope = await openAccess(needs, caller, 'core_usergroup_manage', input.scope);
  if (!scope.ok) return scope;
  const known = await findRecord(needs, 'group', scope.value, input.identifier);
  if (!known.ok) return known;
  const { access } = needs.store;
  await access.remove(known.value);
  const owner = assigneeKey('USER_GROUP', scope.value, input.identifier);
  const assignments = await access.ofOwner('assignment', scope.value.accountId, owner);
  for (const each of assignments) await access.remove(each);
  return known;
};

/** Members must be there; and whoever takes somebody in must have what the group has. */
async function checkMembers(
  needs: UseCaseNeeds,
  caller: Caller,
  scope: AccessScope,
  group: string,
  users: readonly string[],
  before: readonly string[],
): Answer<null> {
  const added = users.filter((user) => !before.includes(user));
  if (added.length === 0) return ok(null);
  const { accountId } = scope;
  for (const user of added) {
    const found = await needs.store.access.get({
      kind: 'user',
      scope: { accountId },
      identifier: user,
    });
    if (found === null) return refused(notThere('user', user));
  }
  const gained = await assignmentsOf(needs, accountId, assigneeKey('USER_GROUP', scope, group));
  return mayGive(needs, caller, scope, gained);
}
