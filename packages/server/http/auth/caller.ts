import type { Caller } from '../../use-cases/index.ts';

/** There are no users yet: everybody who passes the guard is the person at this machine. */
export const localCaller: Caller = { principal: { kind: 'local', name: 'local' } };

/**
 * The account that a request names: by its query, by a header, or inside its API key (`pat.<account>.<id>.<secret>`).
 * The rest of the key is not looked at while there is no login.
 */
export function accountOf(query: URLSearchParams, headers: Headers): string | undefined {
  const inQuery = ['accountIdentifier', 'accountID', 'accountId'].map((name) => query.get(name));
  const named = inQuery.find(Boolean) || headers.get('harness-account');
  return named || /^[ps]at\.([^.]+)\./.exec(headers.get('x-api-key') ?? '')?.[1];
}
