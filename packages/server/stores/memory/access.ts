import { type Instant, ok, refused } from '@reprise/core';
import { isSameScope, isWithin } from '@reprise/core/access';
import type {
  AccessKey,
  AccessKind,
  AccessRecord,
  AccessStore,
  AuditEntry,
  AuditStore,
  NewAccessRecord,
} from '../../ports/index.ts';
import { accessColumns, accessKeyColumns } from '../access-columns.ts';
import { compareText } from './keys.ts';

const keyOf = (key: AccessKey): string => JSON.stringify(accessKeyColumns(key));

export function createMemoryAccess(): AccessStore {
  const records = new Map<string, AccessRecord>();
  const all = <Kind extends AccessKind>(kind: Kind): readonly AccessRecord<Kind>[] =>
    [...records.values()]
      .filter((record): record is AccessRecord<Kind> => record.kind === kind)
      .toSorted((a, b) => compareText(a.identifier, b.identifier));
  const isTaken = (record: NewAccessRecord): boolean =>
    record.handle !== undefined &&
    all(record.kind).some(
      (other) =>
        other.handle === record.handle &&
        other.scope.accountId === record.scope.accountId &&
        keyOf(other) !== keyOf(record),
    );
  const put = <Kind extends AccessKind>(
    record: NewAccessRecord<Kind>,
    version: number,
    createdAt: Instant,
    updatedAt: Instant,
  ): AccessRecord<Kind> => {
    accessColumns(record);
    const stored = { ...structuredClone(record), version, createdAt, updatedAt };
    records.set(keyOf(record), stored);
    return stored;
  };
  return {
    create: async (record, now) =>
      records.has(keyOf(record)) || isTaken(record)
        ? refused('exists')
        : ok(put(record, 1, now, now)),
    update: async (record, now, expectedVersion) => {
      const known = records.get(keyOf(record));
      if (known?.version !== expectedVersion) return refused('conflict');
      if (isTaken(record)) return refused('exists');
      return ok(put(record, expectedVersion + 1, known.createdAt, now));
    },
    get: async (key) => all(key.kind).find((record) => keyOf(record) === keyOf(key)) ?? null,
    byHandle: async (kind, accountId, handle) =>
      all(kind).find(
        (record) => record.handle === handle && record.scope.accountId === accountId,
      ) ?? null,
    list: async (kind, scope) => all(kind).filter((record) => isSameScope(record.scope, scope)),
    inAccount: async (kind, accountId) =>
      all(kind).filter(({ scope }) => scope.accountId === accountId),
    ofOwner: async (kind, accountId, owner) =>
      all(kind).filter((record) => record.owner === owner && record.scope.accountId === accountId),
    remove: async (key) => records.delete(keyOf(key)),
    sweep: async (now) => {
      for (const [key, { expiresAt }] of records) {
        if (expiresAt !== undefined && expiresAt < now) records.delete(key);
      }
    },
  };
}

export function createMemoryAudit(): AuditStore {
  const entries: AuditEntry[] = [];
  return {
    add: async (entry) => {
      entries.push(structuredClone(entry));
    },
    list: async ({ accountId, scope, resourceType, resource }, offset, limit) => {
      const found = entries
        .map((entry, index) => ({ ...entry, sequence: index + 1 }))
        .filter(
          (entry) =>
            entry.scope.accountId === accountId &&
            isWithin(entry.scope, scope ?? { accountId }) &&
            (resourceType ?? entry.resourceType) === entry.resourceType &&
            (resource ?? entry.resource) === entry.resource,
        )
        .toReversed();
      return { items: found.slice(offset, offset + limit), total: found.length };
    },
  };
}
