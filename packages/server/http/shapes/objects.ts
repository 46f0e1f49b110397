/** Stored objects as Harness's clients read them. */
import type { Json } from '@reprise/core';
import { olderYamlOf } from '@reprise/core/objects';
import type { StoredObject } from '../../ports/index.ts';
import type { ConnectorTestResult } from '../../use-cases/index.ts';

const common = ({ identifier, name, description, tags, scope }: StoredObject) => ({
  identifier,
  name,
  description,
  tags: { ...tags },
  orgIdentifier: scope.level === 'account' ? null : scope.orgId,
  projectIdentifier: scope.level === 'project' ? scope.projectId : null,
});

const withYaml = (object: StoredObject) => ({
  ...common(object),
  accountId: object.scope.accountId,
  yaml: object.yaml,
});

const counted = ({ version }: StoredObject) => ({ deleted: false as const, version });

const saved = ({ createdAt, updatedAt }: StoredObject) => ({
  createdAt,
  lastModifiedAt: updatedAt,
});

/** What the reader of the kind put there; text of it, empty when an older version put none. */
const detail = ({ details }: StoredObject, name: string): string => {
  const value: Json | undefined = details[name];
  return typeof value === 'string' ? value : '';
};

export const service = (object: StoredObject) => ({
  service: { ...withYaml(object), ...counted(object) },
  ...saved(object),
});

export const environment = (object: StoredObject) => ({
  environment: {
    ...withYaml(object),
    ...counted(object),
    type: detail(object, 'type'),
    color: detail(object, 'color') || null,
  },
  ...saved(object),
});

export const environmentGroup = (object: StoredObject) => ({
  envGroup: {
    ...withYaml(object),
    ...counted(object),
    color: detail(object, 'color') || null,
    envIdentifiers: textsAt(object, 'envIdentifiers'),
  },
  ...saved(object),
});

function textsAt({ details }: StoredObject, name: string): string[] {
  const value = details[name];
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : [];
}

export const infrastructure = (object: StoredObject) => ({
  infrastructure: {
    ...withYaml(object),
    environmentRef: object.parent,
    deploymentType: detail(object, 'deploymentType') || null,
    type: detail(object, 'type'),
  },
  ...saved(object),
});

export const override = (object: StoredObject) => {
  const { identifier, accountId, orgIdentifier, projectIdentifier, yaml } = withYaml(object);
  return {
    identifier,
    accountId,
    orgIdentifier,
    projectIdentifier,
    yaml,
    environmentRef: object.parent,
    serviceRef: detail(object, 'serviceRef') || null,
    infraIdentifier: detail(object, 'infraIdentifier') || null,
    type: detail(object, 'type'),
    spec: specOf(object),
  };
};

/** An override as clients of the older spelling wrote it: theirs is of a service in an environment. */
export const environmentOverride = (object: StoredObject) => {
  const shown = override(object);
  const { environmentRef, serviceRef } = shown;
  if (shown.type !== 'ENV_SERVICE_OVERRIDE' || serviceRef === null) return shown;
  return { ...shown, yaml: olderYamlOf({ environmentRef, serviceRef }, settingsOf(object)) };
};

export const connector = (object: StoredObject) => ({
  connector: { ...common(object), type: detail(object, 'type'), spec: specOf(object) },
  ...saved(object),
  harnessManaged: false as const,
});

export const connectorTest = ({ status, errorSummary, testedAt }: ConnectorTestResult) => ({
  status,
  errors: errorSummary === null ? [] : [{ reason: errorSummary, message: errorSummary, code: 450 }],
  errorSummary,
  testedAt,
  delegateId: null,
});

const specOf = (object: StoredObject): Record<string, unknown> => settingsOf(object);

function settingsOf({ details }: StoredObject): Record<string, Json> {
  const { spec } = details;
  // A reader of connectors let maps in only; as entries, because the type does not know it.
  return typeof spec === 'object' && spec !== null ? Object.fromEntries(Object.entries(spec)) : {};
}

export const variable = (object: StoredObject) => ({
  variable: {
    ...common(object),
    type: detail(object, 'type'),
    spec: { valueType: 'FIXED' as const, fixedValue: detail(object, 'value') },
  },
  ...saved(object),
});

export const secret = (object: StoredObject) => ({
  secret: {
    ...common(object),
    type: detail(object, 'type'),
    spec: {
      secretManagerIdentifier: detail(object, 'secretManagerIdentifier'),
      valueType: 'Inline' as const,
      value: null,
    },
  },
  createdAt: object.createdAt,
  updatedAt: object.updatedAt,
  draft: false as const,
});
