import type { StoredObject, StoredPipeline } from '../../ports/index.ts';
import { fullScope, type ScopeHint } from '../scopes/scope.ts';
import { type Act, type ActTable, on } from './act.ts';

const onObject = (
  action: string,
  { kind, identifier, scope, label, version }: StoredObject,
): Act => ({
  ...on(action, kind, identifier, {
    ...(label === '' ? {} : { versionLabel: label }),
    version: String(version),
  }),
  scope,
});

const onSaved = (action: string, { scope, identifier, version }: StoredPipeline): Act => ({
  ...on(action, 'pipeline', identifier, { version: String(version) }),
  scope,
});

const inProject = (act: Act, scope: ScopeHint): Act => ({ ...act, scope: fullScope(scope) });

const inAccount = (act: Act, hint: ScopeHint): Act => ({
  ...act,
  scope: { accountId: fullScope(hint).accountId },
});

const inOrganization = (act: Act, hint: ScopeHint): Act => {
  const { accountId, orgId } = fullScope(hint);
  return { ...act, scope: { accountId, orgId } };
};

const version = ({ versionLabel }: { readonly versionLabel?: string | undefined }) =>
  versionLabel === undefined ? {} : { versionLabel };

/** What is stored, changed and removed. */
export const OBJECT_ACTS: ActTable = {
  createPipeline: (_, saved) => onSaved('create', saved),
  updatePipeline: (_, saved) => onSaved('update', saved),
  deletePipeline: ({ scope, pipeline }) => inProject(on('delete', 'pipeline', pipeline), scope),
  createObject: (_, object) => onObject('create', object),
  updateObject: (_, object) => onObject('update', object),
  deleteObject: ({ kind, identifier, parent }) =>
    on('delete', kind, identifier, parent === undefined ? {} : { environment: parent }),
  createTemplate: (_, { object }) => onObject('create', object),
  updateTemplate: (_, { object }) => onObject('update', object),
  makeTemplateStable: (_, { object }) => onObject('make stable', object),
  deleteTemplate: (input) => on('delete', 'template', input.template, version(input)),
  createInputSet: ({ scope, pipeline }, { object }) =>
    inProject(on('create', 'input set', object.identifier, { pipeline }), scope),
  updateInputSet: ({ scope, pipeline }, { object }) =>
    inProject(on('update', 'input set', object.identifier, { pipeline }), scope),
  deleteInputSet: ({ scope, pipeline, inputSet }) =>
    inProject(on('delete', 'input set', inputSet, { pipeline }), scope),
  createOrganization: ({ scope }, { identifier }) =>
    inAccount(on('create', 'organization', identifier), scope),
  updateOrganization: ({ scope }, { identifier }) =>
    inAccount(on('update', 'organization', identifier), scope),
  deleteOrganization: ({ scope, identifier }) =>
    inAccount(on('delete', 'organization', identifier), scope),
  createProject: ({ scope }, { identifier }) =>
    inOrganization(on('create', 'project', identifier), scope),
  updateProject: ({ scope }, { identifier }) =>
    inOrganization(on('update', 'project', identifier), scope),
  deleteProject: ({ scope, identifier }) =>
    inOrganization(on('delete', 'project', identifier), scope),
  saveMailServer: ({ scope, as }, { host }) =>
    inAccount(on(as === 'new' ? 'create' : 'update', 'mail server', host), scope),
  tryMailServer: ({ scope, to }) => inAccount(on('try', 'mail server', 'default', { to }), scope),
  deleteMailServer: ({ scope }) => inAccount(on('delete', 'mail server', 'default'), scope),
  rotateMasterKey: ({ scope }, { keyId, resealed }) =>
    inAccount(on('rotate', 'master key', keyId, { resealed: String(resealed) }), scope),
};
