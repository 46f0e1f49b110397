/** Adding to the hierarchy that everything lives in, and taking away from it. */
import { ok, type Result, refused } from '@reprise/core';
import type { Organization, Project, Removal } from '../../ports/index.ts';
import type { Refused } from '../answer.ts';
import { authorise } from '../authorise.ts';
import type { UseCase } from '../needs.ts';
import { refusal } from '../refusals.ts';
import { fullScope, type ScopeHint } from './scope.ts';

/** What a client says of an organisation or a project; what it leaves out is empty. */
export interface GivenPlace {
  readonly identifier: string;
  readonly name?: string | null | undefined;
  readonly description?: string | null | undefined;
  readonly tags?: Readonly<Record<string, string>> | null | undefined;
}
interface PlaceInput {
  readonly scope: ScopeHint;
  readonly given: GivenPlace;
}
interface ChangedPlaceInput extends PlaceInput {
  /** Which one the request is for. */
  readonly identifier: string;
}
interface RemovedPlaceInput {
  readonly scope: ScopeHint;
  readonly identifier: string;
}

const IDENTIFIER = /^[a-zA-Z_][0-9a-zA-Z_]{0,127}$/;

export const createOrganization: UseCase<PlaceInput, Organization> = async (
  needs,
  caller,
  { scope, given },
) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_organization_create', { accountId });
  if (!allowed.ok) return allowed;
  const place = placeOf(given, given.identifier);
  if (!place.ok) return place;
  const known = await needs.store.scopes.organizations(accountId);
  if (known.length === 0) return refused(missing('account', accountId));
  const created = await needs.store.scopes.createOrganization(accountId, place.value);
  return created.ok ? place : refused(exists('organization', given.identifier));
};

export const updateOrganization: UseCase<ChangedPlaceInput, Organization> = async (
  needs,
  caller,
  { scope, given, identifier },
) => {
  const { accountId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_organization_edit', { accountId });
  if (!allowed.ok) return allowed;
  const place = placeOf(given, identifier);
  if (!place.ok) return place;
  const found = await needs.store.scopes.updateOrganization(accountId, place.value);
  return found ? place : refused(missing('organization', identifier));
};

export const deleteOrganization: UseCase<RemovedPlaceInput, null> = async (
  needs,
  caller,
  { scope, identifier },
) => {
  const { accountId } = fullScope(scope);
  const where = { accountId, orgId: identifier };
  const allowed = await authorise(needs, caller, 'core_organization_delete', where);
  if (!allowed.ok) return allowed;
  const removal = IDENTIFIER.test(identifier)
    ? await needs.store.scopes.removeOrganization(accountId, identifier)
    : 'not-found';
  return answerOf(removal, 'organization', identifier);
};

export const createProject: UseCase<PlaceInput, Project> = async (
  needs,
  caller,
  { scope, given },
) => {
  const { accountId, orgId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_project_create', { accountId, orgId });
  if (!allowed.ok) return allowed;
  const place = placeOf(given, given.identifier);
  if (!place.ok) return place;
  const organizations = await needs.store.scopes.organizations(accountId);
  if (!organizations.some((each) => each.identifier === orgId)) {
    return refused(missing('organization', orgId));
  }
  const project = { ...place.value, orgIdentifier: orgId };
  const created = await needs.store.scopes.createProject(accountId, project);
  return created.ok ? ok(project) : refused(exists('project', given.identifier));
};

export const updateProject: UseCase<ChangedPlaceInput, Project> = async (
  needs,
  caller,
  { scope, given, identifier },
) => {
  const { accountId, orgId } = fullScope(scope);
  const allowed = await authorise(needs, caller, 'core_project_edit', { accountId, orgId });
  if (!allowed.ok) return allowed;
  const place = placeOf(given, identifier);
  if (!place.ok) return place;
  const project = { ...place.value, orgIdentifier: orgId };
  const found = await needs.store.scopes.updateProject(accountId, project);
  return found ? ok(project) : refused(missing('project', identifier));
};

export const deleteProject: UseCase<RemovedPlaceInput, null> = async (
  needs,
  caller,
  { scope, identifier },
) => {
  const { accountId, orgId } = fullScope(scope);
  const where = { accountId, orgId, projectId: identifier };
  const allowed = await authorise(needs, caller, 'core_project_delete', where);
  if (!allowed.ok) return allowed;
  const removal = IDENTIFIER.test(identifier)
    ? await needs.store.scopes.removeProject(where)
    : 'not-found';
  return answerOf(removal, 'project', identifier);
};

function placeOf(given: GivenPlace, identifier: string): Result<Organization, Refused> {
  if (given.identifier !== identifier) {
    const message = `The request is for ${identifier}, and its body is of ${given.identifier}. An identifier cannot be changed.`;
    return refused(refusal('IDENTIFIER_MISMATCH', message));
  }
  if (!IDENTIFIER.test(identifier)) {
    const message = `"${identifier}" is no identifier: letters, digits and _, not a digit first, at most 128.`;
    return refused(refusal('INVALID_OBJECT', message));
  }
  const { name, description = null, tags } = given;
  return ok({ identifier, name: name || identifier, description, tags: tags ?? {} });
}

type What = 'account' | 'organization' | 'project';

const missing = (what: What, identifier: string): Refused =>
  refusal('SCOPE_NOT_FOUND', `There is no ${what} ${identifier}.`, { identifier });

const exists = (what: What, identifier: string): Refused =>
  refusal('SCOPE_EXISTS', `There is already a ${what} ${identifier}.`, { identifier });

function answerOf(removal: Removal, what: What, identifier: string): Result<null, Refused> {
  if (removal === 'removed') return ok(null);
  if (removal === 'not-found') return refused(missing(what, identifier));
  const message = `The ${what} ${identifier} is not empty. Remove what lives in it first: ${what === 'organization' ? 'projects and objects' : 'pipelines and objects'}.`;
  return refused(refusal('SCOPE_NOT_EMPTY', message, { identifier }));
}
