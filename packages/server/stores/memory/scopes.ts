import { ok, refused, type Scope } from '@reprise/core';
import type {
  ObjectStore,
  Organization,
  PipelineStore,
  Project,
  Removal,
  ScopeStore,
} from '../../ports/index.ts';
import { OBJECT_KINDS } from '../../ports/index.ts';
import { compareText } from './keys.ts';

const ACCOUNT = 'default';
const ORGANIZATION: Organization = {
  identifier: 'default',
  name: 'default',
  description: null,
  tags: {},
};
const PROJECT: Project = {
  orgIdentifier: ORGANIZATION.identifier,
  identifier: 'default_project',
  name: 'Default Project',
  description: null,
  tags: {},
};

/** What lives in the hierarchy, and stops its removal. */
interface Contents {
  readonly objects: ObjectStore;
  readonly pipelines: PipelineStore;
}

export function createMemoryScopes({ objects, pipelines }: Contents): ScopeStore {
  const organizations = new Map([[ORGANIZATION.identifier, ORGANIZATION]]);
  const projects = new Map([[keyOf(PROJECT.orgIdentifier, PROJECT.identifier), PROJECT]]);
  const holdsObjects = async (scope: Parameters<ObjectStore['list']>[0]['scope']) => {
    const lists = OBJECT_KINDS.map((kind) => objects.list({ kind, scope }, 0, 1));
    return (await Promise.all(lists)).some(({ total }) => total > 0);
  };
  const isUsed = async (scope: Scope) =>
    (await pipelines.list(scope, null, 0, 1)).total > 0 ||
    (await holdsObjects({ level: 'project', ...scope }));
  const ofOrganization = (orgId: string) =>
    [...projects.values()].filter(({ orgIdentifier }) => orgIdentifier === orgId);

  return {
    exists: async ({ accountId, orgId, projectId }) =>
      accountId === ACCOUNT && projects.has(keyOf(orgId, projectId)),
    organizations: async (accountId) =>
      accountId === ACCOUNT
        ? [...organizations.values()].toSorted((a, b) => compareText(a.identifier, b.identifier))
        : [],
    projects: async (accountId, orgId) =>
      accountId === ACCOUNT
        ? [...projects.values()]
            .filter(({ orgIdentifier }) => orgId === null || orgIdentifier === orgId)
            .toSorted(byPlace)
        : [],
    createOrganization: async (_, organization) =>
      add(organizations, organization.identifier, organization),
    updateOrganization: async (_, organization) =>
      change(organizations, organization.identifier, organization),
    removeOrganization: async (accountId, orgId): Promise<Removal> => {
      if (!organizations.has(orgId)) return 'not-found';
      if (ofOrganization(orgId).length > 0) return 'not-empty';
      if (await holdsObjects({ level: 'org', accountId, orgId })) return 'not-empty';
      organizations.delete(orgId);
      return 'removed';
    },
    createProject: async (_, project) =>
      add(projects, keyOf(project.orgIdentifier, project.identifier), project),
    updateProject: async (_, project) =>
      change(projects, keyOf(project.orgIdentifier, project.identifier), project),
    removeProject: async (scope): Promise<Removal> => {
      const key = keyOf(scope.orgId, scope.projectId);
      if (!projects.has(key)) return 'not-found';
      if (await isUsed(scope)) return 'not-empty';
      projects.delete(key);
      return 'removed';
    },
  };
}

const keyOf = (orgId: string, projectId: string): string => JSON.stringify([orgId, projectId]);

function add<Value>(places: Map<string, Value>, key: string, value: Value) {
  if (places.has(key)) return refused('exists' as const);
  places.set(key, value);
  return ok(null);
}

function change<Value>(places: Map<string, Value>, key: string, value: Value): boolean {
  if (!places.has(key)) return false;
  places.set(key, value);
  return true;
}

const byPlace = (one: Project, other: Project): number =>
  compareText(one.orgIdentifier, other.orgIdentifier) ||
  compareText(one.identifier, other.identifier);
