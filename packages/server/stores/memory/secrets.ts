import type { SealedValue, SecretKey, SecretStore, StoredSecret } from '../../ports/index.ts';
import { secretColumns } from '../object-columns.ts';

export function createMemorySecrets(): SecretStore {
  const entries = new Map<string, StoredSecret>();
  const keyOf = (key: SecretKey): string => JSON.stringify(secretColumns(key));
  const put = ({ scope, identifier }: SecretKey, value: SealedValue): void => {
    entries.set(keyOf({ scope, identifier }), { scope, identifier, value });
  };
  return {
    put: async (key, value) => put(key, value),
    get: async (key) => entries.get(keyOf(key))?.value ?? null,
    remove: async (key) => entries.delete(keyOf(key)),
    underOtherKeys: async (keyId, limit) =>
      [...entries.values()].filter(({ value }) => value.keyId !== keyId).slice(0, limit),
    replace: async (key, from, to) => {
      if (entries.get(keyOf(key))?.value.sealed !== from.sealed) return false;
      put(key, to);
      return true;
    },
  };
}
