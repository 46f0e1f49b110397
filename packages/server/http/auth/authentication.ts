/** Who sends a request. Deny by default: what is not known to be somebody's is nobody's. */
import { ok, type Result, refused } from '@reprise/core';
import type { Principal } from '@reprise/core/execution';
import {
  type AuthenticationNeeds,
  type Caller,
  principalOfSession,
  principalOfToken,
  type Refused,
} from '../../use-cases/index.ts';
import { refusal } from '../../use-cases/refusals.ts';
import { DEFAULT_SCOPE } from '../../use-cases/scopes/scope.ts';
import { localCaller } from './caller.ts';
import { sessionSecret } from './session-cookie.ts';

export interface Authentication {
  /** Whether there are users to log in as. */
  readonly login: boolean;
  /** Whether browsers reach the server by HTTPS alone, so that cookies are sent by nothing else. */
  readonly secure: boolean;
  principal(request: Request): Promise<Result<Principal, Refused>>;
}

/** Everybody who passes the guard is the person at this machine. */
export const singleUserAuthentication: Authentication = {
  login: false,
  secure: false,
  principal: async () => ok(localCaller.principal),
};

/** Nobody in particular: may ask only what anybody may. */
export const anonymous: Principal = { kind: 'system', name: 'anonymous' };

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Users, by their tokens and sessions. A token that is given and not good is refused, whatever else is given. */
export const teamAuthentication = (
  needs: AuthenticationNeeds,
  { secure }: { readonly secure: boolean },
): Authentication => ({
  login: true,
  secure,
  principal: async (request) => {
    const token = tokenOf(request.headers);
    if (token !== null) {
      const found = await principalOfToken(needs, token);
      return found === null ? refused(BAD_TOKEN) : ok(found.principal);
    }
    const secret = sessionSecret(request.headers);
    if (secret === null) return refused(NOBODY);
    // Browsers send a cookie whoever made them send the request: only our own pages may change things with it.
    if (!READS.has(request.method) && !isFromOurPages(request.headers)) return refused(FOREIGN);
    const principal = await principalOfSession(needs, secret, DEFAULT_SCOPE.accountId);
    return principal === null ? refused(NOBODY) : ok(principal);
  },
});

/** What the request shows as its token; any `Authorization` counts, so that a strange one is never taken for none. */
function tokenOf(headers: Headers): string | null {
  const key = headers.get('x-api-key');
  if (key !== null) return key;
  const authorization = headers.get('authorization');
  if (authorization !== null) return /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? authorization;
  return headers.get('x-harness-token');
}

/** The guard has refused the origins of other sites by now; what says nothing of its origin is no page of ours. */
const isFromOurPages = (headers: Headers): boolean =>
  headers.get('origin') !== null || headers.get('sec-fetch-site') === 'same-origin';

const NOBODY = refusal(
  'UNAUTHENTICATED',
  'This server has users: log in, or send a token as the header x-api-key (the command line: `reprise login`, or REPRISE_API_KEY).',
);
const BAD_TOKEN = refusal(
  'UNAUTHENTICATED',
  'This token is not good: it is unknown, has run out, or was revoked. Make another one.',
);
const FOREIGN = refusal(
  'ORIGIN_NOT_ALLOWED',
  'A request that a browser sends with its session must say that it comes from a page of this server.',
);

/** The caller with where they call from. */
export const callerFrom = (
  principal: Principal,
  headers: Headers,
  address: string | undefined,
): Caller => {
  const agent = headers.get('user-agent')?.slice(0, 200);
  return {
    principal,
    from: {
      ...(address === undefined ? {} : { address }),
      ...(agent === undefined ? {} : { agent }),
    },
  };
};
