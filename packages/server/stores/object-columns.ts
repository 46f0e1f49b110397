import type { NewObject, ObjectFilter, ObjectKey, ObjectScope, SecretKey } from '../ports/index.ts';
import { needleOf, searchText, storable } from './storable-text.ts';

/** The columns of an object's key, in the order of the primary key. */
export type ObjectKeyColumns = readonly [
  kind: string,
  accountId: string,
  orgId: string,
  projectId: string,
  parent: string,
  identifier: string,
  label: string,
];

/** An object as columns; `body` holds all of it but what the store itself counts and times. */
export interface ObjectColumns {
  readonly key: ObjectKeyColumns;
  readonly search: string;
  readonly body: string;
}

/** The columns that a list compares, in the order of its statement; null does not filter. */
export type ObjectFilterColumns = readonly [
  kind: string,
  accountId: string,
  orgId: string,
  projectId: string,
  parent: string | null,
  identifier: string | null,
  search: string | null,
];

/** A level that an object is not in is the empty text: a column of a primary key cannot be null. */
function levelsOf(scope: ObjectScope): readonly [string, string, string] {
  switch (scope.level) {
    case 'account':
      return [scope.accountId, '', ''];
    case 'org':
      return [scope.accountId, scope.orgId, ''];
    case 'project':
      return [scope.accountId, scope.orgId, scope.projectId];
  }
}

export const objectKeyColumns = (key: ObjectKey): ObjectKeyColumns => [
  key.kind,
  ...levelsOf(key.scope),
  key.parent,
  key.identifier,
  key.label,
];

/** @throws Error when a part of the key cannot be stored. */
export function objectColumns(object: NewObject): ObjectColumns {
  const key = objectKeyColumns(object);
  for (const part of key) storable('object key', part);
  return {
    key,
    search: searchText(object.name, object.identifier, object.label),
    body: JSON.stringify(object),
  };
}

export const objectFilterColumns = (filter: ObjectFilter): ObjectFilterColumns => [
  filter.kind,
  ...levelsOf(filter.scope),
  filter.parent ?? null,
  filter.identifier ?? null,
  filter.search === undefined ? null : needleOf(filter.search),
];

/** The columns of a secret's key, in the order of the primary key. */
export type SecretColumns = readonly [
  accountId: string,
  orgId: string,
  projectId: string,
  identifier: string,
];

/** @throws Error when the identifier cannot be stored. */
export const secretColumns = ({ scope, identifier }: SecretKey): SecretColumns => [
  ...levelsOf(scope),
  storable('secret identifier', identifier),
];

/** The scope that `levelsOf` wrote. */
export function objectScopeOf(accountId: string, orgId: string, projectId: string): ObjectScope {
  if (orgId === '') return { level: 'account', accountId };
  return projectId === ''
    ? { level: 'org', accountId, orgId }
    : { level: 'project', accountId, orgId, projectId };
}
