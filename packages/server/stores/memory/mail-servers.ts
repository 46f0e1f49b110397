import type { MailServerSettings, MailServerStore } from '../../ports/index.ts';

export function createMemoryMailServers(): MailServerStore {
  const servers = new Map<string, MailServerSettings>();
  return {
    get: async (accountId) => servers.get(accountId) ?? null,
    put: async (accountId, server) => void servers.set(accountId, server),
    remove: async (accountId) => servers.delete(accountId),
  };
}
