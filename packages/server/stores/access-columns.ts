import { asInstant } from '@reprise/core';
import type { AccessScope } from '@reprise/core/access';
import type {
  AccessBodies,
  AccessKey,
  AccessKind,
  AccessRecord,
  AuditEntry,
  AuditFilter,
  NewAccessRecord,
  StoredAuditEntry,
} from '../ports/index.ts';
import { storable } from './storable-text.ts';
import { integer, integerOrNull, type StoredRow, text } from './stored-rows.ts';

/** The primary key, in the order of its columns. A level that a scope has not is the empty text. */
export type AccessKeyColumns = readonly [
  kind: string,
  accountId: string,
  orgId: string,
  projectId: string,
  identifier: string,
];

/** The columns that a change may write. */
export type AccessValueColumns = readonly [
  handle: string,
  owner: string,
  expiresAt: number | null,
  body: string,
];

export const scopeColumns = ({ accountId, orgId, projectId }: AccessScope) =>
  [accountId, orgId ?? '', projectId ?? ''] as const;

export const accessKeyColumns = ({ kind, scope, identifier }: AccessKey): AccessKeyColumns => [
  kind,
  ...scopeColumns(scope),
  identifier,
];

/** @throws Error when a part cannot be stored. */
export function accessColumns(record: NewAccessRecord): {
  readonly key: AccessKeyColumns;
  readonly values: AccessValueColumns;
} {
  const key = accessKeyColumns(record);
  for (const part of key) storable('key of an access record', part);
  const { handle = '', owner = '', expiresAt = null, body } = record;
  return {
    key,
    values: [storable('handle', handle), storable('owner', owner), expiresAt, JSON.stringify(body)],
  };
}

function scopeOf(row: StoredRow): AccessScope {
  const [accountId, orgId, projectId] = [
    text(row, 'account_id'),
    text(row, 'org_id'),
    text(row, 'project_id'),
  ];
  if (orgId === '') return { accountId };
  return projectId === '' ? { accountId, orgId } : { accountId, orgId, projectId };
}

/** From all columns of `access_records`. The kind is the one that was asked for. */
export function accessRecordOf<Kind extends AccessKind>(
  kind: Kind,
  row: StoredRow,
): AccessRecord<Kind> {
  const handle = text(row, 'handle');
  const owner = text(row, 'owner');
  const expiresAt = integerOrNull(row, 'expires_at');
  return {
    kind,
    scope: scopeOf(row),
    identifier: text(row, 'identifier'),
    ...(handle === '' ? {} : { handle }),
    ...(owner === '' ? {} : { owner }),
    ...(expiresAt === null ? {} : { expiresAt: asInstant(expiresAt) }),
    // Written by this store itself: its type is the writer's word.
    body: JSON.parse(text(row, 'body')) as AccessBodies[Kind],
    version: integer(row, 'version'),
    createdAt: asInstant(integer(row, 'created_at')),
    updatedAt: asInstant(integer(row, 'updated_at')),
  };
}

/** The columns of an entry, but for the number that the database gives it. */
export const auditColumns = (entry: AuditEntry) =>
  [
    entry.at,
    ...scopeColumns(entry.scope),
    entry.resourceType,
    entry.resource,
    JSON.stringify(entry),
  ] as const;

/** What an audit list compares, in the order of its statement; null does not filter. */
export const auditFilterColumns = ({ accountId, scope, resourceType, resource }: AuditFilter) =>
  [
    accountId,
    scope?.orgId ?? null,
    scope?.projectId ?? null,
    resourceType ?? null,
    resource ?? null,
  ] as const;

export const auditEntryOf = (row: StoredRow): StoredAuditEntry => ({
  ...(JSON.parse(text(row, 'body')) as AuditEntry),
  sequence: integer(row, 'seq'),
});
