import type { Caller } from '../../use-cases/index.ts';

/** Of a server without users: everybody who passes the guard is the person at this machine. */
export const localCaller: Caller = { principal: { kind: 'local', name: 'local' } };

/**
 * The account that a request names: by its query, by a header, or inside its API key (`pat.<account>.<id>.<secret>`).
 * It says where to look, never who asks.
 */
export function accountOf(query: URLSearchParams, headers: Headers): string | undefined {
  const inQuery = ['accountIdentifier', 'accountID', 'accountId'].map((name) => query.get(name));
  const named = inQuery.find(Boolean) || headers.get('harness-account');
  const token = headers.get('x-api-key') ?? headers.get('authorization') ?? '';
  return named || /^(?:Bearer +)?[ps]at\.([^.]+)\./i.exec(token)?.[1];
}
