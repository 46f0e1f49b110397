/** Roles and resource groups: the built-in ones, and those that people make. */
import { ok, refused } from '@reprise/core';
import {
  type AccessScope,
  BUILT_IN_RESOURCE_GROUPS,
  BUILT_IN_ROLES,
  isReserved,
  isWithin,
  type ResourceGroup,
  type Role,
  resolveReference,
  scopeLevelOf,
} from '@reprise/core/access';
import type { AccessBodies, AccessRecord } from '../../ports/index.ts';
import type { Answer, Caller } from '../answer.ts';
import type { UseCase, UseCaseNeeds } from '../needs.ts';
import type { ScopeHint } from '../scopes/scope.ts';
import {
  alreadyThere,
  changeRecord,
  checkIdentifier,
  createRecord,
  findRecord,
  invalid,
  mayGive,
  openAccess,
} from './access-needs.ts';
import { resolvedAll } from './team-rights.ts';

interface ListInput {
  readonly scope: ScopeHint;
}
export interface NamedInput extends ListInput {
  readonly identifier: string;
}
/** A role or resource group, with where it is; a built-in one is everywhere. */
export interface Placed<Thing> {
  readonly thing: Thing;
  readonly record: AccessRecord | null;
}
export interface RoleInput extends NamedInput {
  readonly role: Omit<Role, 'identifier'>;
}
export interface ResourceGroupInput extends NamedInput {
  readonly resourceGroup: Omit<ResourceGroup, 'identifier'>;
}

type Kind = 'role' | 'resource-group';
const PERMISSION = { role: 'core_role', 'resource-group': 'core_resourcegroup' } as const;
const BUILT_IN = { role: BUILT_IN_ROLES, 'resource-group': BUILT_IN_RESOURCE_GROUPS } as const;

/** The built-in ones of this level, then those that were made here. */
const lister =
  <Thing extends Role | ResourceGroup>(kind: Kind): UseCase<ListInput, readonly Placed<Thing>[]> =>
  async (needs, caller, input) => {
    const scope = await openAccess(needs, caller, `${PERMISSION[kind]}_view`, input.scope);
    if (!scope.ok) return scope;
    const level = scopeLevelOf(scope.value);
    const builtIn = BUILT_IN[kind].filter(({ levels }) => levels.includes(level));
    const stored = await needs.store.access.list(kind, scope.value);
    return ok([
      ...builtIn.map((thing) => ({ thing: thing as Thing, record: null })),
      ...stored.map((record) => ({ thing: thingOf(record) as Thing, record })),
    ]);
  };

const getter =
  <Thing extends Role | ResourceGroup>(kind: Kind): UseCase<NamedInput, Placed<Thing>> =>
  async (needs, caller, input) => {
    const scope = await openAccess(needs, caller, `${PERMISSION[kind]}_view`, input.scope);
    if (!scope.ok) return scope;
    const builtIn = BUILT_IN[kind].find(({ identifier }) => identifier === input.identifier);
    if (builtIn !== undefined) return ok({ thing: builtIn as Thing, record: null });
    const found = await findRecord(needs, kind, scope.value, input.identifier);
    return found.ok ? ok({ thing: thingOf(found.value) as Thing, record: found.value }) : found;
  };

/** Which of the two it is goes with the kind; a table of two cannot say that to the compiler. */
const thingOf = ({ identifier, body }: AccessRecord<Kind>) => ({ identifier, ...body });

const remover =
  (kind: Kind): UseCase<NamedInput, null> =>
  async (needs, caller, input) => {
    const scope = await openAccess(needs, caller, `${PERMISSION[kind]}_delete`, input.scope);
    if (!scope.ok) return scope;
    const found = await findRecord(needs, kind, scope.value, input.identifier);
    if (!found.ok) return found;
    await needs.store.access.remove(found.value);
    return ok(null);
  };

async function save<K extends Kind>(
  needs: UseCaseNeeds,
  caller: Caller,
  kind: K,
  input: NamedInput,
  body: AccessBodies[K],
  isNew: boolean,
): Answer<AccessRecord<K>> {
  const scope = await openAccess(needs, caller, `${PERMISSION[kind]}_edit`, input.scope);
  if (!scope.ok) return scope;
  const { identifier } = input;
  const named = checkIdentifier(identifier);
  if (!named.ok) return named;
  if (isReserved(identifier)) return refused(alreadyThere(kind, identifier));
  const record = { kind, scope: scope.value, identifier, body };
  const fit = await checkGain(needs, caller, record);
  if (!fit.ok) return fit;
  if (isNew) return createRecord(needs, record);
  const known = await findRecord(needs, kind, scope.value, identifier);
  return known.ok ? changeRecord(needs, known.value, body) : known;
}

/** Whoever changes what has been assigned gives to all who have it. */
async function checkGain<K extends Kind>(
  needs: UseCaseNeeds,
  caller: Caller,
  {
    kind,
    scope,
    identifier,
    body,
  }: Pick<AccessRecord<K>, 'kind' | 'scope' | 'identifier' | 'body'>,
): Answer<null> {
  const { access } = needs.store;
  const all = await access.inAccount('assignment', scope.accountId);
  const uses = all.filter((assignment) => {
    const reference = kind === 'role' ? assignment.body.role : assignment.body.resourceGroup;
    const at = resolveReference(reference, assignment.scope);
    return at?.identifier === identifier && isSame(at.scope, scope);
  });
  const changed = { [kind]: { identifier, ...body } };
  const gained = await resolvedAll(access, uses);
  const after = gained.map((each) =>
    kind === 'role'
      ? { ...each, role: changed['role'] as Role }
      : { ...each, resourceGroup: changed['resource-group'] as ResourceGroup },
  );
  return mayGive(needs, caller, scope, after);
}

const isSame = (one: AccessScope, other: AccessScope): boolean =>
  isWithin(one, other) && isWithin(other, one);

export const listRoles = lister<Role>('role');
export const getRole = getter<Role>('role');
export const deleteRole = remover('role');
export const createRole: UseCase<RoleInput, Placed<Role>> = async (needs, caller, input) =>
  placed<'role', Role>(await save(needs, caller, 'role', input, input.role, true));
export const updateRole: UseCase<RoleInput, Placed<Role>> = async (needs, caller, input) =>
  placed<'role', Role>(await save(needs, caller, 'role', input, input.role, false));

export const listResourceGroups = lister<ResourceGroup>('resource-group');
export const getResourceGroup = getter<ResourceGroup>('resource-group');
export const deleteResourceGroup = remover('resource-group');
export const createResourceGroup: UseCase<ResourceGroupInput, Placed<ResourceGroup>> = async (
  needs,
  caller,
  input,
) => saveGroup(needs, caller, input, true);
export const updateResourceGroup: UseCase<ResourceGroupInput, Placed<ResourceGroup>> = async (
  needs,
  caller,
  input,
) => saveGroup(needs, caller, input, false);

async function saveGroup(
  needs: UseCaseNeeds,
  caller: Caller,
  input: ResourceGroupInput,
  isNew: boolean,
): Answer<Placed<ResourceGroup>> {
  const { resourceGroup } = input;
  if (resourceGroup.reach.length === 0) {
    return refused(invalid('A resource group includes at least one scope.'));
  }
  const saved = await save(needs, caller, 'resource-group', input, resourceGroup, isNew);
  return placed<'resource-group', ResourceGroup>(saved);
}

const placed = <K extends Kind, Thing>(
  saved: Awaited<Answer<AccessRecord<K>>>,
): Awaited<Answer<Placed<Thing>>> =>
  saved.ok ? ok({ thing: thingOf(saved.value) as Thing, record: saved.value }) : saved;
