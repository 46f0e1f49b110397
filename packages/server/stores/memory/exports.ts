import type { ExecutionExport, ExportStore } from '../../ports/index.ts';

export function createMemoryExports(): ExportStore {
  const all = new Map<string, ExecutionExport>();
  return {
    add: async (asked) => void all.set(asked.id, asked),
    get: async (id) => all.get(id) ?? null,
    countSince: async (accountId, since) =>
      [...all.values()].filter((one) => one.accountId === accountId && one.requestedAt >= since)
        .length,
    forgetExpired: async (before) => {
      for (const { id, expiresAt } of all.values()) if (expiresAt < before) all.delete(id);
    },
  };
}
