import { type Found, type Namespace, secretOf } from '@reprise/core/expression';
import type { ExecutionCreated } from '../event.ts';
import type { PlaceFacts, StoredVariable } from '../surroundings.ts';
import { type Names, namespaceBy, namespaceOf } from './namespace.ts';

type Level = 'account' | 'org' | 'project';

interface Place {
  readonly identifier: string;
  readonly facts: PlaceFacts | undefined;
}

const placeNames: Names<Place> = {
  identifier: ({ identifier }) => identifier,
  name: ({ facts }) => facts?.name ?? null,
  description: ({ facts }) => facts?.description ?? null,
  tags: ({ facts }) => facts?.tags ?? null,
};

const accountNames: Names<Place> = {
  ...placeNames,
  companyName: ({ facts }) => facts?.name ?? null,
};

/** `<+account…>`, `<+org…>` and `<+project…>`, as they were when the execution began (I11). */
export function placeNamespace({ scope, surroundings }: ExecutionCreated, level: Level): Namespace {
  const identifiers = { account: scope.accountId, org: scope.orgId, project: scope.projectId };
  const place = { identifier: identifiers[level], facts: surroundings?.[level] };
  return namespaceOf(level === 'account' ? accountNames : placeNames, place);
}

/**
 * `<+variable.NAME>` of the project, `<+variable.org.NAME>` and `<+variable.account.NAME>`, as they were when the
 * execution began (I11). A value is data: what looks like an expression in it is text.
 */
export function storedVariables({ surroundings }: ExecutionCreated): Namespace {
  const { account = {}, org = {}, project = {} } = surroundings?.variables ?? {};
  return namespaceBy(
    () => ['account', 'org', ...Object.keys(project)],
    (name) => {
      if (name === 'account') return variablesIn(account);
      return name === 'org' ? variablesIn(org) : valueOf(project, name);
    },
  );
}

const variablesIn = (variables: Readonly<Record<string, StoredVariable>>): Namespace =>
  namespaceBy(
    () => Object.keys(variables),
    (name) => valueOf(variables, name),
  );

function valueOf(
  variables: Readonly<Record<string, StoredVariable>>,
  name: string,
): Found | undefined {
  const variable = Object.hasOwn(variables, name) ? variables[name] : undefined;
  if (variable === undefined) return undefined;
  return variable.type === 'Secret' ? secretOf(variable.value) : variable.value;
}
